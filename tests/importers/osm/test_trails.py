"""Trails are routes with all their parts, and paths that bear a name of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geodata.coordinates import Box
from importers.osm.elements import Member, OsmData, Relation, Way
from importers.osm.trails import find_trails, read_trails
from importers.records import Problem, TrailRecord

Write = Callable[[str], OsmData]


def line(ref: int, *nodes: int, **tags: str) -> Way:
    """A way along 60.01 N; node n stands n hundredths of a degree (558 m) east of 25 E.

    Negative nodes are not in the data.
    """
    pairs = [(25 + node / 100, 60.01) if node > 0 else None for node in nodes]
    return Way(ref, tags, [abs(node) for node in nodes], pairs)


def route(number: int, /, *members: tuple[str, int], **tags: str) -> Relation:
    tags = {"type": "route", "route": "hiking"} | tags
    return Relation(number, tags, [Member(kind, ref, "") for kind, ref in members])  # type: ignore[arg-type]


def data_of(*elements: Way | Relation) -> OsmData:
    return OsmData(
        ways={each.id: each for each in elements if isinstance(each, Way)},
        relations={each.id: each for each in elements if isinstance(each, Relation)},
    )


def walkable(tags: dict[str, str]) -> bool:
    return tags.get("highway") != "motorway"


def trails(data: OsmData, box: Box) -> list[TrailRecord]:
    found = read_trails(data, box, walkable)
    return [record for record in found if isinstance(record, TrailRecord)]


def test_it_works(box: Box) -> None:
    data = data_of(line(1, 1, 2, highway="path"), route(9, ("w", 1), name="Polku"))
    (trail,) = trails(data, box)
    assert trail.lines.wkt == "MULTILINESTRING ((25.01 60.01, 25.02 60.01))"
    assert (trail.source_id, trail.name, trail.kind, trail.metres) == (
        "relation/9",
        {"": "Polku"},
        "hiking",
        557.8,
    )


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"route": "foot"}, "foot"),
        ({"route": "bicycle"}, "bicycle"),
        ({"route": "running"}, "running"),
        ({"route": "hiking", "type": "superroute"}, "hiking"),
        ({"route": "bus"}, None),
        ({"route": "hiking", "type": "network"}, None),
        ({"route": "hiking", "state": "proposed"}, None),
    ],
)
def test_tags_tell_the_kind(box: Box, tags: dict[str, str], kind: str | None) -> None:
    data = data_of(line(1, 1, 2, highway="path"), route(9, ("w", 1), **tags))
    assert [trail.kind for trail in trails(data, box)] == ([kind] if kind else [])


def test_members_outside_the_data_are_counted(box: Box) -> None:
    data = data_of(
        line(1, 1, 2, highway="path"),
        line(2, 2, 3, -4, highway="path"),
        route(9, ("w", 1), ("w", 2), ("w", 3), ("w", 1), ("n", 5)),
    )
    (trail,) = trails(data, box)
    assert (trail.members, trail.members_inside) == (3, 1)
    assert trail.lines.wkt == "MULTILINESTRING ((25.01 60.01, 25.02 60.01, 25.03 60.01))"
    assert [point.x for point in trail.access_points.geoms] == [25.01, 25.02, 25.03]


def test_a_missing_node_leaves_a_gap_and_no_straight_line_over_it(box: Box) -> None:
    data = data_of(line(1, 1, 2, -9, 3, -9, highway="path"), route(9, ("w", 1)))
    (trail,) = trails(data, box)
    assert trail.lines.wkt == "MULTILINESTRING ((25.01 60.01, 25.02 60.01))"
    assert len(trail.access_points.geoms) == 3


def test_only_walkable_members_give_access_points(box: Box) -> None:
    motorway = line(1, 1, 2, highway="motorway")
    data = data_of(motorway, line(2, 2, 3, highway="path"), route(9, ("w", 1), ("w", 2)))
    (trail,) = trails(data, box)
    assert [point.x for point in trail.access_points.geoms] == [25.02, 25.03]
    assert trail.metres == 1115.7


def test_a_trail_that_nobody_can_walk_is_a_problem(box: Box) -> None:
    data = data_of(line(1, 1, 2, highway="motorway"), route(9, ("w", 1)))
    assert list(read_trails(data, box, walkable)) == [
        Problem("trail", "relation/9", "nothing of it that is in the data can be walked")
    ]


def test_a_superroute_has_the_ways_of_its_parts_at_every_depth(box: Box) -> None:
    data = data_of(
        line(1, 1, 2, highway="path"),
        route(7, ("w", 1), ("r", 9)),
        route(8, ("r", 7), ("r", 8)),
        route(9, ("r", 8), ("r", 6), type="superroute"),
    )
    found = {trail.source_id: trail for trail in trails(data, box)}
    assert set(found) == {"relation/7", "relation/8", "relation/9"}
    assert {(t.members, t.members_inside) for t in found.values()} == {(2, 1)}


def test_five_hundred_nested_relations_are_read_to_the_bottom(box: Box) -> None:
    chain = [route(number, ("r", number + 1)) for number in range(1000, 1500)]
    data = data_of(line(1, 1, 2, highway="path"), *chain, route(1500, ("w", 1)))
    assert len(trails(data, box)) == 501


def test_a_route_of_which_nothing_is_in_the_data_is_left_out(box: Box) -> None:
    assert trails(data_of(line(1, -1, -2), route(9, ("w", 1), ("w", 2))), box) == []
    assert trails(data_of(line(1, 1), route(9, ("w", 1))), box) == []
    assert trails(data_of(line(1, 50, 51, highway="path"), route(9, ("w", 1))), box) == []


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ({"name": "A", "name:sv": "B", "ref": "1"}, {"": "A", "sv": "B"}),
        ({"ref": "E10", "description": "Long way"}, {"": "E10"}),
        ({"from": "Tapiola", "to": "Otaniemi"}, {"": "Tapiola – Otaniemi"}),
        ({"description": "Kotiseutureitti"}, {"": "Kotiseutureitti"}),
        ({"description": "x" * 81}, {}),
        ({}, {}),
    ],
)
def test_a_trail_without_a_name_is_called_what_its_signs_say(
    box: Box, tags: dict[str, str], name: dict[str, str]
) -> None:
    data = data_of(line(1, 1, 2, highway="path"), route(9, ("w", 1), **tags))
    assert [trail.name for trail in trails(data, box)] == [name]


def test_a_name_that_is_too_long_is_a_problem(box: Box) -> None:
    data = data_of(line(1, 1, 2, highway="path"), route(9, ("w", 1), name="x" * 10_000))
    assert list(read_trails(data, box, bool)) == [
        Problem("trail", "relation/9", "its name has 10000 characters, OpenStreetMap allows 255")
    ]


def test_named_ways_that_touch_are_one_trail(box: Box) -> None:
    named = {"highway": "path", "name": "Rantapolku"}
    data = data_of(
        line(5, 2, 3, **named),
        line(3, 1, 2, **named),
        line(4, 4, 5, **named),
        line(6, 1, 4, highway="path", name="Muu polku"),
    )
    assert [(trail.source_id, trail.members, trail.metres) for trail in trails(data, box)] == [
        ("name/muu-polku-6", 1, 1673.5),
        ("name/rantapolku-3", 2, 1115.7),
        ("name/rantapolku-4", 1, 557.8),
    ]


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "residential"},
        {"highway": "path", "indoor": "yes"},
        {"highway": "path", "access": "private"},
        {"highway": "footway", "footway": "sidewalk"},
        {"highway": "footway", "area": "yes"},
        {"highway": "path", "name": "Reitti"},
        {"highway": "path", "name": "Katu"},
        {"highway": "path", "name": ""},
    ],
)
def test_what_is_no_path_of_its_own_is_no_trail(box: Box, tags: dict[str, str]) -> None:
    data = data_of(
        line(1, 1, 2, **({"name": "Polku"} | tags)),
        line(2, 3, 4, highway="residential", name="Katu"),
        route(9, ("w", 2), name="Reitti"),
    )
    assert [trail.source_id for trail in trails(data, box)] == ["relation/9"]


def test_a_short_named_way_is_a_lane(box: Box) -> None:
    way = Way(1, {"highway": "path", "name": "Kuja"}, [1, 2], [(25.01, 60.01), (25.018, 60.01)])
    assert trails(data_of(way), box) == []


def test_the_network_learns_the_ways_of_every_trail(box: Box) -> None:
    data = data_of(
        line(1, 1, 2, highway="path"),
        line(2, 2, 3, highway="path", name="Rantapolku"),
        route(8, ("w", 1), ("w", 99)),
        route(9, ("r", 8)),
    )
    assert [(trail.source_id, trail.members, trail.missing) for trail in find_trails(data)] == [
        ("relation/8", [1, 99], 0),
        ("relation/9", [1, 99], 0),
        ("name/rantapolku-2", [2], 0),
    ]
