"""Tell by its name which coordinate system a file is in, and bring its positions to degrees.

Only systems that are known to be right are taken: another one is refused, not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.coordinates import WGS84, Box, to_wgs84

Geometry = TypeVar("Geometry", bound=BaseGeometry)

# WGS 84, ETRS89 (the same to half a metre), web maps, Finland, the capital region.
KNOWN = (WGS84, 4258, 3857, 3067, 3879)
EPSG = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/def/crs/EPSG/[\d.]+/"
    r"|https?://www\.opengis\.net/gml/srs/epsg\.xml#|EPSG:)(\d{4,6})",
    re.IGNORECASE,
)
CRS84 = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?OGC[:/][\d.]*[:/]?CRS84"
)
# Names in these forms promise the order of axes that the system's authority gives.
BY_AUTHORITY = re.compile(r"urn:|https?://www\.opengis\.net/def/", re.IGNORECASE)


class UnknownSystem(ValueError):
    """A coordinate system that is not taken; the message names it and those that are."""


@dataclass(frozen=True)
class ReferenceSystem:
    """A coordinate system as a file names it."""

    code: int  # EPSG
    north_first: bool = False  # the order in which the file should give its coordinates

    @property
    def in_degrees(self) -> bool:
        return _authority(self.code)[1]

    def turned(self) -> ReferenceSystem:
        return ReferenceSystem(self.code, not self.north_first)


def named_system(name: str, also: str = "", *, by_authority: bool | None = None) -> ReferenceSystem:
    """Return the system of a name such as "EPSG:3879" or "urn:ogc:def:crs:EPSG::3879".

    `also` is one more system that is taken, such as the area's own "EPSG:2154". The order of axes
    is the authority's for URNs and the like, else east first, unless `by_authority` says.
    Raises UnknownSystem.
    """
    if CRS84.fullmatch(name.strip()):
        return ReferenceSystem(WGS84)
    found = EPSG.fullmatch(name.strip())
    code = int(found[1]) if found else 0
    taken = (*KNOWN, *(int(each) for each in EPSG.findall(also)))
    if code not in taken:
        right = ", ".join(f"EPSG:{each}" for each in dict.fromkeys(taken))
        raise UnknownSystem(f"the coordinate system {name[:80]!r} is not known; known: {right}")
    if by_authority is None:
        by_authority = bool(BY_AUTHORITY.match(name.strip()))
    return ReferenceSystem(code, by_authority and _authority(code)[0])


def to_degrees(geometry: Geometry, system: ReferenceSystem) -> Geometry:
    """Bring a geometry to longitude and latitude; what cannot be becomes infinite."""
    if system.north_first:
        geometry = turned(geometry)
    return geometry if system.code == WGS84 else to_wgs84(geometry, f"EPSG:{system.code}")


def to_degrees_within(geometry: Geometry, system: ReferenceSystem, box: Box) -> Geometry:
    """Do so in the order of axes that brings it into the box, the promised order first.

    EPSG:3879 is northing, easting; half of all files have it the other way, whatever they say.
    """
    found = to_degrees(geometry, system)
    if touches(found, box):
        return found
    other = to_degrees(geometry, system.turned())
    return other if touches(other, box) else found


def touches(geometry: BaseGeometry, box: Box) -> bool:
    """Say whether the bounding box of a geometry meets a box; False where it has no numbers."""
    if geometry.is_empty:
        return False
    west, south, east, north = geometry.bounds
    return bool(west <= box.east and box.west <= east and south <= box.north and box.south <= north)


def turned(geometry: Geometry) -> Geometry:
    """Exchange the two coordinates of every position."""
    return shapely.transform(geometry, lambda pairs: pairs[:, ::-1])


@lru_cache(maxsize=64)
def _authority(code: int) -> tuple[bool, bool]:
    """Return whether the authority says north first, and whether it counts in degrees."""
    crs = pyproj.CRS.from_epsg(code)
    return crs.axis_info[0].direction == "north", crs.is_geographic
