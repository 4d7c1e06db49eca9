"""Read the waypoints of a GPX file as they come; its tracks are no places.

gpxpy gives a file up for one bad waypoint and holds all of it; here each is judged by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
import shapely
from defusedxml import DefusedXmlException

from importers.errors import InputError
from importers.uploads.reasons import Refused
from importers.uploads.table import DEEPEST, Row, Table, limited

COLUMNS = ("name", "desc", "cmt", "type", "link", "time")


def read_gpx(stream: BinaryIO) -> Table:
    """Return a row per waypoint; raises InputError when there is none."""
    stream.seek(0)
    if next(_rows(stream), None) is None:
        raise InputError("This GPX has no waypoints (wpt); tracks and routes are no places.")
    stream.seek(0)
    return Table("gpx", COLUMNS, limited(_rows(stream)), "EPSG:4326", True)


def _rows(stream: BinaryIO) -> Iterator[Row]:
    number = 0
    try:
        for element in _waypoints(stream):
            number += 1
            yield _row(number, element)
    except DefusedXmlException as error:
        raise InputError(
            f"The GPX has a document type or entities ({type(error).__name__}), which is not read."
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise InputError(f"The GPX ends too early or is damaged ({error}).") from None


def _waypoints(stream: BinaryIO) -> Iterator[Element]:
    """Yield each waypoint when it is whole, and forget it."""
    depth = 0
    inside = False
    for event, element in defusedxml.ElementTree.iterparse(
        stream, events=("start", "end"), forbid_dtd=True
    ):
        tag = _tag(element)
        depth += 1 if event == "start" else -1
        if depth == 1 and event == "start" and tag != "gpx":
            raise InputError(f"This XML is no GPX: it begins with {tag[:40]!r}.")
        if depth > DEEPEST:
            raise InputError(f"The GPX is nested more than {DEEPEST} levels deep.")
        if tag == "wpt":
            inside = event == "start"
        if event == "end" and not inside:
            if tag == "wpt":
                yield element
            element.clear()


def _row(number: int, element: Element) -> Row:
    cells: dict[str, str] = {}
    for child in element:
        tag = _tag(child)
        text = (child.get("href") if tag == "link" else child.text) or child.text or ""
        if tag in COLUMNS and text.strip():
            cells.setdefault(tag, text.strip())
    try:
        return Row(number, cells, shapely.Point(_degrees(element, "lon"), _degrees(element, "lat")))
    except Refused as refused:
        return Row(number, cells, None, refused.reason)


def _degrees(element: Element, name: str) -> float:
    text = element.get(name, "")
    try:
        degrees = float(text)
    except ValueError:
        raise Refused("not-a-number", text=text) from None
    if not math.isfinite(degrees):
        raise Refused("not-a-number", text=text)
    return degrees


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
