"""Be the one door to the network: patient, limited, cached, and leading only outside.

What other libraries fetch by themselves (pip a package, osmnx from Overpass) has its own limits.
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
import re
import socket
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from importers.errors import FetchError

USER_AGENT = "servicemap-importer/1 (open-source city map; one polite request at a time)"
PASSING = (408, 425, 429, 500, 502, 503, 504)  # statuses that may be gone in a moment
LONGEST_PAUSE = 60.0
CHUNK = 1 << 16
# Hosts on this machine or a private network that may be asked; tests put their own server here.
PRIVATE_HOSTS: set[str] = set()
_last_asked: dict[str, float] = {}  # host → when, on the monotonic clock


@dataclass(frozen=True)
class Limits:
    """How long and how much is asked for; seconds and bytes."""

    timeout: float = 30.0
    tries: int = 4
    pause: float = 1.0  # before the second try, twice as long before each further one
    largest: int = 200_000_000
    fresh: float = 3600.0  # a copy in the cache younger than this is used as it is
    gap: float = 0.0  # between two questions to the same host


def fetch(url: str, cache: Path, limits: Limits | None = None) -> Path:
    """Return the path of the URL's contents in `cache`; raises FetchError."""
    limits = limits or Limits()
    check_address(url)
    kept = _kept(url, cache)
    if kept.is_file() and time.time() - kept.stat().st_mtime < limits.fresh:
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}.part")
    try:
        _download_patiently(url, draft, limits)
        draft.replace(kept)
    finally:
        draft.unlink(missing_ok=True)
    return kept


def forget(url: str, cache: Path) -> None:
    """Throw the copy in the cache away, because it turned out to be damaged."""
    _kept(url, cache).unlink(missing_ok=True)


def _kept(url: str, cache: Path) -> Path:
    return cache / hashlib.sha256(url.encode()).hexdigest()[:32] / _file_name(url)


def _file_name(url: str) -> str:
    """Return the last part of the address, by which people and area files know a file."""
    return (
        re.sub(r"[^A-Za-z0-9._-]", "_", urlsplit(url).path.split("/")[-1])[-80:].lstrip(".")
        or "file"
    )


def check_address(url: str) -> None:
    """Refuse what is not http or https, and hosts that are not on the public internet."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise FetchError(f"{url!r} is no address ({error}).") from None
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError(f"{url!r} is not an http or https address.")
    if parts.username or parts.password:
        raise FetchError("An address with a name or password in it is not fetched.")
    if host not in PRIVATE_HOSTS and not all(map(_is_public, _addresses(host))):
        raise FetchError(f"{host} is not on the public internet; it is not fetched.")


class _CheckedRedirects(urllib.request.HTTPRedirectHandler):
    """Follow a redirect only to where one may go by oneself."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        check_address(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _download_patiently(url: str, draft: Path, limits: Limits) -> None:
    pause = limits.pause
    for number in range(1, limits.tries + 1):
        try:
            return _download(url, draft, limits)
        except urllib.error.HTTPError as error:
            with error:
                reason = f"it answers {error.code} {error.reason}"
                if error.code not in PASSING:
                    raise FetchError(f"{url}: {reason}.") from None
                pause = _asked_pause(error, pause)
        except (TimeoutError, urllib.error.URLError, HTTPException, ConnectionError) as error:
            reason = str(getattr(error, "reason", "") or f"{error}" or type(error).__name__)
        if number < limits.tries:
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
    raise FetchError(f"{url} could not be fetched in {limits.tries} tries: {reason}.")


def _keep_distance(url: str, gap: float) -> None:
    """Wait until `gap` seconds have passed since the host was last asked."""
    host = urlsplit(url).netloc.lower()
    wait = _last_asked.get(host, -gap) + gap - time.monotonic()
    if wait > 0:
        time.sleep(wait)
    _last_asked[host] = time.monotonic()


def _download(url: str, draft: Path, limits: Limits) -> None:
    _keep_distance(url, limits.gap)
    opener = urllib.request.build_opener(_CheckedRedirects)
    request = urllib.request.Request(url, headers={"User-Agent": USER_AGENT})  # noqa: S310 - checked
    with opener.open(request, timeout=limits.timeout) as answer, draft.open("wb") as copy:
        size = 0
        while chunk := answer.read(CHUNK):
            size += len(chunk)
            if size > limits.largest:
                raise FetchError(f"{url} sends more than {limits.largest} bytes.")
            copy.write(chunk)
        _check_whole(answer, size)
        copy.flush()
        os.fsync(copy.fileno())


def _check_whole(answer: HTTPResponse, size: int) -> None:
    told = answer.headers.get("Content-Length", "")
    if told.isdigit() and int(told) != size:
        raise ConnectionError(f"the connection broke off after {size} of {told} bytes")


def _asked_pause(error: urllib.error.HTTPError, pause: float) -> float:
    """Wait as long as the server asks, within reason."""
    asked = error.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_PAUSE) if asked.isdigit() else pause


def _addresses(host: str) -> list[str]:
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None)]
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host} cannot be found ({error}).") from None


def _is_public(address: str) -> bool:
    # The zone of a link-local IPv6 address ("%eth0") is not part of the number.
    return ipaddress.ip_address(address.split("%")[0]).is_global
