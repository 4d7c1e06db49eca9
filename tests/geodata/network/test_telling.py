"""What a walk is told to be: steps, step-free, surfaces, light, and the way in words."""

from dataclasses import replace
from pathlib import Path

import pytest

from geodata.network import Network, Targets, Walk, describe, directions, walks
from geodata.network.ways import Attributes, Kind, Lit, Obstacle, StepFree
from tests.geodata.network.city import STEPS, STREET, Town, on

Point = tuple[float, float]


def walked(network: Network, start: Point, end: Point) -> Walk:
    [walk] = walks(network, [[on(network, *start)]], Targets.at([on(network, *end)]))
    assert walk is not None
    return walk


def test_it_works(tmp_path: Path) -> None:
    town = Town()
    lit = replace(STREET, lit=Lit.YES)
    town.way((0, 0), (100, 0), attributes=lit)
    town.way((100, 0), (400, 0), attributes=Attributes(Kind.PATH, surface="gravel"))
    network = town.build(tmp_path)

    told = describe(network, walked(network, (0, 0), (400, 0)))

    assert (told.steps, told.steps_counted, told.step_free) == (0, True, "unknown")
    assert told.surfaces == {"gravel": pytest.approx(0.75), "asphalt": pytest.approx(0.25)}
    assert list(told.surfaces) == ["gravel", "asphalt"]  # the longest first
    assert told.lit_share == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("flights", "expected"),
    [((12, 8), (20, True)), ((12, -1), (2, False)), ((-1,), (1, False)), ((), (0, True))],
)
def test_steps_are_counted_when_every_flight_says_how_many(
    tmp_path: Path, flights: tuple[int, ...], expected: tuple[int, bool]
) -> None:
    town = Town()
    town.way((0, 0), (50, 0))
    for i, count in enumerate(flights, 1):
        town.way((i * 50, 0), (i * 50 + 10, 0), attributes=replace(STEPS, step_count=count))
        town.way((i * 50 + 10, 0), (i * 50 + 50, 0))
    network = town.build(tmp_path)

    told = describe(network, walked(network, (0, 0), (len(flights) * 50 + 50 - 1, 0)))

    assert (told.steps, told.steps_counted) == expected
    assert told.step_free == ("no" if flights else "yes")


def test_a_flight_cut_by_a_junction_is_one_flight(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (10, 0), (20, 0), attributes=replace(STEPS, step_count=30))
    town.way((10, 0), (10, 50))
    network = town.build(tmp_path)

    assert describe(network, walked(network, (0, 0), (20, 0))).steps == 30


def test_one_unknown_part_makes_the_whole_unknown(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (100, 0))
    town.way((100, 0), (200, 0), attributes=replace(STREET, step_free=StepFree.UNKNOWN))
    network = town.build(tmp_path)

    assert describe(network, walked(network, (0, 0), (90, 0))).step_free == "yes"
    assert describe(network, walked(network, (0, 0), (190, 0))).step_free == "unknown"


def test_a_raised_kerb_is_told_though_it_has_no_length(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (50, 0), (100, 0))
    town.obstacles[town.node(50, 0)] = Obstacle.STEP
    network = town.build(tmp_path)

    assert describe(network, walked(network, (0, 0), (40, 0))).step_free == "yes"
    assert describe(network, walked(network, (0, 0), (90, 0))).step_free == "no"


def test_who_stands_at_the_foot_of_steps_walks_none(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (0, 50), attributes=STEPS)
    town.way((0, 0), (100, 0))
    network = town.build(tmp_path)

    told = describe(network, walked(network, (0, 0), (90, 0)))

    assert (told.steps, told.step_free) == (0, "yes")


def named(name: str, kind: Kind = Kind.STREET) -> Attributes:
    return replace(STREET, kind=kind, name=(("fi", name),))


def test_the_way_is_told_street_by_street(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (0, 100), (0, 200), attributes=named("Rantatie"))
    town.way((0, 100), (50, 100))  # a side street that nobody takes
    town.way((0, 200), (100, 200), attributes=named("Metsäkuja"))
    town.way((100, 200), (100, 212), attributes=replace(STEPS, step_count=9))
    town.way((100, 212), (100, 300), attributes=replace(STREET, kind=Kind.PATH))
    network = town.build(tmp_path)

    told = directions(network, walked(network, (0, 0), (100, 300)))

    assert [(i.kind, i.way, dict(i.street), round(i.metres), i.steps) for i in told] == [
        ("depart", "street", {"fi": "Rantatie"}, 200, None),
        ("right", "street", {"fi": "Metsäkuja"}, 100, None),
        ("left", "steps", {}, 12, 9),
        ("continue", "path", {}, 88, None),
        ("arrive", "path", {}, 0, None),
    ]
    assert told[0].bearing == pytest.approx(0, abs=1)


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        ((100, 100), "continue"),
        ((140, 100), "slight_right"),
        ((200, 0), "right"),
        ((140, -100), "sharp_right"),
        ((-200, 0), "left"),
        ((-140, -100), "sharp_left"),
        ((-140, 100), "slight_left"),
    ],
)
def test_turns_are_named_by_their_angle(tmp_path: Path, end: Point, kind: str) -> None:
    town = Town()
    town.way((0, -200), (0, 0), attributes=named("A"))
    far = {"continue": (0, 200)}.get(kind, end)
    town.way((0, 0), far, attributes=named("B"))
    network = town.build(tmp_path)

    told = directions(network, walked(network, (0, -200), far))

    assert told[1].kind == kind


def test_a_short_nameless_bit_is_not_told(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (100, 0), attributes=named("A"))
    town.way((100, 0), (108, 0), attributes=replace(STREET, kind=Kind.CROSSING))
    town.way((108, 0), (200, 0), attributes=named("A"))
    network = town.build(tmp_path)

    told = directions(network, walked(network, (0, 0), (200, 0)))

    assert [(i.kind, round(i.metres)) for i in told] == [("depart", 200), ("arrive", 0)]


def test_who_is_there_already_only_arrives(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (100, 0))
    network = town.build(tmp_path)
    walk = walked(network, (50, 0), (50, 0))

    assert [i.kind for i in directions(network, walk)] == ["arrive"]
    assert walk.metres == 0
    assert len(walk.coordinates) == 2
    assert describe(network, walk).surfaces == {}
