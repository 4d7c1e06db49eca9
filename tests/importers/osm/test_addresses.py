"""An address is one record, in every language of its street."""

from __future__ import annotations

from shapely import Point

from geodata.coordinates import Box
from importers.osm.addresses import StreetNames, read_addresses
from importers.osm.elements import Node, OsmData, Way
from importers.records import AddressRecord, Problem

STREETS = [
    {"name": "Kirkkopolku", "name:fi": "Kirkkopolku", "name:sv": "Kyrkstigen"},
    {"name": "Tie", "name:sv": "Vägen"},
    {"name": "Tie", "name:sv": "Stigen"},
]


def node(ref: int, lon: float = 25.01, /, **tags: str) -> Node:
    """Tags are written with "_" for ":"."""
    return Node(ref, lon, 60.01, {key.replace("_", ":"): value for key, value in tags.items()})


def addresses(box: Box, *nodes: Node) -> list[AddressRecord | Problem]:
    ways = {
        ref: Way(ref, {"highway": "residential"} | tags, [], []) for ref, tags in enumerate(STREETS)
    }
    data = OsmData(nodes={each.id: each for each in nodes}, ways=ways)
    return list(read_addresses(data, StreetNames.read(data), box))


def told(found: list[AddressRecord | Problem]) -> list[tuple[str, str]]:
    return [(f.source_id, f.number) for f in found if isinstance(f, AddressRecord)]


def test_it_works(box: Box) -> None:
    found = addresses(
        box,
        node(
            1,
            addr_street="Kirkkopolku",
            addr_housenumber="6 A",
            addr_postcode="02100",
            addr_city="Espoo",
        ),
    )
    assert found == [
        AddressRecord(
            source_id="node/1",
            name={"fi": "Kirkkopolku 6 A", "sv": "Kyrkstigen 6 A"},
            street={"fi": "Kirkkopolku", "sv": "Kyrkstigen"},
            number="6 A",
            point=Point(25.01, 60.01),
            postal_code="02100",
            city="Espoo",
        )
    ]


def test_streets_of_one_name_and_different_translations_are_not_translated(box: Box) -> None:
    (found,) = addresses(box, node(1, addr_street="Tie", addr_housenumber="1"))
    assert found.name == {"": "Tie 1"}  # type: ignore[union-attr]


def test_the_address_s_own_languages_count_most(box: Box) -> None:
    tags = {"addr:street": "Kirkkopolku", "addr:street:sv": "Kyrkogränd", "addr:housenumber": "6"}
    (found,) = addresses(box, Node(1, 25.01, 60.01, tags))
    assert found.name == {"fi": "Kirkkopolku 6", "sv": "Kyrkogränd 6"}  # type: ignore[union-attr]


def test_an_address_on_many_objects_is_one_and_that_of_the_building(box: Box) -> None:
    where = {"addr_street": "Tie", "addr_housenumber": "1"}
    found = addresses(
        box,
        node(1, 25.0100, **where, shop="books"),
        node(2, 25.0101, **where),
        node(3, 25.0102, **where, amenity="cafe"),
        node(4, 25.0300, **where),
    )
    assert told(found) == [("node/2", "1"), ("node/4", "1")]


def test_several_numbers_are_several_addresses_and_a_floor_is_no_number(box: Box) -> None:
    found = addresses(
        box,
        node(1, addr_street="Tie", addr_housenumber="1;3; 3"),
        node(2, addr_street="Tie", addr_housenumber="4, 5. krs. / Floor 5"),
    )
    assert told(found) == [("node/1/1", "1"), ("node/1/3", "3"), ("node/2", "4")]


def test_no_street_no_number_or_a_place_outside_the_box_is_no_address(box: Box) -> None:
    found = addresses(
        box,
        node(1, addr_housenumber="1"),
        node(2, addr_street="Tie"),
        node(3, addr_street="Tie", addr_housenumber=" "),
        node(4, 26.0, addr_street="Tie", addr_housenumber="1"),
    )
    assert found == []


def test_a_number_that_is_too_long_is_a_problem(box: Box) -> None:
    found = addresses(box, node(1, addr_street="Tie", addr_housenumber="1" * 31))
    assert found == [Problem("address", "node/1", "its house number is too long")]
