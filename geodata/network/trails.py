"""Tell what a trail is like to walk, and where other ways lead onto it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.network.assemble import floating
from geodata.network.description import shares_of
from geodata.network.network import Network


@dataclass(frozen=True)
class TrailDescription:
    """Shares of the length by surface, the share known to be lit, and the junctions.

    ``junctions`` are (lon, lat), shape (n, 2), where a way that is not of the trail meets it;
    ``streets`` the names of that way by language, empty where it has none.
    """

    surfaces: dict[str, float]
    lit_share: float | None
    junctions: npt.NDArray[np.float64]
    streets: list[dict[str, str]]


def describe_trail(network: Network, source_id: str) -> TrailDescription | None:
    """Return what the network knows of a trail; None when it has nothing of it."""
    key = f"described {source_id}"
    if key not in network.remembered:
        edges = network.trail_edges(source_id)
        known = edges is not None and len(edges) > 0
        own = np.unique(np.asarray(edges if known else [], dtype=np.int64))
        network.remembered[key] = _described(network, own) if known else None
    described: TrailDescription | None = network.remembered[key]
    return described


def _described(network: Network, edges: npt.NDArray[np.int64]) -> TrailDescription:
    surfaces, lit_share = shares_of(network, edges, network.edge_metres[edges])
    nodes = np.unique(np.concatenate((network.edge_u[edges], network.edge_v[edges])))
    low, high = network.arc_start[nodes], network.arc_start[nodes + 1]
    counts = high - low
    node = np.repeat(nodes, counts)
    arc = np.repeat(low - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    edge = network.arc_edge[arc]
    leaving = ~np.isin(edge, edges)
    node, name = node[leaving], network.arrays["edge_name"][edge[leaving]]
    # A street with a name says more than the path beside it.
    order = np.lexsort((name, name == 0, node))
    met, first = np.unique(node[order], return_index=True)
    streets = [network.names[each] for each in name[order][first].tolist()]
    lonlat = floating(network.arrays["node_lonlat"][met]).reshape(-1, 2)
    return TrailDescription(surfaces, lit_share, lonlat, streets)
