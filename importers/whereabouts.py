"""Tell records of other cities, which are nobody's mistake, from those that lie wrongly."""

from __future__ import annotations

import math

from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from geodata.reference_systems import touches, turned

SWAPPED_DEGREES = 0.5  # as far outside the area's box as a record may lie


def is_elsewhere(lon: float, lat: float, area: Area) -> bool:
    """Say whether a sound position is simply in another city, so that nobody need hear of it.

    What cannot be a position, is 0,0, or looks swapped is not elsewhere: that is to be reported.
    """
    if not (math.isfinite(lon) and math.isfinite(lat)) or abs(lon) > 180 or abs(lat) > 90:
        return False
    if area.box.contains(lon, lat) or (lon, lat) == (0, 0):
        return False
    return not area.box.padded(SWAPPED_DEGREES).contains(lat, lon)


def lies_elsewhere(geometry: BaseGeometry, area: Area) -> bool:
    """Say the same of lines and polygons, by their bounding box."""
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return False
    if touches(geometry, area.box) or west == south == east == north == 0:
        return False
    return not touches(turned(geometry), area.box.padded(SWAPPED_DEGREES))
