"""Districts are closed outlines; what the edge of the data cuts is told, not guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geodata.coordinates import Box
from importers.osm.districts import read_districts, read_place_names
from importers.osm.elements import Node, OsmData
from importers.records import DistrictRecord, PlaceNameRecord, Problem

Write = Callable[[str], OsmData]
CORNERS = """<node id="1" lon="25.01" lat="60.001"/><node id="2" lon="25.03" lat="60.001"/>
<node id="3" lon="25.03" lat="60.015"/><node id="4" lon="25.01" lat="60.015"/>
<way id="11"><nd ref="1"/><nd ref="2"/><nd ref="3"/></way>
<way id="12"><nd ref="1"/><nd ref="4"/><nd ref="3"/></way>"""


def relation(*members: tuple[int, str], **tags: str) -> str:
    inside = "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for ref, role in members)
    inside += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return f'<relation id="20">{inside}</relation>'


DISTRICT = {"type": "boundary", "boundary": "administrative", "admin_level": "10", "name": "Kylä"}


def test_it_works(write: Write, box: Box) -> None:
    (found,) = read_districts(write(CORNERS + relation((11, "outer"), (12, ""), **DISTRICT)), box)
    assert isinstance(found, DistrictRecord)
    assert (found.source_id, found.kind, found.level) == ("relation/20", "administrative", 10)
    assert found.polygon.bounds == (25.01, 60.001, 25.03, 60.015)


def test_a_postal_area_is_named_by_its_code(write: Write, box: Box) -> None:
    tags = {"type": "boundary", "boundary": "postal_code", "postal_code": "02100"}
    (found,) = read_districts(write(CORNERS + relation((11, "outer"), (12, "outer"), **tags)), box)
    assert isinstance(found, DistrictRecord)
    assert (found.kind, found.code, found.name, found.level) == (
        "postal",
        "02100",
        {"": "02100"},
        None,
    )


@pytest.mark.parametrize("level", ["2", "8", "11", "ten", "", "²"])
def test_other_levels_are_no_districts(write: Write, box: Box, level: str) -> None:
    tags = DISTRICT | {"admin_level": level}
    data = write(CORNERS + relation((11, "outer"), (12, "outer"), **tags))
    assert list(read_districts(data, box)) == []


def test_a_closed_way_with_a_name_is_a_district(write: Write, box: Box) -> None:
    tags = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in DISTRICT.items())
    ring = "".join(f'<nd ref="{ref}"/>' for ref in (1, 2, 3, 4, 1))
    (found,) = read_districts(write(f'{CORNERS}<way id="30">{ring}{tags}</way>'), box)
    assert isinstance(found, DistrictRecord)
    assert found.source_id == "way/30"


def test_holes_are_holes(write: Write, box: Box) -> None:
    hole = """<node id="5" lon="25.015" lat="60.005"/><node id="6" lon="25.02" lat="60.005"/>
    <node id="7" lon="25.02" lat="60.01"/>
    <way id="13"><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="5"/></way>"""
    members = ((11, "outer"), (12, "outer"), (13, "inner"))
    (found,) = read_districts(write(CORNERS + hole + relation(*members, **DISTRICT)), box)
    assert isinstance(found, DistrictRecord)
    assert len(found.polygon.geoms[0].interiors) == 1


@pytest.mark.parametrize(
    ("members", "tags", "reason"),
    [
        (
            [(11, "outer"), (99, "outer")],
            {},
            "1 of the 2 ways of its outline are not, or not wholly, in the data",
        ),
        ([(11, "outer")], {}, "its outline is open or crosses itself"),
        ([(11, "label")], {}, "it has no outline"),
        ([], {}, "it has no outline"),
        (
            [(11, "outer"), (12, "outer")],
            {"name": "", "ref": ""},
            "it has neither a name nor a code",
        ),
    ],
)
def test_what_is_cut_or_nameless_is_a_problem(
    write: Write, box: Box, members: list[tuple[int, str]], tags: dict[str, str], reason: str
) -> None:
    data = write(CORNERS + relation(*members, **(DISTRICT | tags)))
    assert list(read_districts(data, box)) == [Problem("district", "relation/20", reason)]


def test_an_outline_that_crosses_itself_is_not_repaired(write: Write, box: Box) -> None:
    ring = "".join(f'<nd ref="{ref}"/>' for ref in (1, 3, 2, 4, 1))
    data = write(f'{CORNERS}<way id="14">{ring}</way>' + relation((14, "outer"), **DISTRICT))
    (found,) = read_districts(data, box)
    assert isinstance(found, Problem)
    assert "crosses itself" in found.reason


def test_a_district_outside_the_box_is_left_out(write: Write) -> None:
    data = write(CORNERS + relation((11, "outer"), (12, "outer"), **DISTRICT))
    assert list(read_districts(data, Box(26, 60, 26.1, 60.1))) == []


def test_place_names_have_a_name_and_a_kind_that_people_use(box: Box) -> None:
    tags = [
        {"place": "suburb", "name": "Tapiola", "name:sv": "Hagalund"},
        {"place": "islet", "name": "Koivusaari"},
        {"place": "suburb"},
        {"place": "city_block", "name": "Kettu"},
        {"place": "suburb", "name": "x" * 300},
    ]
    nodes = {ref: Node(ref, 25.01, 60.01, each) for ref, each in enumerate(tags)}
    found = list(read_place_names(OsmData(nodes=nodes), box))
    assert [(f.kind, f.name) for f in found if isinstance(f, PlaceNameRecord)] == [
        ("suburb", {"": "Tapiola", "sv": "Hagalund"}),
        ("island", {"": "Koivusaari"}),
    ]
    assert [f.source_id for f in found if isinstance(f, Problem)] == ["node/4"]
