"""What holds for every network and every walk, tried on towns that hypothesis makes up."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.network import (
    STATED_METRES,
    Leg,
    Network,
    Position,
    Targets,
    nearest,
    service_areas,
    walks,
)
from geodata.network.area import ServiceArea
from geodata.network.walks import leg_line
from geodata.network.ways import Attributes, Direction, Kind, StepFree
from tests.geodata.network.city import STEPS, STREET, Town, at, plane

PROFILES = ("walk", "step_free", "slow")
MICROMETRES = 1e-5
try_out = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
ESCALATOR = Attributes(Kind.STEPS, step_free=StepFree.NO, direction=Direction.FORWARD)
DOWN = replace(STREET, direction=Direction.BACKWARD)


@dataclass(frozen=True)
class Draft:
    """A made-up town: lines through points of a coarse lattice, each with its attributes."""

    lines: tuple[tuple[tuple[tuple[float, float], ...], Attributes], ...]

    def town(self) -> Town:
        town = Town()
        for points, attributes in self.lines:
            town.way(*points, attributes=attributes)
        return town


points = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda p: (p[0] * 90.0, p[1] * 70.0))
lines = st.lists(points, min_size=2, max_size=5).filter(
    lambda line: all(a != b for a, b in itertools.pairwise(line))
)


def drafts(*attributes: Attributes) -> st.SearchStrategy[Draft]:
    line = st.tuples(lines.map(tuple), st.sampled_from(attributes))
    return st.lists(line, min_size=2, max_size=14).map(lambda rows: Draft(tuple(rows)))


two_way = drafts(STREET, STREET, STEPS)
any_town = drafts(STREET, STREET, STEPS, ESCALATOR, DOWN)
shares = st.floats(0, 1)
spots = st.tuples(st.integers(0, 1000), shares)


@contextmanager
def opened(draft: Draft) -> Iterator[Network]:
    with tempfile.TemporaryDirectory() as folder:
        yield draft.town().build(Path(folder))


def position(network: Network, spot: tuple[int, float]) -> Position:
    """Return a position anywhere on the network: the spot's edge, and its share of the length."""
    edge = spot[0] % network.edge_count
    along = spot[1] * float(network.edge_metres[edge])
    line = leg_line(network, Leg(edge, 0.0, along))
    return Position(edge, along, float(line[-1, 0]), float(line[-1, 1]), 0.0)


def metres(network: Network, a: Position, b: Position, profile: str = "walk") -> float:
    [walk] = walks(network, [[a]], Targets.at([b]), profile)
    return np.inf if walk is None else walk.metres


def reference(network: Network, a: Position, b: Position, profile: str) -> float:
    """Return the same metres from networkx, on a graph in which both positions are nodes."""
    graph = nx.MultiDiGraph()
    cuts: dict[int, list[tuple[float, object]]] = {}
    for name, spot in (("a", a), ("b", b)):
        cuts.setdefault(spot.edge, []).append((spot.along, name))
    graph.add_nodes_from("ab")
    for edge in range(network.edge_count):
        free = network.arrays["edge_step_free"][edge] != StepFree.NO
        usable = profile != "step_free" or free
        direction = network.arrays["edge_direction"][edge]
        u, v = int(network.edge_u[edge]), int(network.edge_v[edge])
        chain = [(0.0, u), *sorted(cuts.get(edge, []), key=lambda cut: cut[0])]
        chain.append((float(network.edge_metres[edge]), v))
        for (low, tail), (high, head) in itertools.pairwise(chain):
            same = high - low <= 0  # two names of one place
            if same or (usable and direction != Direction.BACKWARD):
                graph.add_edge(tail, head, weight=high - low)
            if same or (usable and direction != Direction.FORWARD):
                graph.add_edge(head, tail, weight=high - low)
    try:
        return float(nx.dijkstra_path_length(graph, "a", "b"))
    except nx.NetworkXNoPath:
        return np.inf


@try_out
@given(any_town, spots, spots, st.sampled_from(PROFILES))
def test_a_walk_is_as_short_as_networkx_finds_it(
    draft: Draft, start: tuple[int, float], end: tuple[int, float], profile: str
) -> None:
    with opened(draft) as network:
        a, b = position(network, start), position(network, end)
        expected = reference(network, a, b, profile)

        assert metres(network, a, b, profile) == pytest.approx(expected, abs=MICROMETRES)
        found = nearest(network, Targets.at([a]), Targets.at([b]), profile)
        assert found.metres[0] == pytest.approx(expected, abs=MICROMETRES)


@try_out
@given(any_town, spots, spots, st.sampled_from(PROFILES))
def test_a_walk_is_drawn_as_long_as_it_is(
    draft: Draft, start: tuple[int, float], end: tuple[int, float], profile: str
) -> None:
    with opened(draft) as network:
        [walk] = walks(
            network,
            [[position(network, start)]],
            Targets.at([position(network, end)]),
            profile,
        )
        if walk is not None:
            line = np.asarray(plane(walk.coordinates))
            drawn = np.hypot(*np.diff(line, axis=0).T).sum()
            assert drawn == pytest.approx(walk.metres, rel=1e-3, abs=0.5)


@try_out
@given(two_way, spots, spots, st.sampled_from(PROFILES))
def test_there_and_back_are_equally_far(
    draft: Draft, start: tuple[int, float], end: tuple[int, float], profile: str
) -> None:
    with opened(draft) as network:
        a, b = position(network, start), position(network, end)
        there, back = metres(network, a, b, profile), metres(network, b, a, profile)
        assert there == pytest.approx(back, abs=MICROMETRES)


@try_out
@given(any_town, spots, spots, spots, st.sampled_from(PROFILES))
def test_a_detour_is_never_shorter(
    draft: Draft,
    start: tuple[int, float],
    via: tuple[int, float],
    end: tuple[int, float],
    profile: str,
) -> None:
    with opened(draft) as network:
        a, b, c = (position(network, spot) for spot in (start, via, end))
        direct = metres(network, a, c, profile)
        detour = metres(network, a, b, profile) + metres(network, b, c, profile)
        assert direct <= detour + MICROMETRES


@try_out
@given(two_way, spots, spots)
def test_step_free_is_never_shorter_and_slow_is_as_far(
    draft: Draft, start: tuple[int, float], end: tuple[int, float]
) -> None:
    with opened(draft) as network:
        a, b = position(network, start), position(network, end)
        plain = metres(network, a, b)
        assert metres(network, a, b, "step_free") >= plain - MICROMETRES
        assert metres(network, a, b, "slow") == plain


@try_out
@given(two_way, st.integers(0, 13), points, points)
def test_removing_a_way_never_shortens_a_walk(
    draft: Draft, removed: int, start: tuple[float, float], end: tuple[float, float]
) -> None:
    index = removed % len(draft.lines)
    fewer = Draft(draft.lines[:index] + draft.lines[index + 1 :])
    nodes = {point for line, _ in fewer.lines for point in line}
    if start not in nodes or end not in nodes:
        return
    with opened(draft) as whole, opened(fewer) as less:
        assert node_metres(less, start, end) >= node_metres(whole, start, end) - 1e-4


def node_metres(network: Network, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the metres between two nodes of the town's plane."""
    return metres(network, _at_node(network, start), _at_node(network, end))


def _at_node(network: Network, point: tuple[float, float]) -> Position:
    stored = np.rint(np.array(at(*point)) * 1e7).astype(np.int32)
    coords = np.flatnonzero((network.arrays["coord_lonlat"] == stored).all(axis=1))
    edge = int(np.searchsorted(network.coord_start, coords[0], "right") - 1)
    return Position(edge, float(network.coord_along[coords[0]]), *at(*point), 0.0)


def areas_of(network: Network, spot: tuple[int, float], profile: str) -> list[ServiceArea]:
    return service_areas(network, [position(network, spot)], [60, 150, 400], profile)


@try_out
@given(any_town, spots, st.sampled_from(PROFILES))
def test_areas_nest_as_the_limit_grows(draft: Draft, spot: tuple[int, float], profile: str) -> None:
    with opened(draft) as network:
        areas = areas_of(network, spot, profile)
        for small, large in itertools.pairwise(areas):
            assert small.network_metres <= large.network_metres + MICROMETRES
            beyond = small.polygon().difference(large.polygon())
            assert shapely.transform(beyond, lambda c: np.asarray(plane(c))).area < 1e-3


@try_out
@given(any_town, spots, st.sampled_from(PROFILES), st.integers(0, 1000), shares)
def test_the_lines_are_what_can_be_walked_within_the_limit(
    draft: Draft, spot: tuple[int, float], profile: str, which: int, share: float
) -> None:
    with opened(draft) as network:
        start = position(network, spot)
        [area] = service_areas(network, [start], [150], profile)
        edge = which % network.edge_count
        along = share * float(network.edge_metres[edge])
        inside = any(
            low - MICROMETRES <= along <= high + MICROMETRES
            for e, low, high in zip(
                area.pieces.edge, area.pieces.start, area.pieces.end, strict=True
            )
            if e == edge
        )
        far = metres(network, start, position(network, (which, share)), profile)
        if inside:
            assert far <= 150 + 1e-4
        elif 0.001 < share < 0.999:  # an end of an edge can be reached without the edge
            assert far >= 150 - 1e-4


@try_out
@given(any_town, spots, st.sampled_from(PROFILES))
def test_the_polygon_is_the_ground_beside_reachable_paths(
    draft: Draft, spot: tuple[int, float], profile: str
) -> None:
    with opened(draft) as network:
        for area in areas_of(network, spot, profile):
            lines = shapely.transform(area.lines(), lambda c: np.asarray(plane(c)))
            ground = shapely.transform(area.polygon(), lambda c: np.asarray(plane(c)))
            assert ground.is_valid
            assert ground.difference(lines.buffer(STATED_METRES, quad_segs=64)).area < 1e-3
            assert lines.difference(ground).length < 1e-3
            assert lines.length == pytest.approx(area.network_metres, rel=1e-3, abs=0.5)
            assert area.square_metres == pytest.approx(ground.area, rel=2e-3)


@try_out
@given(two_way, spots, st.lists(spots, min_size=1, max_size=5))
def test_the_nearest_of_many_is_the_least_of_each(
    draft: Draft, spot: tuple[int, float], ends: list[tuple[int, float]]
) -> None:
    with opened(draft) as network:
        start, targets = position(network, spot), [position(network, end) for end in ends]
        each = [metres(network, start, target) for target in targets]

        found = nearest(network, Targets.at([start]), Targets.at(targets))

        assert found.metres[0] == pytest.approx(min(each), abs=MICROMETRES)
        if np.isfinite(min(each)):
            assert each[found.target[0]] == pytest.approx(min(each), abs=MICROMETRES)
        else:
            assert found.target[0] == -1


@try_out
@given(any_town)
def test_the_same_ways_give_the_same_version(draft: Draft) -> None:
    with opened(draft) as once, opened(draft) as again:
        assert once.version == again.version
