"""Nothing unsound comes near the database; the reason is one phrase."""

from typing import Any

import numpy as np
import pytest
from django.contrib.gis.geos import GEOSGeometry
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon, from_wkt

from geodata.coordinates import Box
from geodata.models import District, Organisation, Station, Trail
from importers.soundness import Unsound, cell, copy_line, identity, texts_cell

with np.errstate(invalid="ignore"):  # the box of such lines looks sound: it skips the NaN
    BROKEN_LINES = from_wkt("MULTILINESTRING((24.9 60.1, nan 60.2))")
WORLDLY = Box(24.4, 59.6, 25.5, 60.7)


def check(model: Any, name: str, value: object) -> str | None:
    return cell(model._meta.get_field(name), value, WORLDLY)


def test_it_works() -> None:
    written = check(Station, "point", Point(24.94, 60.17))
    assert written is not None
    assert GEOSGeometry(written).ewkt == "SRID=4326;POINT (24.94 60.17)"


@pytest.mark.parametrize(
    ("model", "name", "value", "reason"),
    [
        (Station, "point", None, "point is missing"),
        (Station, "point", Point(), "no coordinates"),
        (Station, "point", Point(float("nan"), 60.17), "not a finite number"),
        (Station, "point", Point(float("inf"), 60.17), "not a finite number"),
        (Station, "point", Point(60.17, 24.94), "did you swap longitude and latitude?"),
        (Station, "point", Point(25496000, 6672000), "looks like metres"),
        (Station, "point", Point(2.35, 48.85), "far outside the area"),
        (Station, "point", LineString([(24.9, 60), (24.9, 60.1)]), "is a LineString, not a Point"),
        (Station, "point", "POINT(24.94 60.17)", "point is str"),
        (Station, "mode", "hovercraft", "not one of subway, train"),
        (Station, "mode", "", "mode is empty"),
        (Station, "mode", None, "mode is missing"),
        (Station, "operator", "x" * 201, "201 characters, at most 200"),
        (Station, "operator", "a\0b", "control character U+0000"),
        (Station, "operator", "a\u202eb", "control character U+202E"),
        (Station, "operator", 5, "operator is int, not a text"),
        (Station, "wheelchair", "maybe", "not one of yes, limited, no"),
        (Station, "accuracy_metres", float("nan"), "not a number of the right kind"),
        (Station, "accuracy_metres", -1.0, "out of range"),
        (Station, "accuracy_metres", True, "not a number of the right kind"),
        (Trail, "members", 1.5, "not a number of the right kind"),
        (Trail, "members", 2**31, "out of range"),
        (District, "level", 40_000, "out of range"),
        (Organisation, "website", "javascript:alert(1)", "no http or https address"),
        (Organisation, "website", "//evil.example", "no http or https address"),
        (Organisation, "website", "https://user@evil.example/", "no http or https address"),
        (Organisation, "website", "http:// evil", "no http or https address"),
        (
            Trail,
            "lines",
            BROKEN_LINES,
            "not a finite number",
        ),
        (
            District,
            "polygon",
            MultiPolygon([Polygon([(24.6, 60.1), (24.7, 60.2), (24.7, 60.1), (24.6, 60.2)])]),
            "not a valid polygon",
        ),
    ],
)
def test_an_unsound_value_is_refused(model: Any, name: str, value: object, reason: str) -> None:
    with pytest.raises(Unsound) as told:
        check(model, name, value)
    assert reason in str(told.value)


@pytest.mark.parametrize(
    ("model", "name", "value", "written"),
    [
        (Organisation, "point", None, None),
        (Station, "accuracy_metres", None, None),
        (Station, "accuracy_metres", 12.5, "12.5"),
        (Station, "operator", " Ma\u0308kela\u0308 ", "Mäkelä"),
        (Station, "website", "", ""),
        (Station, "website", "https://example.org/ä?x=1", "https://example.org/ä?x=1"),
        (Organisation, "description", None, "{}"),
        (Organisation, "description", {"sv": "b", "fi": "a"}, '{"fi": "a", "sv": "b"}'),
    ],
)
def test_a_sound_value_is_written(
    model: Any, name: str, value: object, written: str | None
) -> None:
    assert check(model, name, value) == written


def test_a_line_that_reaches_into_the_area_may_begin_far_away() -> None:
    assert check(Trail, "lines", MultiLineString([[(22.0, 60.4), (24.9, 60.1)]]))


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"Finnish language": "x"}, "is no language"),
        ({"fi": 5}, "not a text"),
        ({"fi": "x" * 1001}, "1001 characters"),
        ({"fi": "\0"}, "U+0000"),
    ],
)
def test_unsound_texts_are_refused(texts: Any, reason: str) -> None:
    with pytest.raises(Unsound) as told:
        texts_cell(texts, "name")
    assert reason in str(told.value)


@pytest.mark.parametrize("key", ["", "x" * 201, "a\0", None, 7])
def test_an_unsound_identity_is_refused(key: object) -> None:
    with pytest.raises(Unsound):
        identity(key)


def test_a_line_of_copy_has_one_line() -> None:
    assert copy_line(["a\tb", None, "c\\\nd"]) == "a\\tb\t\\N\tc\\\\\\nd"
