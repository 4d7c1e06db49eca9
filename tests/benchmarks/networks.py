"""Make the networks that are measured: the Tapiola extract, and the same tiled to a large city."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.network import Network, Position, Targets, compile_network, open_network, snap
from geodata.network.assemble import Arrays
from geodata.network.build import write_arrays
from geodata.network.earth import metres_between
from importers.osm.elements import read_elements
from importers.osm.walking import walking_map

COVERAGE = shapely.box(24.78, 60.163, 24.845, 60.203)
RANTARAITTI = "relation/50985"
ATTRIBUTION = "© OpenStreetMap contributors"
LARGE_EDGES = 1_400_000
AALTO = (24.8235, 60.18444)
NEAR_TAPIOLA = (24.8052, 60.1768)  # about 1.5 km on foot from Aalto-yliopisto
STATIONS = [(24.82924, 60.17543), AALTO, (24.80351, 60.17493), (24.78057, 60.17453)]
_OWN = (
    *("node_lonlat", "boundary_nodes", "coord_lonlat", "coord_along", "edge_coord_start"),
    *("edge_u", "edge_v", "edge_metres", "edge_way", "edge_name", "edge_kind", "edge_surface"),
    *("edge_lit", "edge_step_free", "edge_step_count", "edge_direction", "edge_flags"),
)


def extract_network(extract: Path, folder: Path) -> Network:
    """Compile the extract's network."""
    found = walking_map(read_elements(extract), COVERAGE)
    report = compile_network(
        found,
        folder,
        area="bench",
        data_date="2014-09-01",
        attribution="© OpenStreetMap contributors",
    )
    return open_network(report.path)


def large_network(small: Network, folder: Path) -> Network:
    """Lay copies of the network side by side, joined by bridges, until it has 1.4 million edges."""
    copies = -(-LARGE_EDGES // small.edge_count)
    columns = round(np.sqrt(copies))
    arrays: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in _OWN}
    box = small.arrays["node_lonlat"].min(axis=0), small.arrays["node_lonlat"].max(axis=0)
    size = box[1] - box[0] + 20_000
    for copy in range(copies):
        shift = (size * (copy % columns, copy // columns)).astype(np.int32)
        for name, part in _copy(small, copy, shift).items():
            arrays[name].append(part)
    edges = {name: np.concatenate(parts) for name, parts in arrays.items()}
    edges["edge_coord_start"] = np.append(edges["edge_coord_start"], len(edges["coord_along"]))
    _bridge(edges, small, copies, columns)
    trail = small.trail_edges(RANTARAITTI)
    meta = {
        "area": "bench",
        "data_date": "2014-09-01",
        "attribution": ATTRIBUTION,
        "names": small.names,
        "surfaces": small.surfaces,
        "trails": [RANTARAITTI],
        "coverage": shapely.to_wkb(shapely.box(0, 0, 90, 89), hex=True),
    }
    edges["trail_start"] = np.array([0, 0 if trail is None else len(trail)], np.int32)
    edges["trail_edge"] = np.empty(0, np.int32) if trail is None else np.array(trail)
    return open_network(write_arrays(edges, meta, folder).path)


def _copy(small: Network, copy: int, shift: npt.NDArray[np.int32]) -> Arrays:
    own = {name: np.array(small.arrays[name]) for name in _OWN}
    for name in ("node_lonlat", "coord_lonlat"):
        own[name] = own[name] + shift
    for name in ("edge_u", "edge_v", "boundary_nodes"):
        own[name] = own[name] + np.int32(copy * small.node_count)
    coords = len(own["coord_along"])
    own["edge_coord_start"] = own["edge_coord_start"][:-1] + np.int32(copy * coords)
    return own


def _bridge(edges: Arrays, small: Network, copies: int, columns: int) -> None:
    """Join each copy's outermost nodes with its neighbours', in place."""
    lonlat = small.arrays["node_lonlat"]
    west, east, south, north = (
        int(f(lonlat[:, i])) for i in (0, 1) for f in (np.argmin, np.argmax)
    )
    pairs = [(c * small.node_count + east, (c + 1) * small.node_count + west)
             for c in range(copies - 1) if (c + 1) % columns]  # fmt: skip
    pairs += [
        (c * small.node_count + north, (c + columns) * small.node_count + south)
        for c in range(copies - columns)
    ]
    nodes = np.array(pairs, np.int32)
    ends = edges["node_lonlat"][nodes]  # (pairs, 2 ends, 2)
    flat = ends.reshape(-1, 2) / 1e7
    metres = metres_between(flat)[::2]
    count = len(edges["coord_along"])
    along = np.column_stack((np.zeros(len(metres)), metres)).ravel()
    added: Arrays = {
        **{name: np.zeros(len(nodes)) for name in _OWN if name.startswith("edge_")},
        "edge_u": nodes[:, 0],
        "edge_v": nodes[:, 1],
        "edge_metres": metres,
        "coord_lonlat": ends.reshape(-1, 2),
        "coord_along": along,
        "edge_coord_start": count + 2 * np.arange(1, len(nodes) + 1),
    }
    for name, more in added.items():
        edges[name] = np.concatenate((edges[name], more.astype(edges[name].dtype)))


def place(network: Network, lon: float, lat: float) -> Position:
    """Return the position of a point that must snap."""
    position = snap(network, lon, lat)
    if position is None:
        raise ValueError(f"{lon},{lat} does not snap to the network")
    return position


def scattered(network: Network, count: int, seed: int) -> Targets:
    """Return positions all over the largest part of the network."""
    random = np.random.default_rng(seed)
    edge = random.integers(0, network.edge_count, count)
    along = random.random(count) * network.edge_metres[edge]
    lonlat = network.arrays["coord_lonlat"][network.coord_start[edge]] / 1e7
    return Targets(edge, along, lonlat, np.zeros(count))
