"""Be the one home of coordinate systems, positions (lon, lat) and boxes (w, s, e, n)."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

WGS84 = 4326
"""EPSG code of every stored geometry: longitude and latitude in degrees."""

Geometry = TypeVar("Geometry", bound=BaseGeometry)


def gettext_noop(text: str) -> str:
    """Mark a message for translators; Django's own marker needs settings, which import this."""
    return text


class CoordinateError(ValueError):
    """A coordinate or box that cannot be used; says what is wrong and what would be right.

    The border translates it by `gettext(error.template) % error.values`.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values
        super().__init__(template % values)


class LonLat(NamedTuple):
    """A position in degrees, longitude first."""

    lon: float
    lat: float

    def __str__(self) -> str:
        return f"{self.lon:.6f},{self.lat:.6f}"


class Box(NamedTuple):
    """A box in degrees that does not cross the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, lon: float, lat: float) -> bool:
        """Say whether a position lies inside or on the edge."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    @property
    def centre(self) -> LonLat:
        return LonLat((self.west + self.east) / 2, (self.south + self.north) / 2)

    def padded(self, degrees: float) -> Box:
        """Grow the box on all sides, within the world."""
        return Box(
            max(self.west - degrees, -180.0),
            max(self.south - degrees, -90.0),
            min(self.east + degrees, 180.0),
            min(self.north + degrees, 90.0),
        )

    def polygon(self) -> shapely.Polygon:
        return shapely.box(*self)

    @classmethod
    def parse(cls, text: str) -> Box:
        """Read "west,south,east,north" in degrees; raises CoordinateError."""
        return cls.of(_numbers(text, 4, "24.6,60.1,24.9,60.3 (west,south,east,north)"))

    @classmethod
    def of(cls, numbers: list[float] | tuple[float, ...]) -> Box:
        """Check four numbers and make a box of them; raises CoordinateError."""
        if len(numbers) != 4:
            raise CoordinateError(
                gettext_noop("A box has 4 numbers (west,south,east,north), not %(count)s."),
                count=len(numbers),
            )
        box = cls(*numbers)
        check_lonlat(box.west, box.south)
        check_lonlat(box.east, box.north)
        if box.west >= box.east:
            raise CoordinateError(
                gettext_noop(
                    "West (%(west)s) must be less than east (%(east)s): "
                    "the order is west,south,east,north."
                ),
                west=_short(box.west),
                east=_short(box.east),
            )
        if box.south >= box.north:
            raise CoordinateError(
                gettext_noop(
                    "South (%(south)s) must be less than north (%(north)s): "
                    "the order is west,south,east,north."
                ),
                south=_short(box.south),
                north=_short(box.north),
            )
        return box


def parse_lonlat(text: str, box: Box | None = None) -> LonLat:
    """Read "lon,lat" in degrees; raises CoordinateError.

    With the area's `box`, a swapped pair is recognised even where both orders are possible.
    """
    lon, lat = _numbers(text, 2, "24.80351,60.17493 (longitude,latitude)")
    return check_lonlat(lon, lat, box)


def check_lonlat(lon: float, lat: float, box: Box | None = None) -> LonLat:
    """Check that a pair can be a longitude and a latitude in degrees; raises CoordinateError."""
    for number in (lon, lat):
        if not math.isfinite(number):
            raise CoordinateError(
                gettext_noop("%(number)s is not a finite number; write degrees such as 24.80351."),
                number=number,
            )
    if abs(lon) <= 180 and abs(lat) <= 90:
        if box and not box.contains(lon, lat) and box.contains(lat, lon):
            raise _swapped(lon, lat)
        return LonLat(lon, lat)
    if abs(lon) <= 90 and abs(lat) <= 180:
        raise _swapped(lon, lat)
    if max(abs(lon), abs(lat)) > 1000:
        raise CoordinateError(
            gettext_noop(
                "%(lon)s,%(lat)s looks like metres of a projected system; "
                "give longitude,latitude in degrees (WGS 84)."
            ),
            lon=_short(lon),
            lat=_short(lat),
        )
    raise CoordinateError(
        gettext_noop(
            "%(lon)s,%(lat)s is outside the world: longitude is -180 to 180 and latitude -90 to 90."
        ),
        lon=_short(lon),
        lat=_short(lat),
    )


def to_metric(geometry: Geometry, crs: str) -> Geometry:
    """Project lon, lat to a metric system such as "EPSG:3879" (x east, y north always)."""
    return _project(geometry, f"EPSG:{WGS84}", crs)


def to_wgs84(geometry: Geometry, crs: str) -> Geometry:
    """Bring a geometry of a metric system (x east, y north) to lon, lat in degrees."""
    return _project(geometry, crs, f"EPSG:{WGS84}")


def _project(geometry: Geometry, source: str, target: str) -> Geometry:
    transformer = _transformer(source, target)

    def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return shapely.transform(geometry, project)


@lru_cache(maxsize=32)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _numbers(text: str, count: int, example: str) -> list[float]:
    parts = text.split(",")
    if len(parts) != count:
        raise CoordinateError(
            gettext_noop("%(text)s has %(parts)s parts, not %(count)s; write it as %(example)s."),
            text=repr(text[:60]),
            parts=len(parts),
            count=count,
            example=example,
        )
    return [_number(part, example) for part in parts]


def _number(text: str, example: str) -> float:
    # float() also takes "1_000" and digits of other scripts, which nobody means in a coordinate.
    cleaned = text.strip()
    try:
        if "_" in cleaned or not cleaned.isascii():
            raise ValueError
        return float(cleaned)
    except ValueError:
        raise CoordinateError(
            gettext_noop("%(text)s is not a number; write it as %(example)s."),
            text=repr(cleaned[:60]),
            example=example,
        ) from None


def _swapped(lon: float, lat: float) -> CoordinateError:
    return CoordinateError(
        gettext_noop(
            "%(lon)s,%(lat)s: did you swap? The order is longitude,latitude: %(lat)s,%(lon)s."
        ),
        lon=_short(lon),
        lat=_short(lat),
    )


def _short(number: float) -> str:
    return f"{number:.10g}"
