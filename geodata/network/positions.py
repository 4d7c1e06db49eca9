"""Place a point on the network: snapping to the nearest edge, and positions as search seeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.network.earth import GEOD, degrees_to_metres
from geodata.network.edges import UNDERGROUND
from geodata.network.network import Network
from geodata.network.profiles import profile_named
from geodata.network.ways import StepFree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SNAP_METRES = 200.0
UNDERGROUND_PENALTY = 50.0  # metres: a street wins over the passage beneath it
EXACT_METRES = 0.5  # metres: who stands on a way is on it, underground too


@dataclass(frozen=True, slots=True)
class Position:
    """A place on an edge, ``along`` metres from its start; ``metres`` is the straight bit to it."""

    edge: int
    along: float
    lon: float
    lat: float
    metres: float


def snap(network: Network, lon: float, lat: float, profile: str = "walk") -> Position | None:
    """Return the nearest position that the profile can use, or None beyond 200 m."""
    scale = degrees_to_metres(lat)
    best = None
    for reach in (1, 2):  # cells of 100 m: one ring is enough when something lies within 100 m
        pieces = _pieces_around(network, lon, lat, reach)
        if len(pieces):
            best = _nearest(network, pieces, (lon, lat), scale, profile)
        if best is not None and best.cost <= reach * 100:
            break
    if best is None or best.away > SNAP_METRES:
        return None
    return _position(network, best, (lon, lat))


def _pieces_around(network: Network, lon: float, lat: float, reach: int) -> Ints:
    keys, start = network.arrays["grid_key"], network.arrays["grid_start"]
    column, row = int((lon + 180) // network.cell[0]), int((lat + 90) // network.cell[1])
    rows = np.arange(row - reach, row + reach + 1, dtype=np.int64) << 32
    first = np.searchsorted(keys, rows | (column - reach))
    last = np.searchsorted(keys, rows | (column + reach), "right")
    parts = [
        network.arrays["grid_piece"][start[a] : start[b]] for a, b in zip(first, last, strict=True)
    ]
    return np.unique(np.concatenate(parts)).astype(np.int64)


def _nearest(
    network: Network,
    pieces: Ints,
    point: tuple[float, float],
    scale: tuple[float, float],
    profile: str,
) -> "_Hit | None":
    """Return the nearest usable piece, those below ground counted as farther."""
    edges = np.searchsorted(network.coord_start, pieces, "right") - 1
    if profile_named(profile).forbids_steps:
        usable = network.arrays["edge_step_free"][edges] != StepFree.NO
        pieces, edges = pieces[usable], edges[usable]
    if not len(pieces):
        return None
    stored = network.arrays["coord_lonlat"]
    origin = np.array(point)
    a = (stored[pieces] / 1e7 - origin) * scale
    step = (stored[pieces + 1] / 1e7 - origin) * scale - a
    squared = (step * step).sum(axis=1)
    share = np.clip(-(a * step).sum(axis=1) / np.where(squared > 0, squared, 1), 0, 1)
    away = np.hypot(*(a + share[:, None] * step).T)
    hidden = (network.edge_flags[edges] & UNDERGROUND > 0) & (away > EXACT_METRES)
    cost = away + np.where(hidden, UNDERGROUND_PENALTY, 0)
    best = int(np.argmin(cost))
    return _Hit(int(pieces[best]), float(share[best]), float(away[best]), float(cost[best]))


@dataclass(frozen=True, slots=True)
class _Hit:
    """A piece, the share along it that is nearest, its metres away, and those that count."""

    piece: int
    share: float
    away: float
    cost: float


def _position(network: Network, hit: _Hit, point: tuple[float, float]) -> Position:
    piece, share = hit.piece, hit.share
    edge = int(np.searchsorted(network.coord_start, piece, "right") - 1)
    start, end = network.coord_along[piece], network.coord_along[piece + 1]
    along = min(float(start + share * (end - start)), float(network.edge_metres[edge]))
    (lon_a, lat_a), (lon_b, lat_b) = network.lonlat(piece, piece + 2).tolist()
    lon, lat = lon_a + share * (lon_b - lon_a), lat_a + share * (lat_b - lat_a)
    return Position(edge, along, lon, lat, float(GEOD.inv(*point, lon, lat)[2]))


@dataclass(frozen=True)
class Targets:
    """Positions on the network that a search starts from or ends at, as arrays of length n."""

    edge: Ints
    along: Floats
    lonlat: Floats  # (n, 2)
    metres: Floats  # the straight bit from each position to the thing itself

    @staticmethod
    def at(positions: Sequence[Position]) -> "Targets":
        """Return the targets at these positions."""
        return Targets(
            np.array([p.edge for p in positions], dtype=np.int64),
            np.array([p.along for p in positions], dtype=np.float64),
            np.array([(p.lon, p.lat) for p in positions], dtype=np.float64).reshape(-1, 2),
            np.array([p.metres for p in positions], dtype=np.float64),
        )

    @cached_property
    def by_edge(self) -> Ints:
        """Return the order that sorts the targets by edge."""
        return np.argsort(self.edge, kind="stable")

    def on(self, edge: int) -> Ints:
        """Return the indices of the targets on one edge."""
        sorted_edges = self.edge[self.by_edge]
        low, high = (
            np.searchsorted(sorted_edges, edge),
            np.searchsorted(sorted_edges, edge, "right"),
        )
        return self.by_edge[low:high]


def trail_targets(network: Network, source_id: str) -> Targets | None:
    """Return the access points of a trail: every OSM node of its member ways that can be walked."""
    if source_id not in network.remembered:
        network.remembered[source_id] = _trail_targets(network, source_id)
    targets: Targets | None = network.remembered[source_id]
    return targets


def _trail_targets(network: Network, source_id: str) -> Targets | None:
    edges = network.trail_edges(source_id)
    if edges is None or not len(edges):
        return None
    start = network.coord_start
    counts = start[edges + 1] - start[edges]
    owner = np.repeat(edges, counts).astype(np.int64)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    coords = start[owner] + within
    lonlat = network.arrays["coord_lonlat"][coords] / 1e7
    return Targets(owner, np.asarray(network.coord_along[coords]), lonlat, np.zeros(len(owner)))


def seeds(
    network: Network, targets: Targets, weights: str, *, leaving: bool
) -> tuple[Any, Floats, Ints]:
    """Return (nodes, metres, target index) of the seeds of a search.

    ``leaving``: the search walks from the positions; otherwise it walks to them. An end of the edge
    that the profile cannot walk to (or from) is no seed.
    """
    length = network.edge_metres[targets.edge]
    to_u, to_v = targets.along + targets.metres, length - targets.along + targets.metres
    passes_back, passes_on = _passable(network, targets.edge, weights)
    if not leaving:
        passes_back, passes_on = passes_on, passes_back
    # An end of the edge is itself a place, also where the edge beyond it cannot be used.
    to_u = np.where(passes_back | (targets.along <= 0), to_u, np.inf)
    to_v = np.where(passes_on | (targets.along >= length), to_v, np.inf)
    nodes = np.concatenate((network.edge_u[targets.edge], network.edge_v[targets.edge]))
    metres = np.concatenate((to_u, to_v))
    index = np.tile(np.arange(len(targets.edge)), 2)
    order = np.lexsort((metres, nodes))
    order = order[np.isfinite(metres[order])]
    _, first = np.unique(nodes[order], return_index=True)
    best = order[first]
    return nodes[best], metres[best], index[best]


def _passable(network: Network, edges: Ints, weights: str) -> tuple[Any, Any]:
    """Return whether each edge can be walked against, and along, its direction."""
    direction = network.arrays["edge_direction"][edges]
    closed = (
        network.arrays["edge_step_free"][edges] == StepFree.NO
        if weights == "step_free"
        else np.zeros(len(edges), dtype=bool)
    )
    return (direction != 1) & ~closed, (direction != 2) & ~closed
