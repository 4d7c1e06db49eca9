"""Give the town's organisations operating areas of each kind."""

from __future__ import annotations

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from geodata import models, operating
from tests.servicemap.town import Town

SURVEYORS = "© the district surveyors"


def square(west: float, south: float, east: float, north: float) -> MultiPolygon:
    """Return a box as an area's shape."""
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)))


def add_drawn(town: Town) -> models.OperatingArea:
    """The library works in a part of the town that was drawn by hand."""
    return models.OperatingArea.objects.create(
        organisation=town.library, kind="drawn", polygon=square(24.938, 60.168, 24.952, 60.174)
    )


def add_radius(town: Town, metres: float = 1000) -> models.OperatingArea:
    """The library works around its house."""
    return models.OperatingArea.objects.create(
        organisation=town.library,
        kind="radius",
        centre=Point(24.9450, 60.1702),
        radius_metres=metres,
    )


def add_districts(town: Town, *names: str) -> models.OperatingArea:
    """The library works in districts, which lie side by side from west to east."""
    source = models.Source.objects.create(key="districts", name="Districts", attribution=SURVEYORS)
    area = models.OperatingArea.objects.create(organisation=town.library, kind="districts")
    for number, name in enumerate(names):
        west = 24.94 + 0.01 * number
        district = models.District.objects.create(
            pk=number + 1,
            source=source,
            source_id=f"district/{number}",
            name={"fi": name},
            kind="administrative",
            code=f"0{number}",
            polygon=square(west, 60.165, west + 0.01, 60.175),
        )
        area.districts.add(district)
    operating.reshape([town.library.pk])
    return area
