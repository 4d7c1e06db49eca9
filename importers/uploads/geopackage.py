"""Read the first layer of a GeoPackage through SQLite itself, in memory, and nothing but tables.

GDAL chooses a driver by what a file looks like, and pyogrio cannot name the one that is meant;
SQLite needs no driver, and its authorizer leaves a hostile file nothing to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import count
from typing import Any, BinaryIO

import shapely
from shapely.geometry.base import BaseGeometry

from importers.errors import InputError
from importers.uploads.reasons import Refused
from importers.uploads.shapes import check_shape
from importers.uploads.table import MOST_BYTES, Row, Table, headings, limited

MAGIC = b"SQLite format 3\0"
APPLICATIONS = (b"GPKG", b"GP10", b"GP11")
APPLICATION = slice(68, 72)
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes, by the header's flag
STEPS = 100_000  # of SQLite's machine between two looks at how many there were
MOST_STEPS = 1_000  # times as many: some seconds; 50,000 rows of 200 columns need a tenth of it
READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)


def is_geopackage(start: bytes) -> bool:
    """Say whether a file that begins so is a GeoPackage."""
    return start.startswith(MAGIC) and start[APPLICATION] in APPLICATIONS


def read_geopackage(stream: BinaryIO) -> Table:
    """Return the rows of the first layer with shapes, else of the first table."""
    stream.seek(0)
    contents = stream.read(MOST_BYTES + 1)
    if not is_geopackage(contents[:100]):
        raise InputError("This is no GeoPackage.")
    if len(contents) > MOST_BYTES:
        raise InputError(f"The GeoPackage has more than {MOST_BYTES} bytes.")
    try:
        database = _opened(contents)
        layer, column, crs = _layer(database)
        rows = database.execute(f"SELECT * FROM {_quoted(layer)}")  # noqa: S608 - it is quoted
        names = [str(each[0]) for each in rows.description]
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise _broken(error) from None
    columns = headings([name for name in names if name != column])
    return Table(
        "gpkg", columns, limited(_rows(rows, names, column)), crs, bool(column), layer[:60]
    )


def _opened(contents: bytes) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.deserialize(contents)
    database.text_factory = lambda text: text.decode("utf-8", "replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    steps = count()
    database.set_progress_handler(lambda: next(steps) > MOST_STEPS, STEPS)
    database.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in READING else sqlite3.SQLITE_DENY
    )
    return database


def _layer(database: sqlite3.Connection) -> tuple[str, str, str]:
    """Return the table, the column of its shapes and their system ("EPSG:3067")."""
    tables = {
        str(name)
        for name, statement in database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
        )
        if "virtual" not in str(statement)[:40].casefold()
    }
    shapes = {
        str(table): (str(column), srs)
        for table, column, srs in database.execute(
            "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns"
        )
        if "gpkg_geometry_columns" in tables
    }
    if "gpkg_contents" not in tables:
        raise InputError("The GeoPackage has no list of its contents.")
    layers = [
        str(name)
        for name, kind in database.execute("SELECT table_name, data_type FROM gpkg_contents")
        if str(kind) in ("features", "attributes") and str(name) in tables
    ]
    if not layers:
        raise InputError("The GeoPackage has no layer of features.")
    layer = next((name for name in layers if name in shapes), layers[0])
    column, srs = shapes.get(layer, ("", None))
    return layer, column, _crs(database, srs) if column else ""


def _crs(database: sqlite3.Connection, srs: Any) -> str:
    found = database.execute(
        "SELECT organization, organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
        [srs],
    ).fetchone()
    is_known = found and str(found[0]).upper() == "EPSG" and isinstance(found[1], int)
    return f"EPSG:{found[1]}" if is_known else ""


def _rows(rows: sqlite3.Cursor, names: list[str], shape_column: str) -> Iterator[Row]:
    number = 0
    try:
        for number, values in enumerate(rows, start=1):
            record = dict(zip(names, values, strict=True))
            blob = record.pop(shape_column, None)
            cells = {name: text for name, value in record.items() if (text := _text(value))}
            try:
                yield Row(number, cells, _shape(blob))
            except Refused as refused:
                yield Row(number, cells, None, refused.reason)
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        raise _broken(error) from None


def _text(value: Any) -> str:
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _shape(blob: Any) -> BaseGeometry | None:
    """Read GeoPackage's binary form: a header of flags, an envelope, then WKB."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or len(blob) < 8 or not blob.startswith(b"GP"):
        raise Refused("bad-shape", why="it is not in GeoPackage's form")
    envelope = ENVELOPES.get(blob[3] >> 1 & 0b111)
    if envelope is None or blob[3] >> 5 & 1:
        raise Refused("bad-shape", why="its header is not of GeoPackage 1")
    try:
        return check_shape(shapely.from_wkb(blob[8 + envelope :]))
    except shapely.GEOSException as error:
        raise Refused("bad-shape", why=str(error)) from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _broken(error: Exception) -> InputError:
    return InputError(f"The GeoPackage is damaged, or too much work to read ({str(error)[:100]}).")
