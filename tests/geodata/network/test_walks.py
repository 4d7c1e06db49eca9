"""The shortest walk: what the definitions promise, on towns small enough to count by hand."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from geodata.network import Targets, snap, trail_targets, walks
from geodata.network.ways import Attributes, Direction, Kind, Obstacle, StepFree
from tests.geodata.network.city import PATH, STEPS, Town, at, grid_town, on


def test_it_works(tmp_path: Path) -> None:
    network = grid_town().build(tmp_path)

    [walk] = walks(network, [[on(network, 50, 0)]], Targets.at([on(network, 300, 250)]))

    assert walk is not None
    assert walk.metres == pytest.approx(500, abs=0.5)
    assert walk.minutes == pytest.approx(500 / 1.33 / 60, abs=0.01)
    assert (walk.snap_from_metres, walk.snap_to_metres) == pytest.approx((0, 0), abs=0.01)
    assert walk.complete
    np.testing.assert_allclose(walk.coordinates[0], at(50, 0), atol=1e-7)
    np.testing.assert_allclose(walk.coordinates[-1], at(300, 250), atol=1e-7)


def test_both_ends_on_one_edge_walk_along_it(tmp_path: Path) -> None:
    network = grid_town().build(tmp_path)

    [walk] = walks(network, [[on(network, 20, 0)]], Targets.at([on(network, 90, 0)]))

    assert walk is not None
    assert walk.metres == pytest.approx(70, abs=0.1)
    assert len(walk.legs) == 1


def test_on_one_edge_the_way_round_wins_where_it_is_shorter(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (0, 500), (10, 500), (10, 0))  # a long bow …
    town.way((0, 0), (10, 0))  # … closed by a short street
    network = town.build(tmp_path)

    [walk] = walks(network, [[on(network, 0, 20)]], Targets.at([on(network, 10, 20)]))

    assert walk is not None
    assert walk.metres == pytest.approx(50, abs=0.2)


def test_a_point_beside_the_street_counts_its_straight_bit_apart(tmp_path: Path) -> None:
    network = grid_town().build(tmp_path)

    [walk] = walks(network, [[on(network, 50, -30)]], Targets.at([on(network, 200, 0)]))

    assert walk is not None
    assert walk.metres == pytest.approx(150, abs=0.2)
    assert walk.snap_from_metres == pytest.approx(30, abs=0.1)
    assert walk.total_metres == pytest.approx(180, abs=0.2)


def test_nothing_snaps_farther_than_200_metres(tmp_path: Path) -> None:
    network = grid_town().build(tmp_path)

    assert snap(network, *at(50, -199)) is not None
    assert snap(network, *at(50, -201)) is None


def test_a_street_wins_over_the_passage_beneath_it(tmp_path: Path) -> None:
    town = Town()
    below = Attributes(Kind.CORRIDOR, is_underground=True)
    town.way((0, 0), (100, 0), attributes=below)
    street = town.way((0, 20), (100, 20))
    network = town.build(tmp_path)

    above, in_it = on(network, 50, 5), on(network, 50, 0)

    assert network.arrays["edge_way"][above.edge] == street
    assert network.arrays["edge_way"][in_it.edge] != street  # who stands in the passage is in it


def test_a_street_a_little_farther_than_the_first_cells_wins_too(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (100, 0), attributes=Attributes(Kind.CORRIDOR, is_underground=True))
    street = town.way((0, 210), (100, 210))
    network = town.build(tmp_path)

    found = on(network, 50, 90)  # 90 m from the passage, 120 m from the street

    assert network.arrays["edge_way"][found.edge] == street


def test_no_path_is_told_as_none(tmp_path: Path) -> None:
    town = grid_town()
    town.way((2000, 0), (2100, 0))  # an island
    network = town.build(tmp_path)

    assert walks(network, [[on(network, 2050, 0)]], Targets.at([on(network, 0, 0)])) == [None]


@pytest.mark.parametrize("deep", [20, 200, 2000])  # found by the first search, the second, the last
def test_a_walk_is_found_however_far_it_goes_round(tmp_path: Path, deep: float) -> None:
    town = Town()
    town.way((0, 0), (0, deep), (50, deep), (50, 0))
    town.way((0, 0), (-9, 0))
    town.way((50, 0), (59, 0))
    network = town.build(tmp_path)

    [walk] = walks(network, [[on(network, 0, 0)]], Targets.at([on(network, 50, 0)]))

    assert walk is not None
    assert walk.metres == pytest.approx(2 * deep + 50, abs=1)


def test_the_best_of_a_stations_entrances_is_chosen(tmp_path: Path) -> None:
    network = grid_town().build(tmp_path)
    entrances = [on(network, 500, 500), on(network, 100, 0), on(network, 0, 300)]

    [walk] = walks(network, [entrances], Targets.at([on(network, 0, 0)]))

    assert walk is not None
    assert walk.from_index == 1
    assert walk.metres == pytest.approx(100, abs=0.1)


def test_the_shortest_of_parallel_ways_is_taken(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (50, 80), (100, 0))
    straight = town.way((0, 0), (100, 0))
    town.way((-50, 0), (0, 0))
    town.way((100, 0), (150, 0))
    network = town.build(tmp_path)

    [walk] = walks(network, [[on(network, -50, 0)]], Targets.at([on(network, 150, 0)]))

    assert walk is not None
    assert straight in [network.arrays["edge_way"][leg.edge] for leg in walk.legs]
    assert walk.metres == pytest.approx(200, abs=0.2)


def test_steps_are_not_for_the_step_free_profile(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (100, 0), attributes=STEPS)
    town.way((0, 0), (0, 100), (100, 100), (100, 0))
    network = town.build(tmp_path)
    start, end = on(network, 0, 100), on(network, 100, 100)

    def metres(profile: str) -> float:
        origin, target = on(network, 0, 0, profile), on(network, 100, 0, profile)
        [walk] = walks(network, [[origin]], Targets.at([target]), profile)
        assert walk is not None
        return walk.metres

    assert start.edge == end.edge
    assert metres("walk") == pytest.approx(100, abs=0.2)
    assert metres("slow") == metres("walk")
    assert metres("step_free") == pytest.approx(300, abs=0.5)


def test_a_raised_kerb_stops_wheels_and_nobody_else(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (50, 0), (100, 0))
    town.obstacles[town.node(50, 0)] = Obstacle.STEP
    network = town.build(tmp_path)
    origin, targets = [on(network, 10, 0)], Targets.at([on(network, 90, 0)])

    [walk] = walks(network, [origin], targets)

    assert walk is not None
    assert walk.metres == pytest.approx(80, abs=0.1)
    assert walks(network, [origin], targets, "step_free") == [None]


def test_a_closed_gate_stops_everybody(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (50, 0), (100, 0))
    town.obstacles[town.node(50, 0)] = Obstacle.CLOSED
    network = town.build(tmp_path)

    assert walks(network, [[on(network, 10, 0)]], Targets.at([on(network, 90, 0)])) == [None]


def test_an_escalator_is_walked_in_its_direction_only(tmp_path: Path) -> None:
    town = Town()
    up = Attributes(Kind.STEPS, step_free=StepFree.NO, direction=Direction.FORWARD)
    town.way((0, 0), (50, 0), attributes=up)
    town.way((-100, 0), (0, 0))
    town.way((50, 0), (150, 0))
    network = town.build(tmp_path)
    below, above = on(network, -10, 0), on(network, 60, 0)

    [walk] = walks(network, [[below]], Targets.at([above]))

    assert walk is not None
    assert walk.metres == pytest.approx(70, abs=0.1)
    assert walks(network, [[above]], Targets.at([below])) == [None]
    within = walks(network, [[on(network, 40, 0)]], Targets.at([on(network, 10, 0)]))
    assert within == [None]


def test_a_square_is_crossed_straight_and_its_holes_are_walked_around(tmp_path: Path) -> None:
    town = Town()
    hole = [(40, 40), (60, 40), (60, 60), (40, 60)]
    town.square((0, 0), (100, 0), (100, 100), (0, 100), holes=[hole])
    town.way((-50, -50), (0, 0))
    town.way((100, 100), (150, 150))
    town.way((100, 0), (150, -50))
    network = town.build(tmp_path)
    corner = Targets.at([on(network, 0, 0)])

    [along] = walks(network, [[on(network, 100, 0)]], corner)
    [across] = walks(network, [[on(network, 100, 100)]], corner)

    assert along is not None
    assert across is not None
    assert along.metres == pytest.approx(100, abs=0.2)
    by_the_hole = 2 * np.hypot(60, 40)  # corner → corner of the hole → opposite corner
    assert across.metres == pytest.approx(by_the_hole, abs=0.3)


def test_a_square_that_crosses_itself_is_walked_along_its_rim(tmp_path: Path) -> None:
    town = Town()
    town.square((0, 0), (100, 100), (100, 0), (0, 100))
    town.square(
        (300, 0),
        (400, 0),
        (400, 100),
        (300, 100),
        holes=[[(310, 10), (390, 90), (390, 10), (310, 90)]],
    )
    town.way((0, 100), (0, 200))
    town.way((0, 0), (300, 0))
    town.way((350, 200), (350, 50))  # ends on the second
    network = town.build(tmp_path)

    [walk] = walks(network, [[on(network, 0, 200)]], Targets.at([on(network, 0, 0)]))

    assert walk is not None
    assert walk.metres == pytest.approx(200, abs=0.2)


def test_a_path_that_ends_on_a_square_is_joined_to_it(tmp_path: Path) -> None:
    town = Town()
    town.square((0, 0), (100, 0), (100, 100), (0, 100))
    town.way((-50, 0), (0, 0))
    town.way((50, 200), (50, 150), (50, 50))  # ends in its middle, meeting no corner
    network = town.build(tmp_path)

    [walk] = walks(network, [[on(network, 50, 200)]], Targets.at([on(network, 0, 0)]))

    assert walk is not None
    assert walk.metres == pytest.approx(150 + np.hypot(50, 50), abs=0.3)


def test_access_points_of_a_trail_are_all_its_nodes(tmp_path: Path) -> None:
    town = Town()
    trail = town.way((0, 0), (100, 0), (200, 0), (300, 0), attributes=PATH)
    town.trails["relation/1"] = [trail, 999_999]
    town.way((300, 0), (300, 400))
    network = town.build(tmp_path)
    targets = trail_targets(network, "relation/1")
    assert targets is not None

    beside, away = walks(network, [[on(network, 130, 0)], [on(network, 300, 100)]], targets)

    assert len(targets.edge) == 4
    assert beside is not None
    assert away is not None
    assert beside.metres == pytest.approx(30, abs=0.1)  # a shape node, not the far junction
    assert beside.access_point == pytest.approx(at(100, 0))
    assert away.metres == pytest.approx(100, abs=0.1)
    assert trail_targets(network, "relation/2") is None


def test_more_seeds_than_spare_slots_are_searched_too(tmp_path: Path) -> None:
    town = Town()
    nodes = [(x * 2.0, 0.0) for x in range(10_000)]
    town.trails["relation/1"] = [town.way(*pair) for pair in itertools.pairwise(nodes)]
    town.way((0, 0), (0, 100))
    network = town.build(tmp_path)
    targets = trail_targets(network, "relation/1")
    assert targets is not None

    [walk] = walks(network, [[on(network, 0, 100)]], targets)

    assert walk is not None
    assert walk.metres == pytest.approx(100, abs=0.2)


def test_threads_do_not_disturb_each_other(tmp_path: Path) -> None:
    network = grid_town(8).build(tmp_path)

    def walked(x: int) -> float:
        profile = ("walk", "step_free")[x % 2]
        targets = Targets.at([on(network, x, 0), on(network, 800, 800)])
        [walk] = walks(network, [[on(network, x, 200)]], targets, profile)
        assert walk is not None
        return walk.metres

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(walked, [0, 100, 200, 300, 400] * 20))

    assert found == pytest.approx([200] * 100, abs=0.5)
