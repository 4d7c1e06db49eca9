"""Squares of the map hold what lists tell, whatever is done to the entries."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import cells
from geodata.coordinates import Box
from geodata.models import MapCell, Organisation, Place, Source
from geodata.search import indexing
from geodata.squares import Square

pytestmark = pytest.mark.django_db
ENTRIES = 4
# On both sides of Greenwich, of the equator and of the edge of the world.
POSITIONS = [
    (24.8, 60.17),
    (24.8001, 60.17),
    (25.2, 60.3),
    (0.0, 0.0),
    (-180.0, -89.9),
    (180.0, 89.9),
]


def place(position: tuple[float, float]) -> Point:
    lon, lat = position
    return Point(lon, lat, srid=4326)


def organisation(number: int, position: tuple[float, float], name: str = "Seura") -> Organisation:
    source, _new = Source.objects.get_or_create(key="test", name="Test")
    return Organisation.objects.create(
        source=source,
        source_id=str(number),
        name={"fi": name} if name else {},
        kind="club",
        point=place(position),
    )


def counted() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Return every square with its count and its middle."""
    return {
        (cell.noun, cell.level, cell.x, cell.y): (
            cell.count,
            pytest.approx(cell.point.x, abs=1e-9),
            pytest.approx(cell.point.y, abs=1e-9),
        )
        for cell in MapCell.objects.all()
    }


def test_it_works() -> None:
    for number, position in enumerate([(24.8, 60.17), (24.8, 60.17), (24.81, 60.17)]):
        organisation(number, position)
    cells.rebuild()
    box = Box(24.7, 60.1, 24.9, 60.2)
    [whole] = cells.within("organisation", box, 8)
    assert (whole.square, whole.entries) == (Square(8, 145, 74), 3)
    assert (whole.lon, whole.lat) == pytest.approx((24.803333, 60.17), abs=1e-5)
    assert [cell.entries for cell in cells.within("organisation", box, 18)] == [2, 1]
    assert [cell.entries for cell in cells.within("organisation", box, 20)] == [2, 1]
    assert cells.within("organisation", Box(26, 60.1, 27, 60.2), 8) == []


def test_a_square_knows_its_sides() -> None:
    square = Square.of(24.8, 60.17, 14)
    assert square == Square(14, 9320, 4742)
    west, south, east, north = square.box
    assert west <= 24.8 < east and south < 60.17 <= north
    assert Square.of(180, -90, 3) == Square(3, 7, 7)
    assert Square.of(-180, 90, 3) == Square(3, 0, 0)


def test_what_is_closed_merged_or_an_address_is_not_counted() -> None:
    first = organisation(1, (24.8, 60.17))
    organisation(2, (24.8, 60.17)).delete()
    closed = organisation(3, (24.8, 60.17))
    Organisation.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    merged = organisation(4, (24.8, 60.17))
    Organisation.objects.filter(pk=merged.pk).update(merged_into=first)
    Place.objects.create(
        source=first.source,
        source_id="1",
        name=first.name,
        kind="office",
        point=first.point,
        organisation=first,
    )
    cells.rebuild()
    assert {(cell.noun, cell.count) for cell in MapCell.objects.all()} == {("organisation", 1)}


def test_a_place_is_counted_when_its_organisation_moves_away() -> None:
    runs = organisation(1, (24.8, 60.17))
    Place.objects.create(
        source=runs.source,
        source_id="1",
        name=runs.name,
        kind="office",
        point=runs.point,
        organisation=runs,
    )
    indexing.rebuild()
    runs.point = Point(25.2, 60.3, srid=4326)
    runs.save()
    indexing.refresh(Organisation, [runs.pk])
    assert [cell.count for cell in MapCell.objects.filter(noun="place", level=18)] == [1]


def test_very_many_in_a_box_are_counted_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MANY", 1)
    box = Box(24.0, 60.0, 25.0, 60.5)
    first = organisation(0, (24.0, 60.0))  # a corner belongs to the box
    lons, lats = (
        (24.0, 24.3, 24.5, 24.9999, 25.0, 25.001),
        (59.999, 60.0, 60.2, 60.25, 60.5, 60.501),
    )
    Organisation.objects.bulk_create(
        Organisation(
            source=first.source, source_id=f"{lon}/{lat}", kind="club", point=place((lon, lat))
        )
        for lon in lons
        for lat in lats
    )
    cells.rebuild()
    assert cells.inside("organisation", box) == 5 * 4 + 1
    assert cells.inside("organisation", Box(24.0, 60.0, 24.0001, 60.5)) == 4 + 1
    assert cells.inside("organisation", Box(30, 60, 31, 61)) == 0


change = st.tuples(
    st.integers(0, ENTRIES - 1),
    st.sampled_from(["move", "close", "open", "name", "delete"]),
    st.sampled_from(POSITIONS),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(change, max_size=8))
def test_after_any_changes_the_squares_are_what_a_recount_tells(changes: list[Any]) -> None:
    Organisation.objects.all().delete()
    indexing.rebuild()
    made = [organisation(number, POSITIONS[number]).pk for number in range(ENTRIES)]
    indexing.refresh(Organisation, made)
    for number, what, position in changes:
        one = Organisation.objects.filter(pk=made[number]).first()
        if one is None:
            made[number] = organisation(number, position).pk
        elif what == "delete":
            one.delete()
        else:
            one.point = place(position) if what == "move" else one.point
            one.closed_at = timezone.now() if what == "close" else None
            one.name = {} if what == "name" and one.name else {"fi": "Seura"}
            one.save()
        indexing.refresh(Organisation, [made[number]])
    kept = counted()
    cells.rebuild()
    assert kept == counted()
