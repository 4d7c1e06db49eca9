"""Read where a link to the map looks, and which part of the world a map there would show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import atan, degrees, log, pi, radians, sinh, tan

POSITION = re.compile(r"(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?)", re.ASCII)
ZOOM = re.compile(r"\d{1,2}(?:\.\d+)?", re.ASCII)
TILE = 256  # pixels of the world at zoom 0
STAGE = (800, 720)  # pixels of the map beside the lists on a window of usual size
FARTHEST = 85.05  # degrees north and south at which a map in this projection ends


def view_of(params: Mapping[str, str]) -> str | None:
    """Return the box (west,south,east,north) that a map of usual size shows at `at` and `z`.

    None when they are not given.
    """
    at = POSITION.fullmatch(params.get("at", ""))
    z = ZOOM.fullmatch(params.get("z", ""))
    if not at or not z:
        return None
    lon, lat, zoom = float(at[1]), float(at[2]), float(z[0])
    if abs(lon) > 180 or abs(lat) > FARTHEST or zoom > 22:
        return None
    wide, high = (size / (TILE * 2**zoom) / 2 for size in STAGE)  # halves, the world being 1
    middle = log(tan(pi / 4 + radians(lat) / 2)) / (2 * pi)
    sides = (
        max(lon - 360 * wide, -180.0),
        _latitude(middle - high),
        min(lon + 360 * wide, 180.0),
        _latitude(middle + high),
    )
    return ",".join(f"{side:.6f}" for side in sides)


def _latitude(north: float) -> float:
    return degrees(atan(sinh(2 * pi * max(-0.5, min(0.5, north)))))
