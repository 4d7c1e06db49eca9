"""Assemble flat arrays from edges: topology, weights, geometry, and the index for snapping."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
from scipy.sparse.csgraph import dijkstra

from geodata.network.earth import degrees_to_metres, metres_between
from geodata.network.edges import EdgeDraft
from geodata.network.profiles import WEIGHTS
from geodata.network.ways import Direction, StepFree

Arrays = dict[str, npt.NDArray[Any]]
SEED_SLOTS = 8192  # room in each weight array for the arcs of one search's seeds
CELL_METRES = 100.0
_SCALE = 1e7  # OpenStreetMap's own resolution, about a centimetre


def edge_arrays(draft: EdgeDraft) -> tuple[Arrays, dict[str, Any]]:
    """Return the arrays that describe edges and nodes one by one, and the lists they point into."""
    names: dict[tuple[tuple[str, str], ...], int] = {(): 0}
    surfaces: dict[str, int] = {"unknown": 0}
    rows = draft.attributes
    counts = np.array([len(line) for line in draft.lines])
    starts = np.concatenate(([0], np.cumsum(counts)))
    lonlat = np.array([point for line in draft.lines for point in line], dtype=np.float64)
    along = _along(lonlat, starts)
    ends = np.array(draft.ends, dtype=np.int32).reshape(-1, 2)
    arrays: Arrays = {
        "node_lonlat": _fixed(np.array(draft.nodes, dtype=np.float64).reshape(-1, 2)),
        "boundary_nodes": np.array(sorted(draft.boundary), dtype=np.int32),
        "edge_u": ends[:, 0].copy(),
        "edge_v": ends[:, 1].copy(),
        "edge_metres": along[starts[1:] - 1],
        "edge_way": np.array(draft.ways, dtype=np.int64),
        "edge_kind": np.array([row.kind for row in rows], dtype=np.uint8),
        "edge_lit": np.array([row.lit for row in rows], dtype=np.uint8),
        "edge_step_free": np.array([row.step_free for row in rows], dtype=np.uint8),
        "edge_step_count": np.array([min(row.step_count, 32000) for row in rows], dtype=np.int16),
        "edge_direction": np.array([row.direction for row in rows], dtype=np.uint8),
        "edge_flags": np.array(draft.flags, dtype=np.uint8),
        "edge_name": np.array([names.setdefault(r.name, len(names)) for r in rows], dtype=np.int32),
        "edge_surface": np.array(
            [surfaces.setdefault(row.surface, len(surfaces)) for row in rows], dtype=np.int16
        ),
        "edge_coord_start": starts.astype(np.int32),
        "coord_lonlat": _fixed(lonlat),
        "coord_along": along,
    }
    return arrays, {"names": [dict(name) for name in names], "surfaces": list(surfaces)}


def _fixed(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    return np.rint(lonlat * _SCALE).astype(np.int32)


def floating(lonlat: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Return stored coordinates as degrees."""
    degrees: npt.NDArray[np.float64] = lonlat / _SCALE
    return degrees


def _along(
    lonlat: npt.NDArray[np.float64], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the geodesic metres from the start of its edge to each coordinate."""
    pieces = np.concatenate(([0.0], metres_between(lonlat)))
    pieces[starts[:-1]] = 0.0
    total = np.cumsum(pieces)
    along: npt.NDArray[np.float64] = total - np.repeat(total[starts[:-1]], np.diff(starts))
    return along


def derived_arrays(edges: Arrays) -> tuple[Arrays, dict[str, float]]:
    """Return what follows from the edges: adjacency, weights, boundary distances, snapping grid."""
    topology = _adjacency(edges)
    grid, cell = _grid(edges)
    return {**topology, **_boundary_metres(edges, topology), **grid}, cell


def _adjacency(edges: Arrays) -> Arrays:
    """Return every edge as two arcs in compressed rows, with one spare row for a search's seeds."""
    u, v, metres = edges["edge_u"], edges["edge_v"], edges["edge_metres"]
    count, nodes = len(u), len(edges["node_lonlat"])
    tails = np.concatenate((u, v))
    order = np.argsort(tails, kind="stable")
    spare = np.zeros(SEED_SLOTS)
    rows = np.searchsorted(tails[order], np.arange(nodes + 1)).astype(np.int32)
    arcs: Arrays = {
        "arc_start": np.concatenate((rows, rows[-1:])),
        "arc_to": np.concatenate((np.concatenate((v, u))[order], spare)).astype(np.int32),
        "arc_edge": (order % max(count, 1)).astype(np.int32),
        "arc_reversed": (order >= count).astype(np.uint8),
    }
    direction, step_free = edges["edge_direction"], edges["edge_step_free"]
    both = np.concatenate((metres, metres))
    closed = np.concatenate((direction == Direction.BACKWARD, direction == Direction.FORWARD))
    stepped = np.concatenate((step_free == StepFree.NO,) * 2)
    twin = np.concatenate((np.arange(count) + count, np.arange(count)))
    for name, barred in zip(WEIGHTS, (closed, closed | stepped), strict=True):
        weight = np.where(barred, np.inf, both)
        arcs[f"weight_{name}"] = np.concatenate((weight[order], spare))
        if closed.any():  # only then does the way back differ from the way there
            arcs[f"weight_{name}_back"] = np.concatenate((weight[twin][order], spare))
    return arcs


def _boundary_metres(edges: Arrays, topology: Arrays) -> Arrays:
    """Return for each node how far along the network the edge of the data is."""
    nodes, size = len(edges["node_lonlat"]), int(topology["arc_start"][-1])
    result: Arrays = {}
    for name in WEIGHTS:
        weights = topology.get(f"weight_{name}_back", topology[f"weight_{name}"])[:size]
        graph = sparse.csr_array(
            (weights, topology["arc_to"][:size], topology["arc_start"][: nodes + 1]),
            shape=(nodes, nodes),
        )
        edge_of_data = edges["boundary_nodes"]
        far = np.full(nodes, np.inf)
        if len(edge_of_data):
            far = dijkstra(graph, indices=edge_of_data, min_only=True, limit=1e12)
        result[f"boundary_{name}"] = far.astype(np.float32)
    return result


def _grid(edges: Arrays) -> tuple[Arrays, dict[str, float]]:
    """Return cells of about 100 m, each with the pieces (successive coordinates) that touch it."""
    lonlat = floating(edges["coord_lonlat"])
    per_lon, per_lat = degrees_to_metres(float(np.abs(lonlat[:, 1]).max()))
    cell = {"lon": CELL_METRES / per_lon, "lat": CELL_METRES / per_lat}
    starts = np.ones(len(lonlat), dtype=bool)
    starts[edges["edge_coord_start"][1:] - 1] = False
    pieces = np.flatnonzero(starts)
    column = np.floor((lonlat[:, 0] + 180) / cell["lon"]).astype(np.int64)
    row = np.floor((lonlat[:, 1] + 90) / cell["lat"]).astype(np.int64)
    west, east = _sorted_pair(column, pieces)
    south, north = _sorted_pair(row, pieces)
    wide, high = east - west + 1, north - south + 1
    copies = wide * high
    owner = np.repeat(np.arange(len(pieces)), copies)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(copies) - copies, copies)
    keys = ((south[owner] + step // wide[owner]) << 32) | (west[owner] + step % wide[owner])
    order = np.argsort(keys, kind="stable")
    unique, first = np.unique(keys[order], return_index=True)
    arrays: Arrays = {
        "grid_key": unique,
        "grid_start": np.concatenate((first, [len(order)])).astype(np.int32),
        "grid_piece": pieces[owner[order]].astype(np.int32),
    }
    return arrays, cell


def _sorted_pair(
    values: npt.NDArray[np.int64], pieces: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    a, b = values[pieces], values[pieces + 1]
    return np.minimum(a, b), np.maximum(a, b)


def trail_arrays(edges: Arrays, trails: Mapping[str, Sequence[int]]) -> tuple[Arrays, list[str]]:
    """Return for each trail the edges of its member ways, without lines across squares."""
    plain = (edges["edge_flags"] & 2) == 0
    order = np.argsort(edges["edge_way"], kind="stable")
    order = order[plain[order]]
    ways = edges["edge_way"][order]
    found: list[npt.NDArray[np.int64]] = []
    for members in trails.values():
        wanted = np.unique(np.array(list(members), dtype=np.int64))
        low, high = np.searchsorted(ways, wanted), np.searchsorted(ways, wanted, "right")
        slices = [order[a:b] for a, b in zip(low, high, strict=True)]
        found.append(np.concatenate(slices) if slices else np.empty(0, np.int64))
    starts = np.concatenate(([0], np.cumsum([len(part) for part in found])))
    together = np.concatenate(found) if found else np.empty(0, np.int64)
    return {"trail_start": starts.astype(np.int32), "trail_edge": together.astype(np.int32)}, list(
        trails
    )
