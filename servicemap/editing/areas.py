"""Check where an organisation says that it works: each area by itself, told with its number."""

from __future__ import annotations

import re
from typing import Any

import shapely
from django.utils.translation import gettext as _

from geodata.area import current_area
from geodata.coordinates import CoordinateError, check_lonlat
from geodata.models import District, OperatingArea
from servicemap.editing.fields import Wrong, listed
from servicemap.values import told

MOST_AREAS = 20
MOST_CORNERS = 500
MOST_DISTRICTS = 300
NEAREST, FARTHEST = 50, 100_000  # metres of a radius
BEYOND = 1.0  # degrees that an area may reach beyond the box of ours
Kind = OperatingArea.Kind


def check(value: Any) -> None:
    """Check a sheet's list of areas; raises Wrong."""
    for number, each in enumerate(listed(value, MOST_AREAS), 1):
        try:
            check_one(each)
        except Wrong as wrong:
            prefix = _("Area %(number)d: %(problem)s")
            raise Wrong(prefix % {"number": number, "problem": wrong}) from None


def check_one(area: Any) -> None:
    """Check one area; raises Wrong."""
    kind = area.get("kind") if isinstance(area, dict) else None
    if kind == Kind.RADIUS:
        _check_radius(area.get("centre"), area.get("metres"))
    elif kind == Kind.DISTRICTS:
        _check_districts(area.get("districts"))
    elif kind == Kind.DRAWN:
        _check_polygons(area.get("polygon"))
    else:
        raise Wrong(_("This is no area."))


def _check_radius(centre: Any, metres: Any) -> None:
    check_position(centre)
    if not _is_number(metres) or not NEAREST <= metres <= FARTHEST:
        raise Wrong(_("The distance is from 0.05 to 100 kilometres."))


def _check_districts(ids: Any) -> None:
    found = listed(ids, MOST_DISTRICTS)
    if not found or not all(type(each) is int and 0 < each < 2**63 for each in found):
        raise Wrong(_("Choose at least one district."))
    if District.objects.open().filter(pk__in=found).count() != len(set(found)):
        raise Wrong(_("One of the districts is no longer there; choose again."))


def _check_polygons(polygons: Any) -> None:
    rings = [ring for rings in listed(polygons, MOST_AREAS) for ring in listed(rings, MOST_AREAS)]
    if not rings:
        raise Wrong(_("An area has at least three corners."))
    for ring in rings:
        _check_ring(ring)
    if sum(map(len, rings)) > MOST_CORNERS:
        raise Wrong(_("An area has at most %(most)d corners.") % {"most": MOST_CORNERS})
    _check_shape(shapely.MultiPolygon([shapely.Polygon(r[0], r[1:]) for r in polygons]))


def _check_ring(ring: Any) -> None:
    corners = listed(ring, MOST_CORNERS + 1)
    for corner in corners:
        check_position(corner)
    if len({tuple(each) for each in corners}) < 3:
        raise Wrong(_("An area has at least three corners."))
    if corners[0] != corners[-1]:
        raise Wrong(_("The line does not end where it begins."))


def _check_shape(shape: shapely.MultiPolygon) -> None:
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        crossing = re.search(r"Self-intersection\[([-\d.]+) ([-\d.]+)\]", reason)
        if crossing is None:
            raise Wrong(_("The parts of the area lie over each other."))
        where = f"{float(crossing[1]):.5f}, {float(crossing[2]):.5f}"
        told = _("The line crosses itself near %(where)s; give the corners in their order around.")
        raise Wrong(told % {"where": where})
    if not shape.area:
        raise Wrong(_("The corners lie on one line; an area needs some width."))


def check_position(value: Any) -> None:
    """Check [lon, lat], not far from the area; raises Wrong."""
    if not (isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))):
        raise Wrong(_("Give a longitude and a latitude."))
    area = current_area()
    try:
        position = check_lonlat(value[0], value[1], area.box)
    except CoordinateError as error:
        raise Wrong(told(error)) from None
    if not area.box.padded(BEYOND).contains(*position):
        raise Wrong(_("%(where)s is far outside the area.") % {"where": position})


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
