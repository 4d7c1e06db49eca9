"""The sea: water on the right of the coast, closed at the frame, and unknown where nobody knows."""

import pytest
import shapely
from shapely import LineString, Point, box

from importers.osm.sea import sea_within

FRAME = box(0, 0, 1, 1)


def test_it_works() -> None:
    coast = LineString([(0.5, -0.1), (0.5, 1.1)])  # northwards: land in the west, sea in the east

    sea = sea_within([coast], FRAME, FRAME)

    assert sea.water.area == pytest.approx(0.5)
    assert sea.water.covers(Point(0.9, 0.5))
    assert sea.unknown.is_empty


def test_the_direction_of_the_coast_tells_the_side() -> None:
    coast = LineString([(0.5, 1.1), (0.5, -0.1)])

    assert sea_within([coast], FRAME, FRAME).water.covers(Point(0.1, 0.5))


def test_an_island_is_land_in_the_sea() -> None:
    island = LineString([(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6), (0.4, 0.4)])

    sea = sea_within([island], FRAME, FRAME)

    assert sea.water.area == pytest.approx(0.96)
    assert not sea.water.covers(Point(0.5, 0.5))
    assert sea.unknown.is_empty


def test_without_a_coast_nothing_is_known() -> None:
    sea = sea_within([], FRAME, FRAME)

    assert sea.water.is_empty
    assert sea.unknown.equals(FRAME)


def test_a_coast_with_a_loose_end_cuts_nothing() -> None:
    loose = LineString([(0.5, -0.1), (0.5, 0.6)])

    sea = sea_within([loose], FRAME, FRAME)

    assert sea.water.is_empty
    assert sea.unknown.area == pytest.approx(1)


def test_a_coast_clipped_just_short_of_the_frame_is_led_on_to_it() -> None:
    coast = LineString([(0.5, 0.0002), (0.5, 0.9998)])

    assert sea_within([coast], FRAME, FRAME).water.area == pytest.approx(0.5)


def test_beyond_what_is_known_the_map_does_not_guess() -> None:
    coast = LineString([(0.5, -0.1), (0.5, 1.1)])

    sea = sea_within([coast], box(0, 0, 1, 0.5), FRAME)

    assert sea.water.area == pytest.approx(0.25)
    assert sea.unknown.area == pytest.approx(0.5)
    assert sea.unknown.covers(Point(0.5, 0.75))
    assert shapely.intersection(sea.water, sea.unknown).area == pytest.approx(0)
