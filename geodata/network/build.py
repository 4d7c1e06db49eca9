"""Compile a walking map into a network file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from geodata.network.assemble import Arrays, derived_arrays, edge_arrays, trail_arrays
from geodata.network.bands import LEVELS, band_arrays
from geodata.network.edges import cut_into_edges
from geodata.network.errors import EmptyNetworkError
from geodata.network.storage import digest, write_network
from geodata.network.ways import WalkingMap


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """What was compiled: the file, its version, and counts for the import's report."""

    version: str
    path: Path
    counts: dict[str, int]


def compile_network(
    walking_map: WalkingMap, directory: Path, *, area: str, data_date: str, attribution: str
) -> NetworkReport:
    """Compile ``walking_map`` and write ``directory/VERSION.net``; same map, same version.

    Raises `EmptyNetworkError` when nothing can be walked, OSError when it cannot be written.
    """
    draft = cut_into_edges(walking_map)
    if not draft.ends:
        raise EmptyNetworkError("the data holds no way that can be walked")
    arrays, lists = edge_arrays(draft)
    trails, trail_ids = trail_arrays(arrays, walking_map.trails)
    meta = {
        "area": area,
        "data_date": data_date,
        "attribution": attribution,
        "coverage": shapely.to_wkb(walking_map.coverage, hex=True),
        "trails": trail_ids,
        **lists,
    }
    return write_arrays({**arrays, **trails}, meta, directory)


def write_arrays(edges: Arrays, meta: Mapping[str, Any], directory: Path) -> NetworkReport:
    """Add what follows from the edges, and write the network file."""
    meta = {**meta, "levels": list(LEVELS)}
    derived, cell = derived_arrays(edges)
    arrays = {**edges, **derived, **band_arrays(edges)}
    version = f"{meta['data_date']}-{digest(meta, edges)}"
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{version}.net"
    write_network(path, {**meta, "version": version, "cell": cell}, arrays)
    counts = {
        "network_nodes": len(edges["node_lonlat"]),
        "network_edges": len(edges["edge_u"]),
        "network_metres": round(float(edges["edge_metres"][(edges["edge_flags"] & 2) == 0].sum())),
        "network_boundary_nodes": len(edges["boundary_nodes"]),
    }
    return NetworkReport(version, path, counts)
