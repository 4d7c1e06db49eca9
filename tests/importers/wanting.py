"""Ask a source for its file, as an import does."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from geodata.area import Area
from importers.sources import Say, Wanted


def wanted(
    area: Area, source: str, *, file: Path | None = None, url: str = "", say: Say = print
) -> Wanted:
    """Return what a fetch is asked for, with the area's own feed."""
    return Wanted(area, area.feed(source), Path(settings.CACHE_DIR), say, file, url)
