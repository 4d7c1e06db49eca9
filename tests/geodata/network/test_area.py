"""Service areas: cut exactly, never over water, honest at the edge of the data."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.network import Network, service_areas
from tests.geodata.network.city import Town, at, grid_town, on, plane


def test_it_works(tmp_path: Path) -> None:
    network = grid_town(10).build(tmp_path)

    small, large = service_areas(network, [on(network, 500, 500)], [150, 100])

    assert (small.metres, large.metres) == (100, 150)
    assert small.network_metres == pytest.approx(400, abs=0.5)
    assert large.network_metres == pytest.approx(400 + 12 * 50, abs=1)
    assert small.complete
    assert large.complete


def test_lines_end_exactly_at_the_limit(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (1000, 0))
    network = town.build(tmp_path)

    [area] = service_areas(network, [on(network, 300, 0)], [120])

    [line] = area.lines().geoms
    np.testing.assert_allclose(line.coords[0], at(180, 0), atol=2e-7)
    np.testing.assert_allclose(line.coords[-1], at(420, 0), atol=2e-7)


def test_the_other_shore_is_not_joined(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (1000, 0))
    town.way((0, 60), (1000, 60))  # sixty metres of water between
    network = town.build(tmp_path)

    [area] = service_areas(network, [on(network, 500, 0)], [400])

    polygon = area.polygon()
    assert not polygon.intersects(shapely.LineString([at(0, 60), at(1000, 60)]))
    assert area.network_metres == pytest.approx(800, abs=1)
    middle = shapely.Point(at(500, 30))
    assert not polygon.covers(middle)


def test_a_round_way_leaves_its_middle_out(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (400, 0), (400, 400), (0, 400), (0, 0))  # the path around a lake
    network = town.build(tmp_path)

    [area] = service_areas(network, [on(network, 0, 0)], [5000])

    assert not area.polygon().covers(shapely.Point(at(200, 200)))
    ground = shapely.transform(area.polygon(), lambda c: np.asarray(plane(c)))
    assert ground.area == pytest.approx(1600 * 50, rel=0.03)


@pytest.mark.parametrize(("limit", "complete"), [(198, True), (202, False)])
def test_an_area_that_meets_the_edge_of_the_data_says_so(
    tmp_path: Path, limit: float, complete: bool
) -> None:
    network = grid_town().build(tmp_path, shapely.box(*at(-50, -50), *at(450, 1000)))

    [area] = service_areas(network, [on(network, 300, 200)], [limit])

    assert area.complete is complete


def test_all_entrances_of_a_station_count(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (100, 0))
    town.way((0, 500), (100, 500))
    network = town.build(tmp_path)

    [area] = service_areas(network, [on(network, 50, 0), on(network, 50, 500)], [20])

    assert area.network_metres == pytest.approx(80, abs=0.2)


def test_straight_bits_to_the_network_do_not_shrink_the_area(tmp_path: Path) -> None:
    network = grid_town(10).build(tmp_path)

    [on_it] = service_areas(network, [on(network, 500, 550)], [100])
    [beside] = service_areas(network, [on(network, 530, 550)], [100])

    assert beside.network_metres == pytest.approx(on_it.network_metres, abs=0.5)


def test_cells_and_pieces_cover_the_same_ground(tmp_path: Path) -> None:
    network: Network = grid_town(14).build(tmp_path)

    [area] = service_areas(network, [on(network, 700, 700)], [650])

    lines = shapely.transform(area.lines(), lambda c: np.asarray(plane(c)))
    ground = shapely.transform(area.polygon(), lambda c: np.asarray(plane(c)))
    expected = shapely.union_all(shapely.buffer(shapely.get_parts(lines), 25, quad_segs=4))
    assert ground.symmetric_difference(expected).area / expected.area < 1e-3
