"""Divide the map into squares, as the tiles of web maps are, in Python and in the database alike.

A square of level n is one of 2^n by 2^n of Web Mercator's world; x counts from the west, y from the
north.
"""

from __future__ import annotations

from math import asinh, atan, degrees, pi, radians, sinh, tan
from typing import NamedTuple

from geodata.coordinates import Box

NORTHMOST = 85.0511  # where Web Mercator ends
# The same arithmetic for all, so that nothing on an edge is counted on both sides of it.
X = "least(floor((ST_X({point}) + 180) / 360 * {size})::int, {size} - 1)"
Y = (
    f"floor((1 - asinh(tan(radians(greatest(least(ST_Y({{point}}), {NORTHMOST}), -{NORTHMOST}))))"
    " / pi()) / 2 * {size})::int"
)


class Square(NamedTuple):
    """One square of the map."""

    level: int
    x: int
    y: int

    @classmethod
    def of(cls, lon: float, lat: float, level: int) -> Square:
        """Return the square of a level that holds a position."""
        size = 2**level
        north = asinh(tan(radians(max(min(lat, NORTHMOST), -NORTHMOST))))
        x, y = int((lon + 180) / 360 * size), int((1 - north / pi) / 2 * size)
        return cls(level, min(max(x, 0), size - 1), min(max(y, 0), size - 1))

    @property
    def above(self) -> Square:
        """Return the square of the next level that holds it."""
        return Square(self.level - 1, self.x >> 1, self.y >> 1)

    @property
    def box(self) -> Box:
        """Return its sides in degrees."""
        size = 2**self.level
        north, south = (degrees(atan(sinh(pi * (1 - 2 * y / size)))) for y in (self.y, self.y + 1))
        return Box(self.x / size * 360 - 180, south, (self.x + 1) / size * 360 - 180, north)


def xy(point: str, level: int) -> str:
    """Return the columns x and y of a statement: the square of a level that holds a point."""
    size = 2**level
    return f"{X.format(point=point, size=size)} AS x, {Y.format(point=point, size=size)} AS y"
