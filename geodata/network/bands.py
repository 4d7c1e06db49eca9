"""Keep the ground around the network ready in cells, so that a service area unites few pieces.

Uniting the bands around 3,500 edges takes 115 ms, and most of them lie where everything is reached.
So the union of all bands of a cell of 50, 100, 200 and 400 m is made once, at compile time; a
question unites the cells it reaches whole with the bands of the edges it reaches in part.
"""

import itertools

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
import shapely
from scipy.sparse.csgraph import connected_components

from geodata.network.assemble import Arrays, floating
from geodata.network.earth import degrees_to_metres

AROUND_METRES = 25.0  # how far from a reachable path the polygon of a service area goes
STATED_METRES = 25.1  # what is promised: the flat frame in which a band is drawn is not quite true
# Metres, each twice the one before. Measured for 1.5 km in the middle of the Tapiola extract: from
# 100 m on it takes 48 ms, from 50 m on 40 ms, from 25 m on 48 ms; levels above 400 m gain nothing.
LEVELS = (50.0, 100.0, 200.0, 400.0)
QUARTER_SEGMENTS = 4

Geometries = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]


def band_arrays(edges: Arrays) -> Arrays:
    """Return the cell of each edge on every level, and the united bands of each cell as WKB."""
    lines = edge_lines(edges)
    middle = shapely.get_coordinates(shapely.centroid(shapely.envelope(lines)))
    scale = np.array(degrees_to_metres(float(middle[:, 1].mean())))
    from_south_west = middle + np.array((180.0, 90.0))
    place = np.floor(from_south_west * scale / LEVELS[0]).astype(np.int64)
    keys = np.column_stack((place, _parts(edges)))
    ground, of_edge = around(lines), np.arange(len(lines))
    result: Arrays = {}
    for level in range(len(LEVELS)):
        # A parent holds whole children, so that its ground is theirs united.
        keys, cell = np.unique(keys, axis=0, return_inverse=True)
        ground, of_edge = _united(ground, cell), cell[of_edge]
        result |= _stored(level, ground, of_edge)
        keys = keys // (2, 2, 1)
    return result


def _united(ground: Geometries, cell: Ints) -> Geometries:
    """Return the union of the ground in each cell."""
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(int(cell.max()) + 2))
    groups = itertools.pairwise(starts.tolist())
    return np.array([shapely.union_all(ground[order[a:b]]) for a, b in groups], dtype=object)


def _stored(level: int, ground: Geometries, of_edge: Ints) -> Arrays:
    blobs = [shapely.to_wkb(each) for each in ground]
    return {
        f"cell{level}_of_edge": of_edge.astype(np.int32),
        f"cell{level}_edges": np.bincount(of_edge).astype(np.int32),
        f"cell{level}_start": np.cumsum([0, *map(len, blobs)]).astype(np.int64),
        f"cell{level}_wkb": np.frombuffer(b"".join(blobs), dtype=np.uint8),
    }


def _parts(edges: Arrays) -> Ints:
    """Return the connected part of the network that each edge belongs to.

    A cell holds edges of one part only: one that nobody reaches from elsewhere would keep it from
    ever being reached whole.
    """
    u, v, nodes = edges["edge_u"], edges["edge_v"], len(edges["node_lonlat"])
    graph = sparse.coo_array((np.ones(len(u)), (u, v)), shape=(nodes, nodes))
    part: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return part[u]


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


def whole_cells(arrays: Arrays, edges: Ints) -> tuple[list[Geometries], npt.NDArray[np.bool_]]:
    """Return the ground of all cells whose every edge is among ``edges``, parents before children,
    and which of ``edges`` that covers."""
    covered = np.zeros(len(edges), dtype=bool)
    ground: list[Geometries] = []
    for level in reversed(range(len(LEVELS))):
        mine = np.isin(cell := arrays[f"cell{level}_of_edge"][edges], _full(arrays, level, edges))
        ground.append(_polygons(arrays, level, np.unique(cell[mine & ~covered])))
        covered |= mine
    return ground, covered


def _full(arrays: Arrays, level: int, edges: Ints) -> Ints:
    """Return the cells of a level whose every edge is among ``edges``."""
    cells, counts = np.unique(arrays[f"cell{level}_of_edge"][edges], return_counts=True)
    full: Ints = cells[counts == arrays[f"cell{level}_edges"][cells]]
    return full


def _polygons(arrays: Arrays, level: int, cells: Ints) -> Geometries:
    start, blob = arrays[f"cell{level}_start"], arrays[f"cell{level}_wkb"]
    blobs = [blob[start[cell] : start[cell + 1]].tobytes() for cell in cells.tolist()]
    return np.asarray(shapely.from_wkb(blobs), dtype=object)
