"""Snap thousands of points to the network at once, just as `snap` does with each."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.network.earth import GEOD, scales
from geodata.network.edges import UNDERGROUND
from geodata.network.network import Network
from geodata.network.positions import (
    EXACT_METRES,
    SNAP_METRES,
    UNDERGROUND_PENALTY,
    Floats,
    Ints,
    Targets,
)
from geodata.network.profiles import profile_named
from geodata.network.ways import StepFree

_MOST_KNOWN = 500_000  # points that are remembered of a network and profile: 24 MB
_RINGS = 2  # cells of 100 m on each side: nothing snaps farther than that
_BATCH = 4_096  # points: their pairs with the pieces of a cell stay within a few megabytes
Bools = npt.NDArray[np.bool_]
# The cell of the point itself first: where something lies near, most others need no look.
_CELLS = sorted(
    ((x, y) for x in range(-_RINGS, _RINGS + 1) for y in range(-_RINGS, _RINGS + 1)),
    key=lambda cell: (cell[0] ** 2 + cell[1] ** 2, cell),
)


def snap_many(network: Network, lonlat: Floats, profile: str = "walk") -> tuple[Targets, Ints]:
    """Return the positions of those of n points (lon, lat) that lie near enough, and which.

    ``metres`` of the targets is the straight bit from each position to its point. Points that were
    snapped before are remembered: the same thousands are measured from one place after the other.
    """
    key = f"snapped {profile_named(profile).weights}"
    points = np.ascontiguousarray(lonlat, dtype=np.float64).view(np.complex128).ravel()
    known: _Snapped = network.remembered.get(key) or _Snapped.none()
    at = known.places(points)
    new = np.unique(points[known.points[at] != points] if len(known.points) else points)
    if len(new):
        fresh = _Snapped.of(network, new, profile)
        known = known.joined(fresh) if len(known.points) + len(new) <= _MOST_KNOWN else fresh
        network.remembered[key] = known
        at = known.places(points)
    near = np.flatnonzero(known.metres[at] <= SNAP_METRES)
    found = at[near]
    return Targets(
        known.edge[found], known.along[found], known.lonlat[found], known.metres[found]
    ), near


@dataclass(frozen=True)
class _Snapped:
    """Points (lon + lat j, in order) and their positions; infinite metres where there is none."""

    points: npt.NDArray[np.complex128]
    edge: Ints
    along: Floats
    lonlat: Floats
    metres: Floats

    @staticmethod
    def none() -> "_Snapped":
        nothing = np.empty(0)
        edge = np.empty(0, dtype=np.int64)
        return _Snapped(nothing.astype(np.complex128), edge, nothing, np.empty((0, 2)), nothing)

    @staticmethod
    def of(network: Network, points: npt.NDArray[np.complex128], profile: str) -> "_Snapped":
        """Snap points that are in order."""
        lonlat = np.column_stack((points.real, points.imag))
        parts = [
            _Nearest(network, lonlat[low : low + _BATCH], profile)
            for low in range(0, len(lonlat), _BATCH)
        ]
        piece = np.concatenate([part.piece for part in parts])
        share = np.concatenate([part.share for part in parts])
        near = np.flatnonzero(np.concatenate([part.away for part in parts]) <= SNAP_METRES)
        found = _positions(network, lonlat[near], piece[near], share[near])
        snapped = _Snapped(
            points,
            np.full(len(points), -1, dtype=np.int64),
            np.zeros(len(points)),
            lonlat,
            np.full(len(points), np.inf),
        )
        snapped.edge[near], snapped.along[near] = found.edge, found.along
        snapped.lonlat[near], snapped.metres[near] = found.lonlat, found.metres
        return snapped

    def places(self, points: npt.NDArray[np.complex128]) -> Ints:
        """Return where each point stands, or would stand."""
        return np.minimum(np.searchsorted(self.points, points), max(len(self.points) - 1, 0))

    def joined(self, fresh: "_Snapped") -> "_Snapped":
        """Return both together; `fresh` holds none of these."""
        at = np.searchsorted(self.points, fresh.points)
        pairs = (
            (getattr(self, each.name), getattr(fresh, each.name))
            for each in dataclasses.fields(self)
        )
        return _Snapped(*(np.insert(own, at, new, axis=0) for own, new in pairs))


class _Nearest:
    """For each of n points the nearest piece, the share along it, its metres and its cost."""

    def __init__(self, network: Network, lonlat: Floats, profile: str) -> None:
        self.network, self.lonlat = network, lonlat
        self.scale = scales(lonlat[:, 1])
        self.piece = np.full(len(lonlat), -1, dtype=np.int64)
        self.share, self.away, self.cost = (np.full(len(lonlat), np.inf) for _ in range(3))
        self._hidden = _of_pieces(network, "hidden", lambda: network.edge_flags & UNDERGROUND > 0)
        self._usable: Bools | None = None
        if profile_named(profile).forbids_steps:
            step_free = network.arrays["edge_step_free"]
            self._usable = _of_pieces(network, "usable", lambda: step_free != StepFree.NO)
        shifted = lonlat + np.array((180.0, 90.0))
        self._cell = np.floor(shifted / network.cell).astype(np.int64)
        self._corner = shifted - self._cell * np.array(network.cell)
        for x, y in _CELLS:
            self._look_into(x, y)

    def _look_into(self, x: int, y: int) -> None:
        """Improve those points to which the cell so many columns and rows away is near enough."""
        size = np.array(self.network.cell)
        before = np.array((x, y)) * size - self._corner  # degrees to the cell's near corner
        gap = np.maximum(np.maximum(before, -(before + size)), 0.0) * self.scale
        some = np.flatnonzero(np.hypot(gap[:, 0], gap[:, 1]) <= self.cost)
        owner, pieces = self._pairs(some, x, y)
        if not len(owner):
            return
        share, away = self._feet(owner, pieces)
        hidden = self._hidden[pieces] & (away > EXACT_METRES)
        cost = away + np.where(hidden, UNDERGROUND_PENALTY, 0.0)
        first = np.flatnonzero(np.diff(owner, prepend=-1))  # the pairs are in the order of points
        least = np.repeat(np.minimum.reduceat(cost, first), np.diff(first, append=len(owner)))
        best = np.flatnonzero(cost == least)
        best = best[np.lexsort((pieces[best], owner[best]))]
        best = best[np.flatnonzero(np.diff(owner[best], prepend=-1))]
        at = owner[best]
        better = (cost[best] < self.cost[at]) | (
            (cost[best] == self.cost[at]) & (pieces[best] < self.piece[at])
        )
        best, at = best[better], at[better]
        self.piece[at], self.share[at] = pieces[best], share[best]
        self.away[at], self.cost[at] = away[best], cost[best]

    def _pairs(self, some: Ints, x: int, y: int) -> tuple[Ints, Ints]:
        """Return points and the usable pieces in that cell, as pairs of indices."""
        arrays = self.network.arrays
        keys, start = arrays["grid_key"], arrays["grid_start"]
        wanted = (self._cell[some, 1] + y) << 32 | (self._cell[some, 0] + x)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        there = keys[at] == wanted
        some, at = some[there], at[there]
        low = start[at].astype(np.int64)
        count = start[at + 1] - low
        owner = np.repeat(some, count)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
        pieces = arrays["grid_piece"][np.repeat(low, count) + within].astype(np.int64)
        if self._usable is None:
            return owner, pieces
        usable = self._usable[pieces]
        return owner[usable], pieces[usable]

    def _feet(self, owner: Ints, pieces: Ints) -> tuple[Floats, Floats]:
        """Return the share along each piece that is nearest to its point, and the metres to it."""
        stored = self.network.arrays["coord_lonlat"]
        begin, end = stored[pieces], stored[pieces + 1]
        ax, ay, bx, by = (
            (ends[:, axis] / 1e7 - self.lonlat[owner, axis]) * self.scale[owner, axis]
            for ends in (begin, end)
            for axis in (0, 1)
        )
        dx, dy = bx - ax, by - ay
        squared = dx * dx + dy * dy
        share = np.clip(-(ax * dx + ay * dy) / np.where(squared > 0, squared, 1), 0, 1)
        return share, np.hypot(ax + share * dx, ay + share * dy)


def _of_pieces(network: Network, name: str, of_edges: Any) -> Bools:
    """Return a property of the edges for each piece, remembered: looking up edges is slow."""
    key = f"pieces {name}"
    if key not in network.remembered:
        network.remembered[key] = np.repeat(of_edges(), np.diff(network.coord_start))
    found: Bools = network.remembered[key]
    return found


def _positions(network: Network, lonlat: Floats, pieces: Ints, share: Floats) -> Targets:
    edge = np.searchsorted(network.coord_start, pieces, "right") - 1
    start, end = network.coord_along[pieces], network.coord_along[pieces + 1]
    along = np.minimum(start + share * (end - start), network.edge_metres[edge])
    stored = network.arrays["coord_lonlat"]
    a, b = stored[pieces] / 1e7, stored[pieces + 1] / 1e7
    foot = a + share[:, None] * (b - a)
    metres = GEOD.inv(lonlat[:, 0], lonlat[:, 1], foot[:, 0], foot[:, 1])[2]
    return Targets(edge, along.astype(np.float64), foot, np.asarray(metres, dtype=np.float64))
