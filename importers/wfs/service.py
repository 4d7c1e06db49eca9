"""Ask a WFS for all features of a layer, in pages where its version has them."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from geodata.reference_systems import UnknownSystem
from importers.errors import FetchError, InputError
from importers.fetch import Limits, forget
from importers.fetch import fetch as fetch_file
from importers.sources import Fetched, Wanted
from importers.wfs.gml import PAGES, read_features
from importers.wfs.layer import Layer

PAGE = 1_000
MOST_PAGES = 1_000
LIMITS = Limits(timeout=60.0, largest=100_000_000)
PROLOG = re.compile(r"\ufeff?\s*(<\?xml[^>]*\?>)?")
ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)")


def fetch(wanted: Wanted) -> Fetched:
    """Return the given file, or one file of all pages of the feed's layer.

    Raises InputError for wrong options, and FetchError, which names the page, for what cannot be
    had or is a service's error although it came with status 200.
    """
    layer = Layer.of(wanted.feed)
    if given := wanted.given_file():
        return Fetched(given)
    try:
        crs = layer.crs_in(wanted.area)
    except UnknownSystem as error:
        raise InputError(f"The feed {wanted.feed.key} cannot be asked for: {error}.") from None
    layer = replace(layer, crs=crs)
    digest = hashlib.sha256(f"{wanted.address} {layer}".encode()).hexdigest()[:32]
    path = wanted.cache / "wfs" / f"{digest}.xml"
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with draft.open("w", encoding="utf-8") as bundle:
            bundle.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{PAGES}>\n')
            for page in _pages(wanted, layer):
                bundle.write(_body(page) + "\n")
            bundle.write(f"</{PAGES}>\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Fetched(path)


def _pages(wanted: Wanted, layer: Layer) -> Iterator[Path]:
    if layer.version == "1.0.0":  # which has no pages
        page, count = _page(wanted, _address(wanted, layer), 1)
        if count >= layer.most:
            raise FetchError(
                f"The layer {layer.name} has {layer.most} features or more, which is as many as "
                f"were asked for; raise the option most of the feed {wanted.feed.key}."
            )
        yield page
        return
    seen: set[str] = set()
    for number in range(1, MOST_PAGES + 1):
        page, count = _page(wanted, _address(wanted, layer, (number - 1) * PAGE), number)
        content = hashlib.sha256(page.read_bytes()).hexdigest()
        if count and content in seen:
            raise FetchError(f"Page {number} of {wanted.address} is one that was there before.")
        seen.add(content)
        if count or number == 1:
            yield page
        if count != PAGE:  # the last one; or all of it, from a service without pages
            return
    raise FetchError(f"{wanted.address} has more than {MOST_PAGES} pages of {PAGE} features.")


def _address(wanted: Wanted, layer: Layer, start: int = 0) -> str:
    parts = urlsplit(wanted.address)
    asked = {"service": "WFS", "version": layer.version, "request": "GetFeature"}
    if layer.version == "1.0.0":
        asked |= {"typeName": layer.name, "maxFeatures": str(layer.most)}
    else:
        asked |= {"typeNames": layer.name, "count": str(PAGE), "startIndex": str(start)}
    asked["srsName"] = layer.crs
    if layer.format:
        asked["outputFormat"] = layer.format
    own = [pair for pair in parse_qsl(parts.query) if pair[0].lower() not in map(str.lower, asked)]
    return urlunsplit(parts._replace(query=urlencode([*own, *asked.items()], safe=":,")))


def _page(wanted: Wanted, url: str, number: int) -> tuple[Path, int]:
    """Fetch one page and look through it; returns its file and how many features it has."""
    path = fetch_file(url, wanted.cache, LIMITS)
    try:
        with path.open("rb") as stream:
            return path, sum(1 for _ in read_features(stream))
    except InputError as error:
        forget(url, wanted.cache)
        raise FetchError(f"Page {number} of {wanted.address}: {error}") from None


def _body(page: Path) -> str:
    """Return an XML document as a text without its first line, to stand within another."""
    content = page.read_bytes()
    told = ENCODING.match(content)
    try:
        text = content.decode(codecs.lookup(told[1].decode()).name if told else "utf-8-sig")
    except (LookupError, UnicodeError) as error:
        raise FetchError(f"{page.name} is not in the encoding that it names ({error}).") from None
    return PROLOG.sub("", text, count=1)
