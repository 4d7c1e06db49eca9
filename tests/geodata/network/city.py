"""Build small walking networks for tests: towns on a plane of metres around a point in Espoo."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from geodata.network import Network, Position, compile_network, open_network, snap
from geodata.network.earth import degrees_to_metres
from geodata.network.ways import (
    Attributes,
    Kind,
    LonLat,
    Obstacle,
    Square,
    StepFree,
    WalkingMap,
    WalkingWay,
)

LON, LAT = 24.8, 60.18
_PER_LON, _PER_LAT = degrees_to_metres(LAT)
EVERYWHERE = shapely.box(20, 55, 30, 65)
STREET = Attributes(Kind.STREET, surface="asphalt", step_free=StepFree.YES)
PATH = Attributes(Kind.PATH)
STEPS = Attributes(Kind.STEPS, step_free=StepFree.NO)


def at(x: float, y: float) -> LonLat:
    """Return (lon, lat) of a point ``x`` metres east and ``y`` metres north of the town's centre.

    Rounded as OpenStreetMap rounds, so that what is built is what is stored.
    """
    return round(LON + x / _PER_LON, 7), round(LAT + y / _PER_LAT, 7)


class Town:
    """Collect ways by the metres of their nodes; a node is where the same metres are used again."""

    def __init__(self) -> None:
        self.ways: list[WalkingWay] = []
        self.squares: list[Square] = []
        self.obstacles: dict[int, Obstacle] = {}
        self.trails: dict[str, list[int]] = {}
        self._ids: dict[tuple[float, float], int] = {}
        self._next = itertools.count(1)

    def node(self, x: float, y: float) -> int:
        """Return the id of the node at these metres."""
        return self._ids.setdefault((x, y), len(self._ids) + 1)

    def way(self, *points: tuple[float, float] | None, attributes: Attributes = STREET) -> int:
        """Add a way; None stands for a node that a clipped extract lacks. Return the way's id."""
        ids = [self.node(*p) if p else 10_000_000 + next(self._next) for p in points]
        lonlat = [at(*p) if p else None for p in points]
        self.ways.append(WalkingWay(next(self._next), ids, lonlat, attributes))
        return self.ways[-1].way_id

    def square(
        self, *points: tuple[float, float], holes: Sequence[Sequence[tuple[float, float]]] = ()
    ) -> int:
        """Add a square with closed outline through ``points``. Return its way id."""
        rings = [([self.node(*p) for p in r], [at(*p) for p in r]) for r in ([*points], *holes)]
        closed = [((*ids, ids[0]), (*line, line[0])) for ids, line in rings]
        attributes = replace(STREET, kind=Kind.SQUARE)
        self.squares.append(Square(next(self._next), closed[:1], closed[1:], attributes))
        return self.squares[-1].way_id

    def build(
        self, folder: Path, coverage: shapely.geometry.base.BaseGeometry = EVERYWHERE
    ) -> Network:
        """Compile the town and open it."""
        walking_map = WalkingMap(self.ways, coverage, self.squares, self.obstacles, self.trails)
        report = compile_network(
            walking_map, folder, area="town", data_date="2026-01-01", attribution="the test's own"
        )
        return open_network(report.path)


def grid_town(blocks: int = 5, size: float = 100) -> Town:
    """Return a town of straight streets: ``blocks`` by ``blocks`` of ``size`` metres."""
    town = Town()
    lines = [i * size for i in range(blocks + 1)]
    for y in lines:
        town.way(*((x, y) for x in lines))
    for x in lines:
        town.way(*((x, y) for y in lines))
    return town


def on(network: Network, x: float, y: float, profile: str = "walk") -> Position:
    """Return the position that a point of the town's plane snaps to; it must snap."""
    position = snap(network, *at(x, y), profile)
    assert position is not None
    return position


def plane(lonlat: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> object:
    """Return coordinates in metres of the town's plane."""
    return (np.asarray(lonlat) - (LON, LAT)) * (_PER_LON, _PER_LAT)
