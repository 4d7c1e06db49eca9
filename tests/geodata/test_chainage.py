"""How far along a trail: lines strung to one walk, with branches, loops and gaps."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString
from shapely.geometry import Point

from geodata.chainage import Chainage, Placed
from geodata.network.earth import GEOD

# Near 60.17° N a thousandth of a degree is 55.51 m from west to east and 111.42 m to the north.
A, B, C, D = (24.940, 60.170), (24.941, 60.170), (24.942, 60.170), (24.943, 60.170)
EAST = GEOD.inv(*A, *B)[2]
NORTH = GEOD.inv(*A, 24.940, 60.171)[2]


def strung(*lines: list[tuple[float, float]], **how: object) -> Chainage:
    return Chainage.of(MultiLineString(lines), **how)  # type: ignore[arg-type]


def placed(chainage: Chainage, *points: tuple[float, float], within: float = 100) -> Placed:
    return chainage.place(np.array(points).reshape(-1, 2), within)


def corners(chainage: Chainage) -> list[list[tuple[float, float]]]:
    return [[(lon, lat) for lon, lat in part.lonlat.tolist()] for part in chainage.parts]


def test_it_works() -> None:
    chainage = strung([A, B, C])

    assert chainage.metres == pytest.approx(2 * EAST)
    found = placed(chainage, (24.9415, 60.1705), (24.9405, 60.1698), (24.95, 60.17))
    assert found.index.tolist() == [1, 0]  # the third is too far away
    assert found.along == pytest.approx([0.5 * EAST, 1.5 * EAST], abs=0.05)
    assert found.away == pytest.approx([0.2 * NORTH, 0.5 * NORTH], abs=0.05)
    assert found.side.tolist() == [1, -1]  # on the right, then on the left


def test_what_lies_beyond_an_end_is_as_far_as_the_end_and_on_no_side() -> None:
    found = placed(strung([A, B]), (24.9395, 60.1701), (24.942, 60.1701))

    assert found.along == pytest.approx([0, EAST])
    assert found.side.tolist() == [0, 0]
    assert found.away == pytest.approx(
        [np.hypot(0.5 * EAST, 0.1 * NORTH), np.hypot(EAST, 0.1 * NORTH)], abs=0.05
    )


def test_at_a_corner_the_side_is_told_when_both_segments_agree() -> None:
    corner = strung([A, B, (24.941, 60.171)])  # east, then north

    outside = placed(corner, (24.9415, 60.1698))
    assert outside.along == pytest.approx([EAST])
    assert outside.side.tolist() == [1]
    assert placed(corner, (24.9405, 60.1705)).side.tolist() == [-1]


def test_on_the_trail_there_is_no_side() -> None:
    found = placed(strung([A, C]), B)
    assert found.away == pytest.approx([0], abs=0.01)
    assert found.side.tolist() == [0]


def test_it_begins_in_the_west_or_near_a_place_or_at_the_other_end() -> None:
    assert corners(strung([C, B, A])) == [[A, B, C]]
    assert corners(strung([A, B, C], near=[(24.99, 60.17)])) == [[C, B, A]]
    assert corners(strung([A, B, C], back=True)) == [[C, B, A]]
    assert corners(strung([A, B, C], near=[(24.99, 60.17)], back=True)) == [[A, B, C]]


def test_lines_out_of_order_and_twice_are_one_walk() -> None:
    chainage = strung([C, D], [B, A], [A, B], [C, B])

    assert corners(chainage) == [[A, B, C, D]]
    assert chainage.metres == pytest.approx(3 * EAST)


def test_a_gap_counts_no_metres_and_is_told() -> None:
    chainage = strung([C, D], [A, B])

    assert corners(chainage) == [[A, B], [C, D]]
    assert [part.gap_metres for part in chainage.parts] == pytest.approx([0, EAST])
    found = placed(chainage, (24.9425, 60.1701))
    assert (found.part.tolist(), found.along.tolist()) == (
        [1],
        [pytest.approx(1.5 * EAST, abs=0.05)],
    )


def test_pieces_beyond_gaps_are_walked_from_the_nearer_end() -> None:
    one, two = (24.950, 60.170), (24.955, 60.170)
    assert corners(strung([two, one], [D, C], [A, B])) == [[A, B], [C, D], [one, two]]
    assert corners(strung([two, one], [D, C], [A, B], back=True)) == [[two, one], [D, C], [B, A]]


def test_a_branch_is_a_part_of_its_own_that_counts_on_from_where_it_leaves() -> None:
    tip = (24.941, 60.1706)  # 67 m north of B; the walk goes on from A to the east
    chainage = strung([A, B, C, D], [(24.938, 60.170), A], [tip, B], [D, (24.945, 60.170)])

    assert corners(chainage)[1:] == [[B, tip]]
    branch = chainage.parts[1]
    assert branch.leaves_at == pytest.approx(3 * EAST)
    assert branch.along.tolist() == pytest.approx([3 * EAST, 3 * EAST + 0.6 * NORTH], abs=0.05)
    found = placed(chainage, (24.9411, 60.1705), (24.9421, 60.1701))
    assert found.part.tolist() == [0, 1]  # the trail first, then its branch
    assert found.index.tolist() == [1, 0]
    assert found.along[1] == pytest.approx(3 * EAST + 0.5 * NORTH, abs=0.05)


def test_a_branch_may_leave_where_no_line_ends() -> None:
    assert len(strung([A, B, C], [B, (24.941, 60.175)]).parts) == 2


def test_lines_that_cross_without_a_common_vertex_do_not_meet() -> None:
    bridge = strung([A, C], [(24.941, 60.169), (24.941, 60.171)])
    assert [part.leaves_at for part in bridge.parts] == [None, None]


def test_a_branch_of_a_branch_and_one_that_comes_back() -> None:
    north, far, side = (24.941, 60.171), (24.941, 60.172), (24.9415, 60.171)
    chainage = strung(
        [(24.93, 60.17), B, C, D, (24.95, 60.17)],
        [B, north, far],
        [north, side],
        [side, (24.9415, 60.1715)],
    )
    assert [part.leaves_at for part in chainage.parts] == [
        None,
        pytest.approx(11 * EAST),
        pytest.approx(11 * EAST + NORTH),
    ]
    rejoining = strung([A, B, C, D, (24.95, 60.17)], [B, (24.9415, 60.1725), C])
    assert corners(rejoining)[1] == [B, (24.9415, 60.1725), C]


def test_a_loop_begins_in_the_west_and_runs_clockwise() -> None:
    west, north, east, south = (24.94, 60.17), (24.942, 60.171), (24.944, 60.17), (24.942, 60.169)
    loop = strung([south, west], [west, north, east], [east, south])

    assert corners(loop) == [[west, north, east, south, west]]
    assert loop.parts[0].is_loop
    assert corners(strung([south, west, north, east, south], near=[(24.9, 60.3), east])) == [
        [east, south, west, north, east]
    ]
    assert corners(strung([south, west, north, east, south], back=True)) == [
        [west, south, east, north, west]
    ]


def test_a_loop_on_a_stalk_is_one_walk() -> None:
    ring = [B, (24.942, 60.171), (24.943, 60.17), (24.942, 60.169), B]
    chainage = strung([A, B], ring)

    assert len(chainage.parts) == 1
    assert chainage.metres == pytest.approx(EAST + length_of(ring))
    assert not chainage.parts[0].is_loop


def test_a_figure_of_eight_is_walked_whole() -> None:
    west = [B, (24.940, 60.171), (24.939, 60.17), B]
    east = [B, (24.942, 60.171), (24.943, 60.17), B]
    chainage = strung(west, east)
    assert chainage.metres == pytest.approx(length_of(west) + length_of(east))


def test_the_other_side_of_a_divided_way_is_no_branch() -> None:
    on = (24.950, 60.170)
    chainage = strung([A, B, C, D, on], [B, (24.9412, 60.17015), (24.9428, 60.17015), D])

    assert len(chainage.parts) == 1
    found = placed(chainage, (24.9415, 60.1704))
    assert found.along == pytest.approx([1.5 * EAST], rel=0.01)
    assert found.away == pytest.approx([0.25 * NORTH], abs=0.1)


def test_nothing_is_placed_along_nothing() -> None:
    for empty in (MultiLineString(), MultiLineString([[A, A]])):
        chainage = Chainage.of(empty)
        assert chainage.parts == ()
        assert placed(chainage, A).index.tolist() == []
    assert placed(strung([A, B])).index.tolist() == []


def length_of(line: list[tuple[float, float]]) -> float:
    lons, lats = zip(*line, strict=True)
    return float(GEOD.line_length(lons, lats))


@st.composite
def bent(draw: st.DrawFn) -> list[tuple[float, float]]:
    """A line of 3 to 12 vertices that goes on eastwards, so that it never meets itself."""
    steps = draw(st.lists(st.tuples(st.integers(2, 40), st.integers(-40, 40)), min_size=2))[:11]
    lon, lat = 24_940_0, 60_170_0
    line = [(lon / 1e4, lat / 1e4)]
    for east, north in steps:
        lon, lat = lon + east, lat + north
        line.append((lon / 1e4, lat / 1e4))
    return line


@st.composite
def cut(draw: st.DrawFn) -> tuple[list[tuple[float, float]], list[list[tuple[float, float]]]]:
    """A line, and the same in pieces that were turned, shuffled, some of them twice."""
    line = draw(bent())
    at = sorted(draw(st.sets(st.integers(1, len(line) - 2))))
    ends = [0, *at, len(line) - 1]
    pieces = [line[a : b + 1] for a, b in itertools.pairwise(ends)]
    pieces += draw(st.lists(st.sampled_from(pieces), max_size=2))
    turned = [piece[::-1] if draw(st.booleans()) else piece for piece in pieces]
    return line, draw(st.permutations(turned))


near_by = st.lists(
    st.tuples(st.floats(24.93, 24.97), st.floats(60.16, 60.18)), min_size=1, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(cut(), near_by)
def test_however_a_line_is_cut_the_order_is_the_same(
    lines: tuple[list[tuple[float, float]], list[list[tuple[float, float]]]],
    points: list[tuple[float, float]],
) -> None:
    line, pieces = lines
    whole, parts = strung(line), strung(*pieces)

    assert corners(parts) == corners(whole)
    one, other = placed(whole, *points, within=500), placed(parts, *points, within=500)
    assert one.index.tolist() == other.index.tolist()
    assert one.along == pytest.approx(other.along)


@settings(max_examples=60, deadline=None)
@given(bent(), near_by)
def test_the_nearest_point_is_right_and_along_is_never_more_than_the_length(
    line: list[tuple[float, float]], points: list[tuple[float, float]]
) -> None:
    chainage = strung(line)
    found = placed(chainage, *points, within=400)
    dense = LineString(line).segmentize(0.00001)
    for index, along, away in zip(found.index, found.along, found.away, strict=True):
        assert 0 <= along <= chainage.metres + 1e-6
        lons, lats = np.array(dense.coords).T
        count = len(lons)
        lon, lat = points[index]
        straight = GEOD.inv(np.full(count, lon), np.full(count, lat), lons, lats)[2]
        assert away == pytest.approx(straight.min(), abs=0.7, rel=0.002)
    outside = set(range(len(points))) - set(found.index.tolist())
    for index in outside:
        flat = LineString([(lon * 0.4982, lat) for lon, lat in line])
        away = flat.distance(Point(points[index][0] * 0.4982, points[index][1])) * 111_420
        assert away > 400 * 0.99


@settings(max_examples=30, deadline=None)
@given(bent(), near_by)
def test_the_way_back_is_the_mirror(
    line: list[tuple[float, float]], points: list[tuple[float, float]]
) -> None:
    on, back = strung(line), strung(line, back=True)
    one, other = placed(on, *points, within=300), placed(back, *points, within=300)

    there = dict(zip(one.index.tolist(), on.metres - one.along, strict=True))
    again = dict(zip(other.index.tolist(), other.along.tolist(), strict=True))
    assert there == pytest.approx(again, abs=0.5)  # at a sharp corner two places are as near
