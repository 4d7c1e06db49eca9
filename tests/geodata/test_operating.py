"""Every operating area has one shape, kept in step with what it was told by."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from django.utils import timezone

from geodata import operating
from geodata.models import District, OperatingArea, Organisation, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    source = Source.objects.create(key="x", name="X")
    return Organisation.objects.create(source=source, source_id="1", name={"fi": "Seura"}, kind="")


def extent(area: OperatingArea) -> tuple[float, float, float, float]:
    assert area.shape is not None
    west, south, east, north = area.shape.extent
    return west, south, east, north


def square(west: float, east: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, 60.0, east, 60.1)), srid=4326)


def district(number: int, west: float, east: float) -> District:
    source = Source.objects.get()
    return District.objects.create(
        source=source, source_id=str(number), name={}, kind="postal", polygon=square(west, east)
    )


def test_it_works(organisation: Organisation) -> None:
    drawn = OperatingArea.objects.create(
        organisation=organisation, kind="drawn", polygon=square(24.0, 24.1)
    )
    assert drawn.shape == drawn.polygon
    drawn.polygon = square(24.0, 24.2)
    drawn.save()
    assert extent(drawn) == (24.0, 60.0, 24.2, 60.1)


def test_a_radius_is_metres_on_the_earth(organisation: Organisation) -> None:
    area = OperatingArea.objects.create(
        organisation=organisation,
        kind="radius",
        centre=Point(24.8, 60.18, srid=4326),
        radius_metres=1000,
    )
    west, south, east, north = extent(area)
    assert (east - west) / 2 * 55_500 == pytest.approx(1000, rel=0.01)
    assert (north - south) / 2 * 111_400 == pytest.approx(1000, rel=0.01)


def test_districts_are_one_shape_and_closed_ones_are_left_out(organisation: Organisation) -> None:
    west, east = district(1, 24.0, 24.1), district(2, 24.1, 24.2)
    area = OperatingArea.objects.create(organisation=organisation, kind="districts")
    assert area.shape is None
    area.districts.set([west, east])
    assert operating.reshape([organisation.pk]) == 1
    area.refresh_from_db()
    assert extent(area) == (24.0, 60.0, 24.2, 60.1)
    assert operating.reshape([organisation.pk]) == 0  # what is the same is not written
    District.objects.filter(pk=west.pk).update(closed_at=timezone.now())
    assert operating.reshape(districts=[west.pk]) == 1
    area.refresh_from_db()
    assert extent(area) == (24.1, 60.0, 24.2, 60.1)
    District.objects.update(closed_at=timezone.now())
    assert operating.reshape(districts=[east.pk]) == 1
    area.refresh_from_db()
    assert area.shape is None


def test_what_has_no_shape_gets_one(organisation: Organisation) -> None:
    made = OperatingArea(organisation=organisation, kind="drawn", polygon=square(24.0, 24.1))
    OperatingArea.objects.bulk_create([made])
    assert operating.reshape([]) == 0
    assert operating.reshape() == 1
    assert OperatingArea.objects.get().shape is not None


def test_what_holds_a_point_is_found_by_the_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT organisation_id FROM geodata_operatingarea "
            "WHERE ST_Intersects(shape, 'SRID=4326;MULTIPOINT(24.8 60.18)'::geometry)"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Scan using geodata_operatingarea_shape" in plan
