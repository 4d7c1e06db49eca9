"""Cut out the part of the network within a limit, exactly, and the ground around it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiLineString, MultiPolygon

from geodata.network.bands import Geometries, around, whole_cells
from geodata.network.earth import square_metres
from geodata.network.edges import CHORD
from geodata.network.network import Network
from geodata.network.positions import Position, Targets, seeds
from geodata.network.profiles import profile_named
from geodata.network.walks import boundary_metres, usable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Parts of edges, without overlap: from ``start`` to ``end`` metres along ``edge``."""

    edge: Ints
    start: Floats
    end: Floats


@dataclass(frozen=True)
class ServiceArea:
    """What can be reached within ``metres``; not ``complete`` when the edge of the data can too."""

    network: Network
    metres: float
    complete: bool
    pieces: Pieces
    surface: MultiPolygon | None = None

    @property
    def network_metres(self) -> float:
        """Return the length of the reachable paths; lines across squares are not counted."""
        own = self.network.edge_flags[self.pieces.edge] & CHORD == 0
        return float((self.pieces.end - self.pieces.start)[own].sum())

    def lines(self) -> MultiLineString:
        """Return the reachable paths, cut exactly at the limit (lon, lat)."""
        own = self.network.edge_flags[self.pieces.edge] & CHORD == 0
        return MultiLineString(list(_lines(self.network, _only(self.pieces, own))))

    def polygon(self) -> MultiPolygon:
        """Return the ground within 25 m of a reachable path (lon, lat)."""
        return self.surface if self.surface is not None else MultiPolygon()

    @property
    def square_metres(self) -> float:
        """Return the true area of the polygon."""
        return square_metres(self.polygon())


def service_areas(
    network: Network,
    positions: Sequence[Position],
    limits: Sequence[float],
    profile: str = "walk",
    *,
    with_polygons: bool = True,
) -> list[ServiceArea]:
    """Return the service area of a place for each limit in metres, smallest first.

    ``positions`` are the place's own (a station's entrances); metres count from them along the
    network. Each polygon holds the smaller ones.
    """
    wanted = sorted(limits)
    weights = profile_named(profile).weights
    nodes, metres, _ = seeds(network, _unsnapped(positions), weights, leaving=True)
    far, _ = network.graph(weights).field(nodes, metres, wanted[-1])
    edge_of_data = boundary_metres(network, positions, profile)
    areas: list[ServiceArea] = []
    surface: MultiPolygon | None = None
    ends: list[Geometries] = []  # the ground at the cut ends of all smaller areas
    for limit in wanted:
        pieces = _pieces(network, far, positions, limit, profile)
        if with_polygons and positions:
            surface = _ground(network, pieces, ends)
        areas.append(ServiceArea(network, limit, edge_of_data > limit, pieces, surface))
    return areas


def _unsnapped(positions: Sequence[Position]) -> Targets:
    """Return the positions as seeds that count from the network, not from the thing itself."""
    targets = Targets.at(positions)
    return Targets(targets.edge, targets.along, targets.lonlat, np.zeros(len(positions)))


def _pieces(
    network: Network, far: Floats, positions: Sequence[Position], limit: float, profile: str
) -> Pieces:
    edge, start, end = _from_nodes(network, far, limit, profile)
    own = [(p.edge, *_around(network, p, limit, profile)) for p in positions]
    edges = np.concatenate((edge, np.array([o[0] for o in own], dtype=np.int64)))
    starts = np.concatenate((start, [o[1] for o in own]))
    ends = np.concatenate((end, [o[2] for o in own]))
    return _merged(edges, starts, ends)


def _from_nodes(
    network: Network, far: Floats, limit: float, profile: str
) -> tuple[Ints, Floats, Floats]:
    """Return the stretch of every edge that the walk can enter from a reached node."""
    nodes = np.flatnonzero(far <= limit)
    low, high = network.arc_start[nodes], network.arc_start[nodes + 1]
    counts = high - low
    arcs = np.repeat(low - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    left = np.repeat(limit - far[nodes], counts)
    open_arcs = np.isfinite(network.weights(profile_named(profile).weights)[arcs])
    arcs, left = arcs[open_arcs], left[open_arcs]
    edges = network.arc_edge[arcs].astype(np.int64)
    length = network.edge_metres[edges]
    reach = np.minimum(left, length)
    backward = network.arc_reversed[arcs] > 0
    return edges, np.where(backward, length - reach, 0.0), np.where(backward, length, reach)


def _around(
    network: Network, position: Position, limit: float, profile: str
) -> tuple[float, float]:
    back, on = usable(network, position.edge, profile_named(profile))
    low = max(position.along - limit, 0.0) if back else position.along
    high = (
        min(position.along + limit, float(network.edge_metres[position.edge]))
        if on
        else position.along
    )
    return low, high


def _merged(edges: Ints, starts: Floats, ends: Floats) -> Pieces:
    """Join stretches of the same edge that touch or overlap."""
    order = np.lexsort((starts, edges))
    edges, starts, ends = edges[order], starts[order], ends[order]
    if not len(edges):
        return Pieces(edges, starts, ends)
    # A running maximum within each edge: shift every edge beyond the reach of the one before.
    shift = edges * (float(ends.max()) + 1.0)
    reach = np.maximum.accumulate(ends + shift)
    fresh = np.concatenate(([True], (starts + shift)[1:] > reach[:-1]))
    first = np.flatnonzero(fresh)
    last = np.concatenate((first[1:], [len(edges)])) - 1
    return Pieces(
        edges[first], starts[first], np.maximum.reduceat(ends, first) if len(first) else ends[last]
    )


def _only(pieces: Pieces, chosen: npt.NDArray[np.bool_]) -> Pieces:
    return Pieces(pieces.edge[chosen], pieces.start[chosen], pieces.end[chosen])


def _lines(network: Network, pieces: Pieces) -> npt.NDArray[np.object_]:
    """Return one line for each piece (lon, lat), built without a loop over edges."""
    first, last = network.coord_start[pieces.edge], network.coord_start[pieces.edge + 1]
    counts = last - first
    owner = np.repeat(np.arange(len(counts)), counts)
    coords = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(len(owner))
    along = network.coord_along[coords]
    keep = (along > pieces.start[owner]) & (along < pieces.end[owner])
    rows = np.arange(len(counts))
    points = np.concatenate(
        (
            _at(network, pieces.edge, pieces.start),
            network.arrays["coord_lonlat"][coords[keep]] / 1e7,
            _at(network, pieces.edge, pieces.end),
        )
    )
    keys = np.concatenate((pieces.start, along[keep], pieces.end))
    part = np.concatenate((rows, owner[keep], rows))
    order = np.lexsort((keys, part))
    result: npt.NDArray[np.object_] = np.asarray(
        shapely.linestrings(points[order], indices=part[order])
    )
    return result


def _at(network: Network, edges: Ints, along: Floats) -> Floats:
    """Return the points ``along`` metres on each of ``edges``, shape (n, 2)."""
    base = network.coord_along
    # Within an edge coord_along grows, so a search over "edge, then metres" finds the piece.
    low, high = (
        network.coord_start[edges].astype(np.int64),
        network.coord_start[edges + 1].astype(np.int64) - 2,
    )
    piece, top = low.copy(), np.maximum(high, low)
    while (piece < top).any():
        middle = (piece + top + 1) // 2
        ahead = base[middle] <= along
        piece, top = np.where(ahead, middle, piece), np.where(ahead, top, middle - 1)
    a, b = base[piece], base[piece + 1]
    share = np.clip((along - a) / np.where(b > a, b - a, 1.0), 0, 1)[:, None]
    stored = network.arrays["coord_lonlat"]
    start: Floats = stored[piece] / 1e7
    found: Floats = start + share * (stored[piece + 1] / 1e7 - start)
    return found


def _ground(network: Network, pieces: Pieces, ends: list[Geometries]) -> MultiPolygon:
    """Return the ground around the pieces; add the bands of the cut ones to ``ends``.

    A larger area holds whole what a smaller one holds in part, but for the round end of a band,
    which is a polygon and not a circle: with the smaller one's ends united too, areas nest.
    """
    length = network.edge_metres[pieces.edge]
    is_whole = (pieces.start <= 0) & (pieces.end >= length)
    cells, covered = whole_cells(network.arrays, pieces.edge[is_whole])
    loose = is_whole.copy()
    loose[np.flatnonzero(is_whole)[covered]] = False
    bands = around(_lines(network, _only(pieces, loose)))
    ends.append(around(_lines(network, _only(pieces, ~is_whole))))
    united = shapely.union_all(np.concatenate([*cells, bands, *ends]))
    return MultiPolygon([p for p in shapely.get_parts(united) if not p.is_empty])
