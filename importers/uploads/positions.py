"""Find out where two numbers lie: degrees, or metres of a system, in either order."""

from __future__ import annotations

import math
import re
from functools import cache

import shapely
from pyproj.exceptions import CRSError, ProjError

from geodata.area import Area
from geodata.coordinates import WGS84, LonLat, to_wgs84
from importers.uploads.reasons import Refused

DEGREES = f"EPSG:{WGS84}"
SYSTEMS = ("EPSG:3067", "EPSG:3879")  # what Finnish offices have, beside the area's own
NEAR = 0.5  # degrees around the area's box, as imports allow
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
SPACES = re.compile(r"\s")


def number_of(text: str) -> float:
    """Read a number with a point or a comma; raises Refused."""
    plain = SPACES.sub("", text).removesuffix("°")
    if not NUMBER.fullmatch(plain) or not plain.isascii() or len(plain) > 30:
        raise Refused("not-a-number", text=text)
    return float(plain.replace(",", "."))


def systems(area: Area) -> tuple[str, ...]:
    """Return the metric systems that are tried, the area's own first."""
    return tuple(dict.fromkeys((area.metric_crs, *SYSTEMS)))


def locate(x: float, y: float, area: Area, crs: str = "") -> LonLat:
    """Return the position of two numbers; raises Refused when it is nowhere near the area."""
    if x == 0 and y == 0:
        raise Refused("zero-position")
    box = area.box.padded(NEAR)
    if abs(x) <= 180 and abs(y) <= 180 and crs in ("", DEGREES):
        if box.contains(x, y):
            return LonLat(x, y)
        is_swapped = box.contains(y, x)
        raise Refused("swapped" if is_swapped else "outside", x=_short(x), y=_short(y))
    tried = (crs,) if crs and crs != DEGREES else systems(area)
    for system in tried:
        for pair in ((x, y), (y, x)):  # some write northing first, as EPSG:3879 says
            found = _degrees(*pair, system)
            if found and box.contains(*found):
                return found
    raise Refused("outside-metres", x=_short(x), y=_short(y), systems=", ".join(tried))


def _degrees(x: float, y: float, system: str) -> LonLat | None:
    if not _is_known(system):
        return None
    point = to_wgs84(shapely.Point(x, y), system)
    is_finite = math.isfinite(point.x) and math.isfinite(point.y)
    return LonLat(point.x, point.y) if is_finite else None


@cache
def _is_known(system: str) -> bool:
    try:
        to_wgs84(shapely.Point(0, 0), system)
    except (CRSError, ProjError, ValueError):
        return False
    return True


def _short(number: float) -> str:
    return f"{number:.10g}"
