"""Serve the basemap: one file, read in ranges, so that no tile comes from a third party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from servicemap.networks import instance_now
from servicemap.problems import not_allowed

RANGE = re.compile(r"bytes=(\d{1,18})?-(\d{1,18})?$")
CONTENT_TYPE = "application/vnd.pmtiles"
CHUNK = 1 << 16
METHODS = ("GET", "HEAD")
FOR_EVER = "public, max-age=31536000, immutable"  # the name changes with the content


@dataclass(frozen=True)
class CurrentBasemap:
    """The basemap that is served now: a PMTiles file of vector tiles, at this address."""

    version: str
    url: str


def current() -> CurrentBasemap | None:
    """Return the basemap, or None when none has been made; at most one query."""
    version = instance_now().basemap
    if not version or not _path(version).is_file():
        return None
    return CurrentBasemap(version, reverse("basemap", args=[version]))


def _path(version: str) -> Path:
    return Path(settings.NETWORK_DIR) / f"{version}.pmtiles"


@csrf_exempt
def basemap(request: HttpRequest, version: str) -> HttpResponseBase:
    """GET /tiles/VERSION.pmtiles, whole or one range of it (RFC 9110, section 14)."""
    if request.method not in METHODS:
        return not_allowed(request, METHODS)
    try:
        file = _path(version).open("rb")
    except OSError:
        raise Http404(f"There is no basemap {version}.") from None
    size = _path(version).stat().st_size
    asked = RANGE.match(request.headers.get("Range", ""))
    response = FileResponse(file) if not asked else _part(file, size, *asked.groups())
    response["Accept-Ranges"] = "bytes"
    response["Content-Type"] = CONTENT_TYPE
    response["Access-Control-Allow-Origin"] = "*"
    response.setdefault("Cache-Control", FOR_EVER)
    response.setdefault("ETag", f'"{version}"')
    return response


def _part(file: BinaryIO, size: int, first: str | None, last: str | None) -> HttpResponseBase:
    """Return bytes ``first`` to ``last``, or the last so many when there is no ``first``."""
    if first is None:
        start, end = max(size - int(last or 0), 0), size - 1
    else:
        start, end = int(first), min(int(last or size - 1), size - 1)
    if start > end or (first is None and not int(last or 0)):
        file.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        refused["Cache-Control"] = "no-store"
        return refused
    response = StreamingHttpResponse(_read(file, start, end - start + 1), status=206)
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    return response


def _read(file: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
