"""Tell the format of a file by its first bytes, whatever its name says, and read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from importers.errors import InputError
from importers.uploads.delimited import read_delimited
from importers.uploads.geojson import read_geojson
from importers.uploads.geopackage import is_geopackage, read_geopackage
from importers.uploads.gpx import read_gpx
from importers.uploads.table import MOST_BYTES, Table
from importers.uploads.workbook import read_workbook

READERS: dict[str, Callable[[BinaryIO], Table]] = {
    "csv": read_delimited,
    "xlsx": read_workbook,
    "geojson": read_geojson,
    "gpx": read_gpx,
    "gpkg": read_geopackage,
}
SUFFIXES = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx"}
SUFFIXES |= {".geojson": "geojson", ".json": "geojson", ".gpx": "gpx", ".gpkg": "gpkg"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
RIGHT = "CSV, XLSX, GeoJSON, GPX and GeoPackage are read"
BLANK = b"\xef\xbb\xbf \t\r\n"


def format_of(name: str, stream: BinaryIO) -> str:
    """Return the key of the format; raises InputError when name and contents do not agree."""
    stream.seek(0)
    start = stream.read(512)
    stream.seek(0)
    if not start.strip(BLANK):
        raise InputError("The file is empty.")
    named = SUFFIXES.get(Path(name).suffix.casefold())
    if named is None:
        raise InputError(
            f"{Path(name).suffix[:20] or 'A file without an ending'} is not read: {RIGHT}."
        )
    found = _found(start, named)
    if found != named:
        raise InputError(
            f"The name ends in {Path(name).suffix[:20]}, but the contents are "
            f"{found or 'of another kind'}; {RIGHT}."
        )
    return named


def read(format: str, stream: BinaryIO) -> Table:
    """Open a file of a known format; raises InputError."""
    if stream.seek(0, 2) > MOST_BYTES:
        raise InputError(f"The file has more than {MOST_BYTES} bytes.")
    stream.seek(0)
    return READERS[format](stream)


def _found(start: bytes, named: str) -> str:
    """Return the format that the first bytes are of; "" for one that is never read."""
    shown = start.lstrip(BLANK)
    if start.startswith(OLD_OFFICE):
        raise InputError("This is an old or a protected workbook; save it as a plain .xlsx.")
    if start.startswith(b"PK"):
        return "xlsx"
    if is_geopackage(start):
        return "gpkg"
    if shown[:1] in (b"{", b"[") and named == "geojson":
        return "geojson"
    if shown.startswith(b"<"):
        return (
            "gpx" if b"<gpx" in start or (named == "gpx" and shown.startswith(b"<?xml")) else "XML"
        )
    return "csv" if named == "csv" and not start.startswith((b"SQLite", b"%PDF")) else ""
