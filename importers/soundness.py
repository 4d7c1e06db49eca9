"""Judge the values of a record before they come near the database, and write them for COPY."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import shapely
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from shapely.geometry.base import BaseGeometry

from geodata.coordinates import WGS84, Box
from geodata.models.fields import TextsField
from geodata.texts import Texts

NULL = r"\N"
SIGNED = "IntegerField"
HIGHEST = {
    SIGNED: 2**31 - 1,
    "FloatField": 1e9,
    "PositiveSmallIntegerField": 2**15 - 1,
    "PositiveIntegerField": 2**31 - 1,
}
LONGEST_NAME = 1_000
LONGEST_TEXT = 10_000
LONGEST_JSON = 100_000
MOST_ITEMS = 1_000
EARLIEST, LATEST = 1900, 2200
MOST_VERTICES = 500_000
LANGUAGE = re.compile(r"([a-z]{1,8}(-[A-Za-z0-9]{1,8})*)?")
# Control characters, and those that make following text run the other way: neither is in a name.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
WEB_ADDRESS = re.compile(r"https?://[^\s/?#\\@]+([/?#]\S*)?", re.IGNORECASE)
ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class Unsound(ValueError):
    """A value that cannot be taken; the message is one phrase for the report of the import."""


def copy_line(cells: Iterable[str | None]) -> str:
    """Join cells to a line of COPY's text format."""
    return "\t".join(NULL if cell is None else cell.translate(ESCAPES) for cell in cells)


def cell(field: models.Field[Any, Any], value: Any, plausible: Box) -> str | None:
    """Check a value against its column and write it as text, None for NULL; raises Unsound."""
    if isinstance(field, TextsField):
        return texts_cell(value, field.name, LONGEST_TEXT)
    if isinstance(value, BaseGeometry):
        return geometry_cell(field, value, plausible)
    if value is None:
        if field.null:
            return None
        raise Unsound(f"{field.name} is missing")
    check = _check_of(type(field))  # type: ignore[arg-type]  # the stubs give a type no hash
    if check is None:
        raise Unsound(f"{field.name} is {type(value).__name__}")
    return check(field, value)


@cache
def _check_of(kind: type[Any]) -> Callable[[Any, Any], str] | None:
    return next((check for known, check in CHECKS.items() if issubclass(kind, known)), None)


def identity(value: object) -> str:
    """Check a record's name within its source."""
    if not isinstance(value, str) or not value or len(value) > 200 or UNWANTED.search(value):
        raise Unsound(f"source_id {str(value)[:60]!r} is not a short text")
    return value


def texts_cell(value: Texts | None, name: str, longest: int = LONGEST_NAME) -> str:
    """Check a text in several languages; write it as JSON whose keys are in a fixed order."""
    texts = {}
    for language, text in sorted((value or {}).items()):
        if not LANGUAGE.fullmatch(language):
            raise Unsound(f"{name} has {language[:30]!r}, which is no language")
        texts[language] = _clean(text, f"{name}:{language}", longest)
    return json.dumps(texts, ensure_ascii=False)


def text_cell(field: models.CharField[Any, Any], value: object) -> str:
    text = _clean(value, field.name, field.max_length or LONGEST_TEXT)
    if not text and not field.blank:
        raise Unsound(f"{field.name} is empty")
    choices = [key for key, _ in field.flatchoices]
    if text and choices and text not in choices:
        raise Unsound(f"{field.name} is {text[:60]!r}, not one of {', '.join(choices)}")
    if text and isinstance(field, models.URLField) and not WEB_ADDRESS.fullmatch(text):
        raise Unsound(f"{field.name} {text[:60]!r} is no http or https address")
    return text


def list_cell(field: ArrayField[Any, Any], value: Iterable[object]) -> str:
    """Check a list of short texts; write it as PostgreSQL's array."""
    longest = field.base_field.max_length or LONGEST_NAME
    items = dict.fromkeys(_clean(each, field.name, longest) for each in value)
    if len(items) > MOST_ITEMS:
        raise Unsound(f"{field.name} has {len(items)} items, at most {MOST_ITEMS}")
    quoted = (each.replace("\\", r"\\").replace('"', r"\"") for each in items if each)
    return "{" + ",".join(f'"{each}"' for each in quoted) + "}"


def json_cell(field: models.JSONField, value: object) -> str:
    """Check a small structure of texts and finite numbers; write it with its keys in order."""
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise Unsound(f"{field.name} is not plain data ({error})") from None
    if len(text) > LONGEST_JSON:
        raise Unsound(f"{field.name} has {len(text)} characters, at most {LONGEST_JSON}")
    if r"\u0000" in text:
        raise Unsound(f"{field.name} has the control character U+0000")
    return _clean(text, field.name, LONGEST_JSON)


def time_cell(field: models.DateTimeField[Any, Any], value: object) -> str:
    if not isinstance(value, dt.datetime) or value.utcoffset() is None:
        raise Unsound(f"{field.name} is {value!r}, not a time with its zone")
    if not EARLIEST <= value.year <= LATEST:
        raise Unsound(f"{field.name} is in the year {value.year}")
    return value.isoformat()


def truth_cell(field: models.BooleanField[Any, Any], value: object) -> str:
    if not isinstance(value, bool):
        raise Unsound(f"{field.name} is {value!r}, not true or false")
    return "t" if value else "f"


def number_cell(field: models.Field[Any, Any], value: object) -> str:
    kinds = (int, float) if isinstance(field, models.FloatField) else (int,)
    if not isinstance(value, kinds) or isinstance(value, bool) or not math.isfinite(value):
        raise Unsound(f"{field.name} is {value!r}, not a number of the right kind")
    lowest = -HIGHEST[SIGNED] if field.get_internal_type() == SIGNED else 0
    if not lowest <= value <= HIGHEST[field.get_internal_type()]:
        raise Unsound(f"{field.name} is {value}, out of range")
    return repr(value)


def geometry_cell(field: models.Field[Any, Any], value: BaseGeometry, plausible: Box) -> str:
    """Check type, numbers and whereabouts of a geometry; write it as EWKB in hexadecimal."""
    wanted = str(getattr(field, "geom_type", ""))
    if value.geom_type.upper() != wanted:
        raise Unsound(f"{field.name} is a {value.geom_type}, not a {wanted.title()}")
    if value.is_empty:
        raise Unsound(f"{field.name} has no coordinates")
    west, south, east, north = value.bounds
    _check_whereabouts(field.name, Box(west, south, east, north), plausible)
    if wanted != "POINT":
        _check_shape(field.name, value)
    flat = shapely.force_2d(value) if value.has_z else value
    return str(shapely.to_wkb(shapely.set_srid(flat, WGS84), hex=True, include_srid=True))


def _check_shape(name: str, value: BaseGeometry) -> None:
    # A bounding box skips NaN, so every coordinate is looked at.
    coordinates = shapely.get_coordinates(value)
    if not math.isfinite(float(coordinates.sum())):
        raise Unsound(f"{name} has a coordinate that is not a finite number")
    if float(abs(coordinates).max()) > 360:
        raise Unsound(f"{name} has a coordinate far from any degree")
    if len(coordinates) > MOST_VERTICES:
        raise Unsound(f"{name} has {len(coordinates)} vertices, at most {MOST_VERTICES}")
    if "Polygon" in value.geom_type and not value.is_valid:
        raise Unsound(f"{name} is not a valid polygon: {shapely.is_valid_reason(value)}")


def _check_whereabouts(name: str, extent: Box, plausible: Box) -> None:
    if not all(map(math.isfinite, extent)):
        raise Unsound(f"{name} has a coordinate that is not a finite number")
    if _meet(extent, plausible):
        return
    where = f"{extent.west:.6g},{extent.south:.6g}"
    if max(map(abs, extent)) > 360:
        raise Unsound(f"{name} at {where} looks like metres, not degrees")
    turned = Box(extent.south, extent.west, extent.north, extent.east)
    hint = ": did you swap longitude and latitude?" if _meet(turned, plausible) else ""
    raise Unsound(f"{name} at {where} is far outside the area{hint}")


def _meet(one: Box, other: Box) -> bool:
    return (
        one.west <= other.east
        and other.west <= one.east
        and one.south <= other.north
        and other.south <= one.north
    )


def _clean(value: object, name: str, longest: int) -> str:
    if not isinstance(value, str):
        raise Unsound(f"{name} is {type(value).__name__}, not a text")
    if found := UNWANTED.search(value):
        raise Unsound(f"{name} has the control character U+{ord(found[0]):04X}")
    text = unicodedata.normalize("NFC", value).strip()
    if len(text) > longest:
        raise Unsound(f"{name} has {len(text)} characters, at most {longest}")
    return text


CHECKS: dict[type[Any], Callable[[Any, Any], str]] = {
    models.CharField: text_cell,
    ArrayField: list_cell,
    models.JSONField: json_cell,
    models.BooleanField: truth_cell,
    models.DateTimeField: time_cell,
    models.FloatField: number_cell,
    models.IntegerField: number_cell,
}
