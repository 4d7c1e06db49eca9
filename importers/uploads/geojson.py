"""Read the features of a GeoJSON file one by one, also of the older kind that names a system."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

import ijson

from importers.errors import InputError
from importers.uploads.reasons import Refused
from importers.uploads.shapes import leaves, shape_of
from importers.uploads.table import MOST_COLUMNS, Row, Table, headings, limited

SAMPLE = 500  # features whose properties make the columns
EDGE = 1 << 14  # bytes of the beginning and the end in which a `crs` is looked for
DEEPEST_FILE = 1_000
DEPTH = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}
CRS = re.compile(rb'"crs"\s*:\s*\{[^{}]*\{[^{}]*"name"\s*:\s*"([^"]{1,100})"')
CODE = re.compile(r"EPSG:+(\d{4,6})$", re.IGNORECASE)


def read_geojson(stream: BinaryIO) -> Table:
    """Return a row per feature; raises InputError when it is no GeoJSON FeatureCollection."""
    crs = _crs(stream)
    _check_depth(stream)
    columns: dict[str, None] = {}
    count = 0
    for row in islice(_rows(stream), SAMPLE):
        columns |= dict.fromkeys(row.cells)
        count += 1
    if not count:
        raise InputError("This JSON has no features: it is no GeoJSON FeatureCollection.")
    stream.seek(0)
    names = tuple(columns)[: MOST_COLUMNS + 1]
    headings(list(names))
    return Table("geojson", names, limited(_rows(stream)), crs, True)


@contextmanager
def _told() -> Iterator[None]:
    """Put the parser's errors into a sentence."""
    try:
        yield
    except InputError:
        raise
    except ijson.IncompleteJSONError as error:
        raise InputError(
            f"The JSON ends too early or holds what JSON has not, such as NaN ({_brief(error)})."
        ) from None
    except (ijson.JSONError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise InputError(f"This is not JSON ({_brief(error)}).") from None


def _check_depth(stream: BinaryIO) -> None:
    """Refuse brackets without end, which the parser of items would be at for hours."""
    stream.seek(0)
    depth = 0
    with _told():
        for event, _ in ijson.basic_parse(stream, use_float=True):
            depth += DEPTH.get(event, 0)
            if depth > DEEPEST_FILE:
                raise InputError(f"The JSON has more than {DEEPEST_FILE} brackets within brackets.")
    stream.seek(0)


def _rows(stream: BinaryIO) -> Iterator[Row]:
    items = ijson.items(stream, "features.item", use_float=True)
    with _told():
        for number, feature in enumerate(items, start=1):
            try:
                yield _row(number, feature)
            except Refused as refused:
                yield Row(number, problem=refused.reason)


def _row(number: int, feature: Any) -> Row:
    if not isinstance(feature, dict):
        raise Refused("bad-shape", why="it is no feature")
    for _ in leaves(feature):
        pass  # what is nested too deep is refused before anything is made of it
    properties = feature.get("properties")
    cells = dict(_cells(properties)) if isinstance(properties, dict) else {}
    if isinstance(feature.get("id"), str | int):
        cells.setdefault("id", str(feature["id"]))
    try:
        return Row(number, cells, shape_of(feature.get("geometry")))
    except Refused as refused:
        return Row(number, cells, None, refused.reason)


def _cells(properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a text per property; texts by language become a column each ("name.fi")."""
    for key, value in properties.items():
        if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
            yield from ((f"{key}.{part}", text.strip()) for part, text in value.items() if text)
        elif text := _text(value):
            yield str(key), text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, str | int | float | Decimal):
        return str(value).strip()
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False)


def _crs(stream: BinaryIO) -> str:
    """Return "EPSG:3879" where the file names it in the way of 2008; "" where it does not."""
    stream.seek(0)
    start = stream.read(EDGE)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise InputError("The file is empty.")
    if start.strip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise InputError("This is HTML or XML, not JSON.")
    size = stream.seek(0, 2)
    stream.seek(max(0, size - EDGE))
    found = CRS.search(start) or CRS.search(stream.read())
    code = CODE.search(found[1].decode("utf-8", "replace")) if found else None
    return f"EPSG:{code[1]}" if code else ""


def _brief(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:100]
