"""Keep the ground around the network ready in cells, so that a service area unites few pieces.

Uniting the bands around 3,500 edges takes 115 ms, and most of them lie where everything is reached.
So the union of all bands of a cell of 100, 200 and 400 m is made once, at compile
time; a question unites the cells it reaches whole with the bands of the edges it reaches in part.
"""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
import shapely
from scipy.sparse.csgraph import connected_components

from geodata.network.assemble import Arrays, floating
from geodata.network.earth import degrees_to_metres

AROUND_METRES = 25.0  # how far from a reachable path the polygon of a service area goes
STATED_METRES = 25.1  # what is promised: the flat frame in which a band is drawn is not quite true
LEVELS = (
    100.0,
    200.0,
    400.0,
)  # metres; measured at 1.5 km, Tapiola: one level 35 ms, two 30, three 24
QUARTER_SEGMENTS = 4

Geometries = npt.NDArray[np.object_]


def band_arrays(edges: Arrays) -> Arrays:
    """Return the cell of each edge on both levels, and the united bands of each cell as WKB."""
    lines = edge_lines(edges)
    middle = shapely.get_coordinates(shapely.centroid(shapely.envelope(lines)))
    per_lon, per_lat = degrees_to_metres(float(middle[:, 1].mean()))
    bands = around(lines)
    result: Arrays = {}
    for level, size in enumerate(LEVELS):
        column = np.floor((middle[:, 0] + 180) * per_lon / size).astype(np.int64)
        row = np.floor((middle[:, 1] + 90) * per_lat / size).astype(np.int64)
        _, cell = np.unique((row << 32) | column, return_inverse=True)
        cell = np.where(_is_joined(edges), cell, -1)
        result |= _united(level, bands, cell.astype(np.int32))
    return result


def _is_joined(edges: Arrays) -> npt.NDArray[np.bool_]:
    """Tell which edges have a length and belong to the largest connected part of the network.

    An edge that nobody reaches from elsewhere would keep its cell from ever being reached whole.
    """
    u, v, nodes = edges["edge_u"], edges["edge_v"], len(edges["node_lonlat"])
    graph = sparse.coo_array((np.ones(len(u)), (u, v)), shape=(nodes, nodes))
    _, part = connected_components(graph, directed=False)
    joined: npt.NDArray[np.bool_] = (part[u] == np.bincount(part[u]).argmax()) & (
        edges["edge_metres"] > 0
    )
    return joined


def _united(level: int, bands: Geometries, cell: npt.NDArray[np.int32]) -> Arrays:
    order = np.argsort(cell, kind="stable")
    order = order[cell[order] >= 0]
    count = int(cell.max()) + 1
    starts = np.searchsorted(cell[order], np.arange(count + 1))
    blobs = [
        shapely.to_wkb(shapely.union_all(bands[order[a:b]])) for a, b in itertools.pairwise(starts)
    ]
    ends = np.concatenate(([0], np.cumsum([len(blob) for blob in blobs])))
    return {
        f"cell{level}_of_edge": cell,
        f"cell{level}_edges": np.diff(starts).astype(np.int32),
        f"cell{level}_start": ends.astype(np.int64),
        f"cell{level}_wkb": np.frombuffer(b"".join(blobs), dtype=np.uint8),
    }


def edge_lines(edges: Arrays) -> Geometries:
    """Return every edge as a LineString in (lon, lat)."""
    counts = np.diff(edges["edge_coord_start"])
    owner = np.repeat(np.arange(len(counts)), counts)
    lines: Geometries = np.asarray(
        shapely.linestrings(floating(edges["coord_lonlat"]), indices=owner)
    )
    return lines


def around(lines: Geometries) -> Geometries:
    """Return the ground within 25 m of each line; lines and polygons in (lon, lat).

    The flat frame is that of the lines' middle latitude in each 0.01° (1.1 km) of latitude.
    """
    box = shapely.bounds(lines)
    belt = np.rint((box[:, 1] + box[:, 3]) / 2 * 100)
    bands: Geometries = np.empty(len(lines), dtype=object)
    for lat in np.unique(belt).tolist():
        mine = belt == lat
        scale = np.array(degrees_to_metres(lat / 100))
        flat = shapely.transform(lines[mine], scale.__mul__)
        grown = shapely.buffer(flat, AROUND_METRES, quad_segs=QUARTER_SEGMENTS)
        bands[mine] = shapely.transform(grown, (1 / scale).__mul__)
    return bands


def whole_cells(
    arrays: Arrays, edges: npt.NDArray[np.int64]
) -> tuple[list[Geometries], npt.NDArray[np.bool_]]:
    """Return the ground of all cells whose every edge is among ``edges``, parents before children,
    and which of ``edges`` that covers."""
    covered = np.zeros(len(edges), dtype=bool)
    ground: list[Geometries] = []
    for level in reversed(range(len(LEVELS))):
        cell = arrays[f"cell{level}_of_edge"][edges]
        known = cell >= 0
        cells, counts = np.unique(cell[known], return_counts=True)
        full = cells[counts == arrays[f"cell{level}_edges"][cells]]
        mine = np.isin(cell, full)
        wanted = np.unique(cell[mine & ~covered])
        ground.append(_polygons(arrays, level, wanted))
        covered |= mine
    return ground, covered


def _polygons(arrays: Arrays, level: int, cells: Sequence[int] | npt.NDArray[Any]) -> Geometries:
    start, blob = arrays[f"cell{level}_start"], arrays[f"cell{level}_wkb"]
    found: Geometries = np.asarray(
        shapely.from_wkb([blob[start[cell] : start[cell + 1]].tobytes() for cell in cells]),
        dtype=object,
    )
    return found
