"""Where the data ends, answers say so: boundary nodes, coverage, ways that were cut."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.network import Targets, boundary_metres, walks
from geodata.network.ways import Attributes, Direction, Kind, StepFree
from tests.geodata.network.city import EVERYWHERE, Town, at, grid_town, on


def test_an_answer_beyond_the_edge_of_the_data_is_not_complete(tmp_path: Path) -> None:
    corner = shapely.box(*at(-50, -50), *at(450, 1000))  # the streets at x = 500 lie outside
    network = grid_town().build(tmp_path, corner)
    origin = on(network, 300, 0)

    near, far = (walks(network, [[origin]], Targets.at([on(network, x, 0)]))[0] for x in (102, 98))

    assert boundary_metres(network, [origin]) == pytest.approx(200, abs=0.2)
    assert near is not None
    assert far is not None
    assert near.complete
    assert not far.complete
    assert far.metres == pytest.approx(202, abs=0.3)  # an upper bound, still told


@pytest.mark.parametrize(
    ("direction", "metres"), [(Direction.FORWARD, np.inf), (Direction.BACKWARD, 150)]
)
def test_the_edge_of_the_data_is_where_one_can_walk_to(
    tmp_path: Path, direction: Direction, metres: float
) -> None:
    town = Town()
    town.way((0, 0), (100, 0))
    escalator = Attributes(Kind.STEPS, step_free=StepFree.NO, direction=direction)
    town.way((-100, 0), (0, 0), attributes=escalator)
    network = town.build(tmp_path, shapely.box(*at(-50, -50), *at(450, 50)))

    assert boundary_metres(network, [on(network, 50, 0)]) == pytest.approx(metres, abs=0.2)


def test_who_stands_outside_the_coverage_is_at_the_edge(tmp_path: Path) -> None:
    network = grid_town().build(tmp_path, shapely.box(*at(-50, -50), *at(450, 1000)))

    assert boundary_metres(network, [on(network, 480, 0)]) == 0
    assert not network.covers(*at(480, 0))


def test_the_first_node_outside_is_the_edge_not_the_ways_far_end(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (100, 0), (200, 0), (300, 0), (9000, 0))
    network = town.build(tmp_path, shapely.box(*at(-50, -50), *at(250, 50)))

    assert boundary_metres(network, [on(network, 0, 0)]) == pytest.approx(300, abs=0.3)


def test_a_way_with_missing_nodes_ends_at_the_edge_of_the_data(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (100, 0), (200, 0), None, (400, 0), (500, 0))
    network = town.build(tmp_path)

    assert boundary_metres(network, [on(network, 0, 0)]) == pytest.approx(200, abs=0.2)
    assert walks(network, [[on(network, 0, 0)]], Targets.at([on(network, 500, 0)])) == [None]


def test_a_network_without_an_edge_of_data_is_complete_everywhere(tmp_path: Path) -> None:
    network = grid_town().build(tmp_path, EVERYWHERE)

    assert boundary_metres(network, [on(network, 0, 0)]) == np.inf
