"""Organisations are what residents look for: named, once, with an honest way to reach them."""

from __future__ import annotations

import pytest

from geodata.coordinates import Box
from importers.osm.addresses import StreetNames
from importers.osm.elements import Node, OsmData
from importers.osm.organisations import place_of, read_organisations
from importers.records import OrganisationRecord, Problem


def organisations(box: Box, *nodes: Node) -> list[OrganisationRecord | Problem]:
    data = OsmData(nodes={node.id: node for node in nodes})
    return list(read_organisations(data, StreetNames({}), box))


def node(ref: int, lon: float = 25.01, lat: float = 60.01, /, **tags: str) -> Node:
    return Node(ref, lon, lat, tags)


def kinds(found: list[OrganisationRecord | Problem]) -> list[str]:
    return [record.kind for record in found]


def test_it_works(box: Box) -> None:
    (found,) = organisations(box, node(1, office="ngo", name="Birdlife"))
    assert isinstance(found, OrganisationRecord)
    assert (found.source_id, found.kind, found.name) == ("node/1", "ngo", {"": "Birdlife"})


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"office": "association"}, "association"),
        ({"office": "charity"}, "charity"),
        ({"office": "foundation"}, "foundation"),
        ({"office": "company; ngo"}, "ngo"),
        ({"club": "scout"}, "club"),
        ({"club": "sport"}, "sports_club"),
        ({"amenity": "community_centre"}, "community_centre"),
        ({"amenity": "community_centre", "community_centre": "youth_centre"}, "youth_centre"),
        ({"amenity": "social_centre"}, "social_centre"),
        ({"amenity": "social_facility"}, "social_facility"),
        ({"amenity": "library", "club": "book"}, "library"),
        ({"amenity": "place_of_worship"}, "place_of_worship"),
        ({"office": "company"}, None),
        ({"office": "government"}, None),
        ({"amenity": "nightclub", "club": "yes"}, None),
        ({"club": "no"}, None),
        ({"shop": "books"}, None),
    ],
)
def test_tags_tell_the_kind(box: Box, tags: dict[str, str], kind: str | None) -> None:
    found = organisations(box, node(1, **tags, name="Nimi"))
    assert kinds(found) == ([kind] if kind else [])


def test_without_a_name_it_is_none(box: Box) -> None:
    assert organisations(box, node(1, amenity="place_of_worship")) == []
    assert organisations(box, node(1, amenity="library", name="\u202e\u200b")) == []


def test_a_building_and_a_point_of_one_name_are_one_that_knows_what_both_say(box: Box) -> None:
    found = organisations(
        box,
        node(1, amenity="library", name="Kirjasto", phone="09 1"),
        node(2, amenity="library", name="KIRJASTO", phone="09 2222", website="https://a.fi"),
        node(3, 25.02, amenity="library", name="Kirjasto"),
        node(4, office="ngo", name="Kirjasto"),
    )
    assert [
        (each.source_id, each.telephone, each.website)
        for each in found
        if isinstance(each, OrganisationRecord)
    ] == [("node/1", "09 1", "https://a.fi"), ("node/3", "", ""), ("node/4", "", "")]


def test_a_name_that_is_too_long_is_a_problem_and_the_others_stay(box: Box) -> None:
    found = organisations(
        box, node(1, office="ngo", name="x" * 10_000), node(2, office="ngo", name="Luontoliitto")
    )
    assert found[0] == Problem(
        "organisation", "node/1", "its name has 10000 characters, OpenStreetMap allows 255"
    )
    assert kinds(found) == ["organisation", "ngo"]


def test_hostile_contacts_are_left_out(box: Box) -> None:
    (found,) = organisations(
        box,
        node(
            1,
            office="ngo",
            name="<img onerror=alert(1)>\u202e",
            website="javascript:alert(1)",
            phone="<script>",
            email="a@b",
            opening_hours="Mo" * 200,
            description="y" * 300,
        ),
    )
    assert isinstance(found, OrganisationRecord)
    assert found.name == {"": "<img onerror=alert(1)>"}
    contacts = (found.website, found.telephone, found.email, found.opening_hours)
    assert contacts == ("", "", "", "")
    assert found.description == {}


def test_every_organisation_has_its_place(box: Box) -> None:
    found = organisations(
        box,
        node(1, office="ngo", name="Birdlife"),
        node(2, amenity="library", name="Kirjasto", opening_hours="Mo-Fr 9-18"),
    )
    places = [place_of(each) for each in found if isinstance(each, OrganisationRecord)]
    assert [(p.kind, p.organisation, p.opening_hours) for p in places if p] == [
        ("office", "node/1", ""),
        ("library", "node/2", "Mo-Fr 9-18"),
    ]
