"""Go through the pages of a service one by one, politely, and say which one failed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from importers.errors import FetchError
from importers.fetch import LONGEST_PAUSE, Limits, fetch, forget
from importers.sources import Say

MOST_PAGES = 2_000
POLITE = Limits(largest=50_000_000, gap=0.5)
BLANK = b"\xef\xbb\xbf \t\r\n"


def fetch_pages(
    first_url: str,
    cache: Path,
    *,
    next_url: Callable[[Any], str | None],
    limits: Limits | None = None,
    say: Say = print,
) -> Iterator[Any]:
    """Yield the JSON document of every page, asking for one only when the former is used up.

    `next_url` takes a document and returns the address of the following page, None after the
    last. It may be relative, has to stay on the same host, and is asked with the scheme of the
    first page. Raises FetchError, which names the page by its number.
    """
    limits = limits or POLITE
    url, seen = first_url, {first_url}
    for number in range(1, MOST_PAGES + 1):
        what = f"page {number} of {first_url}"
        if number % 20 == 0:
            say(f"Fetching page {number} from {urlsplit(first_url).hostname}")
        document = _document(url, cache, limits, what)
        yield document
        following = next_url(document)
        if not following:
            return
        url = _followed(url, following, what)
        if url in seen:
            raise FetchError(f"{what}: its next page is one that was there before, {url}.")
        seen.add(url)
    raise FetchError(f"{first_url} has more than {MOST_PAGES} pages; ask for less at a time.")


def _document(url: str, cache: Path, limits: Limits, what: str) -> Any:
    """Fetch one page; one that is damaged is asked for again."""
    pause = limits.pause
    for left in reversed(range(limits.tries)):
        try:
            content = fetch(url, cache, limits).read_bytes()
        except FetchError as error:
            raise FetchError(f"{what}: {error}") from None
        try:
            return json.loads(content.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError) as error:
            reason = _reason(content, error)
        forget(url, cache)
        if left:
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
    raise FetchError(f"{what}: {reason}, in {limits.tries} tries.")


def _reason(content: bytes, error: Exception) -> str:
    start = content.lstrip(BLANK)
    if not start:
        return "the answer is empty"
    if start.startswith(b"<"):
        return "the answer is HTML or XML, not JSON"
    if not start.startswith((b"{", b"[")):
        return "the answer is not JSON"
    return f"the answer is JSON that ends too early or is damaged ({str(error)[:100]})"


def _followed(url: str, following: str, what: str) -> str:
    """Return the absolute address of the following page; it stays with the service."""
    if not isinstance(following, str):
        raise FetchError(f"{what}: its next page is {following!r}, which is no address.")
    here = urlsplit(url)
    try:
        there = urlsplit(urljoin(url, following))
        port = there.port
    except ValueError as error:
        raise FetchError(f"{what}: its next page {following!r} is no address ({error}).") from None
    # Services behind a proxy often write their own address with http; it is asked as the first.
    if (there.scheme, here.scheme) == ("http", "https") and port in (None, 80):
        there = there._replace(scheme="https", netloc=there.hostname or "")
    if (there.scheme, there.netloc.lower()) != (here.scheme, here.netloc.lower()):
        raise FetchError(
            f"{what}: its next page is on another host, {there.scheme}://{there.netloc}; "
            "it is not followed."
        )
    return there.geturl()
