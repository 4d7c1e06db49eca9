"""Measure straight distances and lengths on the ellipsoid, and find what is near."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from pyproj import Geod
from shapely import Point, STRtree

from importers.osm.model import LonLatPair

WGS84_ELLIPSOID = Geod(ellps="WGS84")
# A degree of latitude is never shorter than this many metres.
METRES_PER_DEGREE = 110_500.0


def metres_between(one: LonLatPair, other: LonLatPair) -> float:
    """Return the geodesic distance in metres."""
    return float(WGS84_ELLIPSOID.inv(*one, *other)[2])


def metres_of_line(line: Sequence[LonLatPair]) -> float:
    """Return the geodesic length in metres of a line of (lon, lat)."""
    return float(WGS84_ELLIPSOID.line_length([p[0] for p in line], [p[1] for p in line]))


class Near:
    """Find which of some positions lie within some metres of a place."""

    def __init__(self, positions: Sequence[LonLatPair]) -> None:
        self.positions = positions
        self.tree = STRtree([Point(position) for position in positions])

    def within(self, place: LonLatPair, metres: float) -> list[tuple[float, int]]:
        """Return (distance in metres, index), nearest first."""
        lon, lat = place
        high = metres / METRES_PER_DEGREE
        # Towards the poles a degree of longitude shrinks.
        wide = min(high / max(float(np.cos(np.radians(lat))), 0.01), 360.0)
        found = self.tree.query(shapely.box(lon - wide, lat - high, lon + wide, lat + high))
        pairs = [(metres_between(place, self.positions[int(i)]), int(i)) for i in found]
        return sorted(pair for pair in pairs if pair[0] <= metres)
