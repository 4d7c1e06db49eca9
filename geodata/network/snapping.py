"""Snap thousands of points to the network at once, just as `snap` does with each."""

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

CELL_METRES = 100.0
_BATCH = 2_048  # points: their pairs with the pieces around them stay within a few megabytes
Bools = npt.NDArray[np.bool_]


def snap_many(network: Network, lonlat: Floats, profile: str = "walk") -> tuple[Targets, Ints]:
    """Return the positions of those of n points (lon, lat) that lie near enough, and which.

    ``metres`` of the targets is the straight bit from each position to its point.
    """
    piece = np.full(len(lonlat), -1, dtype=np.int64)
    share, away, cost = (np.full(len(lonlat), np.inf) for _ in range(3))
    missing = np.arange(len(lonlat))
    for reach in (1, 2):  # cells of 100 m: one ring is enough when something lies within 100 m
        for low in range(0, len(missing), _BATCH):
            some = missing[low : low + _BATCH]
            piece[some], share[some], away[some], cost[some] = _nearest_pieces(
                network, lonlat[some], reach, profile
            )
        missing = np.flatnonzero(cost > reach * CELL_METRES)
    near = np.flatnonzero(away <= SNAP_METRES)
    return _positions(network, lonlat[near], piece[near], share[near]), near


def _nearest_pieces(
    network: Network, lonlat: Floats, reach: int, profile: str
) -> tuple[Ints, Floats, Floats, Floats]:
    """Return for each point its nearest piece, the share along it, its metres and its cost."""
    owner, pieces = _pairs(network, lonlat, reach, profile)
    best_piece = np.full(len(lonlat), -1, dtype=np.int64)
    best_share, best_away, best_cost = (np.full(len(lonlat), np.inf) for _ in range(3))
    if not len(pieces):
        return best_piece, best_share, best_away, best_cost
    share, away = _feet(network, lonlat, owner, pieces)
    hidden = _of_pieces(network, "hidden", lambda: network.edge_flags & UNDERGROUND > 0)[pieces]
    cost = away + np.where(hidden & (away > EXACT_METRES), UNDERGROUND_PENALTY, 0.0)
    first = np.flatnonzero(np.diff(owner, prepend=-1))  # the pairs are in the order of points
    least = np.minimum.reduceat(cost, first)
    winners = np.flatnonzero(cost == np.repeat(least, np.diff(first, append=len(owner))))
    winners = winners[np.lexsort((pieces[winners], owner[winners]))]
    winners = winners[np.flatnonzero(np.diff(owner[winners], prepend=-1))]
    at = owner[winners]
    best_piece[at], best_share[at] = pieces[winners], share[winners]
    best_away[at], best_cost[at] = away[winners], cost[winners]
    return best_piece, best_share, best_away, best_cost


def _pairs(network: Network, lonlat: Floats, reach: int, profile: str) -> tuple[Ints, Ints]:
    """Return points and the usable pieces in the cells around them, as pairs of indices."""
    keys, start = network.arrays["grid_key"], network.arrays["grid_start"]
    column = ((lonlat[:, 0] + 180) // network.cell[0]).astype(np.int64)[:, None]
    row = ((lonlat[:, 1] + 90) // network.cell[1]).astype(np.int64)[:, None]
    rows = (row + np.arange(-reach, reach + 1)) << 32
    low = start[np.searchsorted(keys, rows | (column - reach))].astype(np.int64).ravel()
    high = start[np.searchsorted(keys, rows | (column + reach), "right")].astype(np.int64).ravel()
    count = high - low
    owner = np.repeat(np.repeat(np.arange(len(lonlat)), rows.shape[1]), count)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    pieces = network.arrays["grid_piece"][np.repeat(low, count) + within].astype(np.int64)
    if profile_named(profile).forbids_steps:
        step_free = network.arrays["edge_step_free"]
        usable = _of_pieces(network, "usable", lambda: step_free != StepFree.NO)[pieces]
        owner, pieces = owner[usable], pieces[usable]
    return owner, pieces


def _feet(network: Network, lonlat: Floats, owner: Ints, pieces: Ints) -> tuple[Floats, Floats]:
    """Return the share along each piece that is nearest to its point, and the metres to it."""
    stored = network.arrays["coord_lonlat"]
    scale = scales(lonlat[:, 1])[owner]
    origin = lonlat[owner]
    a = (stored[pieces] / 1e7 - origin) * scale
    step = (stored[pieces + 1] / 1e7 - origin) * scale - a
    squared = (step * step).sum(axis=1)
    share = np.clip(-(a * step).sum(axis=1) / np.where(squared > 0, squared, 1), 0, 1)
    foot = a + share[:, None] * step
    return share, np.hypot(foot[:, 0], foot[:, 1])


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
