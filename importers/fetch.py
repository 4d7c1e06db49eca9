"""Be the one door to the network: patient, limited, cached, and leading only outside.

What other libraries fetch by themselves (pip a package, osmnx from Overpass) has its own limits.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from importers.door.addresses import check_address, shown
from importers.door.download import Answered, Question, Refused, download
from importers.errors import FetchError

PROJECT = "servicemap-importer/1 (open-source city map; one polite request at a time"
PASSING = (0, 408, 425, 429, 500, 502, 503, 504)  # statuses, or none, that may be gone in a moment
LONGEST_PAUSE = 60.0
VALIDATORS = ".validators"  # beside a copy: how to ask whether there is a newer one
DRAFT = ".part"
ABANDONED = 24 * 3600.0  # a draft so old belongs to nobody any more
_last_asked: dict[str, float] = {}  # host → when, on the monotonic clock


@dataclass(frozen=True)
class Limits:
    """How long and how much is asked for; seconds and bytes."""

    timeout: float = 30.0  # for a single wait
    total: float = 900.0  # for all tries together
    tries: int = 4
    pause: float = 1.0  # before the second try, twice as long before each further one
    largest: int = 200_000_000  # also of what was unpacked
    fresh: float = 3600.0  # a copy in the cache younger than this is used as it is
    gap: float = 0.0  # between two questions to the same host


def fetch(
    url: str,
    cache: Path,
    limits: Limits | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> Path:
    """Return the path of the URL's contents in `cache`; raises FetchError.

    A copy is asked for again when it is no longer fresh, and kept when nothing is newer. `headers`
    are sent besides, such as a service's key; they go to the URL's own host alone.
    """
    limits, given = limits or Limits(), dict(headers or {})
    check_address(url)
    kept = _kept(url, cache, given)
    if kept.is_file() and time.time() - kept.stat().st_mtime < limits.fresh:
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(kept.parent)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}{DRAFT}")
    asking = {"User-Agent": user_agent()} | given | _validators(kept)
    try:
        answered = _ask_patiently(url, asking, draft, limits)
        if answered.is_new:
            _keep(draft, kept, answered)
        else:
            os.utime(kept)
    finally:
        draft.unlink(missing_ok=True)
    return kept


def forget(url: str, cache: Path, *, headers: Mapping[str, str] | None = None) -> None:
    """Throw the copy in the cache away, because it turned out to be damaged."""
    kept = _kept(url, cache, dict(headers or {}))
    kept.with_name(VALIDATORS).unlink(missing_ok=True)
    kept.unlink(missing_ok=True)


def user_agent() -> str:
    """Say who asks, and whom its operators can write to if they named anybody."""
    return f"{PROJECT}; {settings.CONTACT})" if settings.CONTACT else f"{PROJECT})"


def _kept(url: str, cache: Path, headers: Mapping[str, str]) -> Path:
    asked = url + (json.dumps(headers, sort_keys=True) if headers else "")
    return cache / hashlib.sha256(asked.encode()).hexdigest()[:32] / _file_name(url)


def _file_name(url: str) -> str:
    """Return the last part of the address, by which people and area files know a file."""
    return (
        re.sub(r"[^A-Za-z0-9._-]", "_", urlsplit(url).path.split("/")[-1])[-80:].lstrip(".")
        or "file"
    )


def _remove_abandoned(folder: Path) -> None:
    """Remove what a process left behind that was killed while it fetched."""
    for each in folder.glob(f"*{DRAFT}"):
        if time.time() - each.stat().st_mtime > ABANDONED:
            each.unlink(missing_ok=True)


def _keep(draft: Path, kept: Path, answered: Answered) -> None:
    """Put a new copy in place; what it is recognised by comes after it, never before."""
    validators = kept.with_name(VALIDATORS)
    validators.unlink(missing_ok=True)
    draft.replace(kept)
    told = {"If-None-Match": answered.etag, "If-Modified-Since": answered.last_modified}
    told = {name: value for name, value in told.items() if value}
    if told:
        validators.write_text(json.dumps(told), encoding="utf-8")


def _validators(kept: Path) -> dict[str, str]:
    """Return the headers that ask only for what is newer than the copy."""
    if not kept.is_file():
        return {}
    try:
        told = json.loads(kept.with_name(VALIDATORS).read_text(encoding="utf-8"))
        return {str(name): str(value) for name, value in told.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _ask_patiently(url: str, headers: Mapping[str, str], draft: Path, limits: Limits) -> Answered:
    deadline = time.monotonic() + limits.total
    question = Question(url, headers, limits.timeout, deadline, limits.largest)
    pause, reason = limits.pause, ""
    for left in reversed(range(limits.tries)):
        _keep_distance(url, limits.gap)
        try:
            return download(question, draft)
        except Refused as error:
            reason = str(error)
            if error.status not in PASSING:
                raise FetchError(f"{shown(url)}: {reason}.") from None
            pause = _asked_pause(url, error, pause)
        if left:
            time.sleep(min(pause, max(deadline - time.monotonic(), 0)))
            pause = min(pause * 2, LONGEST_PAUSE)
    raise FetchError(f"{shown(url)} could not be fetched in {limits.tries} tries: {reason}.")


def _asked_pause(url: str, error: Refused, pause: float) -> float:
    """Return how long the server asks to wait; raises FetchError when that is too long."""
    if not error.retry_after:
        return pause
    try:
        asked = Retry(retry_after_max=10**9).parse_retry_after(error.retry_after)
    except InvalidHeader:
        return pause
    if asked > LONGEST_PAUSE:
        raise FetchError(f"{shown(url)}: {error}, and asks to come back in {asked:.0f} seconds.")
    return asked


def _keep_distance(url: str, gap: float) -> None:
    """Wait until `gap` seconds have passed since the host was last asked."""
    host = urlsplit(url).netloc.lower()
    wait = _last_asked.get(host, -gap) + gap - time.monotonic()
    if wait > 0:
        time.sleep(wait)
    _last_asked[host] = time.monotonic()
