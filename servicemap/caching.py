"""Let clients keep an answer until the data or the code changes: ETag, 304 and Cache-Control."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from geodata.models import LiveStatus
from servicemap.networks import instance_now

View = TypeVar("View", bound=Callable[..., Any])
ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("geodata", "importers", "servicemap", "frontend")
SUFFIXES = {".py", ".toml", ".html", ".mo", ".json", ".css", ".svg", ".ts"}
LIVE = "/hubs"  # in the address of every answer that tells how things stand at this moment
OF_NOW = "tells_now"
CACHE_CONTROL = "public, max-age=60, must-revalidate"


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return a digest of the running code, its templates, tables and translations."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*")):
            if file.suffix in SUFFIXES and file.is_file():
                digest.update(f"{file.relative_to(ROOT)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def tells_now(view: View) -> View:
    """Mark a view that tells how things stand at this minute: what is open, what is over.

    Put it below the view's furniture (`page`, `question`); its answers are kept for that minute.
    """
    setattr(view, OF_NOW, True)
    return view


def etag_of(request: HttpRequest, view: Callable[..., Any]) -> str | None:
    """Return the weak ETag of what a view answers here now; None when nobody may keep it."""
    instance = instance_now()
    if not instance.revision and not instance.network_version:
        return None
    if LIVE in request.path and LiveStatus.objects.exists():
        return None  # how bikes stand changes without a new revision, and its age every second
    parts = (
        instance.network_version,
        str(instance.revision),
        request.get_full_path(),
        get_language() or "",
        code_version(),
        f"{timezone.now():%Y-%m-%dT%H:%M}" if hasattr(view, OF_NOW) else "",
    )
    # Weak, because compression on the way changes the bytes and not the meaning.
    return f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def not_modified(request: HttpRequest, etag: str | None) -> HttpResponseBase | None:
    """Return a 304 when the client already has this answer, before anything is computed."""
    if etag is None:
        return None
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    return None if response is None else keep(response, etag)


def keep(response: HttpResponseBase, etag: str | None) -> HttpResponseBase:
    """Mark a response as one that may be kept until the data changes, unless its view forbade it.

    What changes with every attempt of an import, not only with the data, is kept by nobody.
    """
    if response.has_header("Cache-Control"):
        return response
    if etag is None:
        response["Cache-Control"] = "no-store"
        return response
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
