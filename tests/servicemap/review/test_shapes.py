"""How far something moved, and how large the areas are in which an organisation works."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import MultiPolygon, Polygon

from geodata.models import District, Source
from servicemap.review import shapes

pytestmark = pytest.mark.django_db
SQUARE = [[[24.94, 60.17], [24.95, 60.17], [24.95, 60.18], [24.94, 60.18], [24.94, 60.17]]]


def district(number: int, west: float) -> District:
    source, _made = Source.objects.get_or_create(key="districts", defaults={"name": "Districts"})
    box = Polygon.from_bbox((west, 60.17, west + 0.01, 60.18))
    return District.objects.create(
        source=source,
        source_id=str(number),
        code=str(number),
        name={"fi": f"Kaupunginosa {number}"},
        polygon=MultiPolygon(box, srid=4326),
    )


@pytest.mark.parametrize(
    ("to", "metres", "bearing"),
    [
        ([24.94, 60.171], 111, 0),
        ([24.942, 60.17], 111, 90),
        ([24.94, 60.169], 111, 180),
        ([24.938, 60.17], 111, 270),
        ([24.942, 60.171], 157, 45),
    ],
)
def test_how_far_and_where_to(to: list[float], metres: int, bearing: int) -> None:
    way = shapes.moved([24.94, 60.17], to)
    assert way.metres == pytest.approx(metres, abs=1)
    assert way.bearing == pytest.approx(bearing, abs=1)


def test_areas_are_measured_together() -> None:
    """A circle of 500 m is 0.78 km²; what lies twice in it counts once."""
    circle = {"kind": "radius", "centre": [24.945, 60.175], "metres": 500}
    one = shapes.covered([circle])
    assert one is not None
    assert one.square_metres == pytest.approx(785_000, rel=0.005)
    again = shapes.covered([circle, circle])
    assert again is not None
    assert again.square_metres == pytest.approx(one.square_metres, rel=1e-6)
    drawn = shapes.covered([{"kind": "drawn", "polygon": [SQUARE]}])
    assert drawn is not None
    assert drawn.square_metres == pytest.approx(555 * 1_114, rel=0.01)
    assert shapely.from_geojson(drawn.geometry).geom_type == "MultiPolygon"


def test_districts_more_and_less() -> None:
    first, second, third = (district(number, 24.93 + number / 100) for number in (1, 2, 3))
    before = [{"kind": "districts", "districts": [first.pk, second.pk]}]
    after = [{"kind": "districts", "districts": [second.pk, third.pk, 999_999]}]
    areas = shapes.compared(before, after, "fi")
    assert areas.added == (("Kaupunginosa 3", "fi"),)
    assert areas.removed == (("Kaupunginosa 1", "fi"),)
    assert areas.before is not None
    assert areas.after is not None
    assert areas.before.square_metres == pytest.approx(areas.after.square_metres, rel=1e-6)


@pytest.mark.parametrize(
    "areas",
    [
        [],
        [{"kind": "districts", "districts": []}],
        [{"kind": "drawn", "polygon": []}],
        [{"kind": "drawn", "polygon": [[["a", "b"]]]}],
    ],
)
def test_what_is_no_area(areas: Any) -> None:
    assert shapes.covered(areas) is None


def test_a_bow_tie_is_still_shown() -> None:
    tie = [[[24.94, 60.17], [24.95, 60.18], [24.95, 60.17], [24.94, 60.18], [24.94, 60.17]]]
    found = shapes.covered([{"kind": "drawn", "polygon": [tie]}])
    assert found is not None
    assert json.loads(found.geometry)["type"] == "MultiPolygon"
