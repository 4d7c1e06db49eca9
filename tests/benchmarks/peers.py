"""Ask networkx and pandana the same questions on the same network: searches beside searches."""

from dataclasses import dataclass

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.network import Network, Targets, nearest
from geodata.network.earth import metres_between
from geodata.network.positions import Position
from tests.benchmarks.networks import AALTO, NEAR_TAPIOLA, place
from tests.benchmarks.timing import Report, median_ms

LIMIT = 1500.0
Questions = dict[str, float]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Case:
    """What everybody is asked: a route between two nodes, and the nearest of some for many."""

    start: int
    end: int
    many: Ints
    few: Ints


def measure_peers(report: Report, network: Network) -> None:
    """Measure ourselves, networkx and pandana, and tell how many times faster we are."""
    random = np.random.default_rng(3)
    sources = random.integers(0, network.node_count, 10_000)
    targets = random.integers(0, network.node_count, 50)
    start, end = (int(network.edge_u[place(network, *p).edge]) for p in (AALTO, NEAR_TAPIOLA))
    case = Case(start, end, sources, targets)
    own = _own(network, case)
    for name, ask in (("networkx", _networkx), ("pandana", _pandana)):
        theirs = ask(network, case)
        for question, ours in own.items():
            factor = theirs[question] / ours
            report.add("peers", f"{question}: {name}", theirs[question], "ms")
            asked = 5.0 if question == "nearest of many" else 1.0
            report.add("peers", f"{question}: {name} / ours ({asked:g} asked)", factor, "×")
    for question, ours in own.items():
        report.add("peers", f"{question}: ours", ours, "ms")


def _at_node(network: Network, node: int) -> Position:
    arc = int(network.arc_start[node])
    edge = int(network.arc_edge[arc])
    along = float(network.edge_metres[edge]) if network.arc_reversed[arc] else 0.0
    lon, lat = (network.arrays["node_lonlat"][node] / 1e7).tolist()
    return Position(edge, along, lon, lat, 0.0)


def _own(network: Network, case: Case) -> Questions:
    graph = network.graph("walk")
    many = Targets.at([_at_node(network, node) for node in case.many.tolist()])
    few = Targets.at([_at_node(network, node) for node in case.few.tolist()])
    zero, start, end = np.zeros(1), np.array([case.start]), np.array([case.end])
    first, last = (network.arrays["node_lonlat"][n] / 1e7 for n in (case.start, case.end))
    likely = float(metres_between(np.array([first, last]))[0]) * 1.3 + 100  # as `walks` bounds it

    def one_route() -> list[int]:
        _, before = graph.field(end, zero, likely)
        path = [case.start]
        while path[-1] != case.end:
            path.append(int(before[path[-1]]))
        return path

    return {
        "one route": median_ms(one_route),
        "all within 1.5 km": median_ms(lambda: graph.field(start, zero, LIMIT)),
        "nearest of many": median_ms(lambda: nearest(network, many, few)),
    }


def _networkx(network: Network, case: Case) -> Questions:
    graph = nx.Graph()
    rows = zip(
        network.edge_u.tolist(), network.edge_v.tolist(), network.edge_metres.tolist(), strict=True
    )
    for u, v, metres in rows:
        if u != v and metres < graph.get_edge_data(u, v, {"weight": np.inf})["weight"]:
            graph.add_edge(u, v, weight=metres)
    some = set(case.few.tolist())

    def all_nearest() -> list[float]:
        far = nx.multi_source_dijkstra_path_length(graph, some)
        return [far.get(node, np.inf) for node in case.many.tolist()]

    return {
        "one route": median_ms(
            lambda: nx.bidirectional_dijkstra(graph, case.start, case.end), runs=10
        ),
        "all within 1.5 km": median_ms(
            lambda: nx.single_source_dijkstra_path_length(graph, case.start, cutoff=LIMIT), runs=10
        ),
        "nearest of many": median_ms(all_nearest, runs=5, warm=1),
    }


def _pandana(network: Network, case: Case) -> Questions:
    import pandana

    lonlat = network.arrays["node_lonlat"] / 1e7
    nodes = pd.DataFrame(lonlat, columns=["x", "y"])
    edges = pd.DataFrame({"u": network.edge_u, "v": network.edge_v, "m": network.edge_metres})
    edges = edges[edges.u != edges.v]
    graph = pandana.Network(nodes.x, nodes.y, edges.u, edges.v, edges[["m"]], twoway=True)
    graph.set_pois("targets", 1e5, 1, *lonlat[case.few].T)

    def all_nearest() -> object:
        return graph.nearest_pois(1e5, "targets", num_pois=1).loc[case.many]

    return {
        "one route": median_ms(lambda: graph.shortest_path(case.start, case.end)),
        "all within 1.5 km": median_ms(lambda: graph.nodes_in_range([case.start], LIMIT), runs=10),
        "nearest of many": median_ms(all_nearest, runs=5, warm=1),
    }
