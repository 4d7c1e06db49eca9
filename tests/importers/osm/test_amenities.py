"""Amenities are points along the way, also where they are drawn as areas."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from geodata.coordinates import Box
from importers.osm.amenities import read_amenities
from importers.osm.elements import Node, OsmData
from importers.records import AmenityRecord, Problem

Write = Callable[[str], OsmData]


def amenities(data: OsmData, box: Box) -> list[AmenityRecord]:
    return [each for each in read_amenities(data, box) if isinstance(each, AmenityRecord)]


def one(box: Box, tags: dict[str, str]) -> AmenityRecord | None:
    found = amenities(OsmData(nodes={1: Node(1, 25.01, 60.01, tags)}), box)
    return found[0] if found else None


def test_it_works(box: Box) -> None:
    found = one(box, {"amenity": "bench"})
    assert found is not None
    assert (found.source_id, found.kind, found.name) == ("node/1", "bench", {})


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "toilets"}, "toilets"),
        ({"amenity": "drinking_water"}, "drinking_water"),
        ({"man_made": "water_tap", "drinking_water": "yes"}, "drinking_water"),
        ({"man_made": "water_tap"}, None),
        ({"amenity": "cafe"}, "cafe"),
        ({"natural": "beach"}, "beach"),
        ({"leisure": "bird_hide"}, "bird_hide"),
        ({"tourism": "picnic_site"}, "picnic_site"),
        ({"amenity": "shelter"}, "shelter"),
        ({"amenity": "shelter", "shelter_type": "public_transport"}, None),
        ({"tourism": "viewpoint"}, "viewpoint"),
        ({"leisure": "playground"}, "playground"),
        ({"leisure": "playground", "access": "private"}, None),
        ({"amenity": "parking"}, None),
    ],
)
def test_tags_tell_the_kind(box: Box, tags: dict[str, str], kind: str | None) -> None:
    found = one(box, tags)
    assert (found and found.kind) == kind


@pytest.mark.parametrize(
    ("fee", "told"),
    [("yes", "yes"), ("no", "no"), ("2 €", "yes"), ("0", ""), ("0 €", ""), ("donation", "")],
)
def test_a_fee_is_yes_no_or_unknown(box: Box, fee: str, told: str) -> None:
    found = one(box, {"amenity": "toilets", "fee": fee})
    assert found is not None
    assert found.fee == told


SQUARE = """<node id="1" lon="25.010" lat="60.010"/><node id="2" lon="25.012" lat="60.010"/>
<node id="3" lon="25.012" lat="60.012"/><node id="4" lon="25.010" lat="60.012"/>"""
RING = "".join(f'<nd ref="{ref}"/>' for ref in (1, 2, 3, 4, 1))
BEACH = '<tag k="natural" v="beach"/>'


def position(data: OsmData, box: Box) -> tuple[float, float]:
    (found,) = amenities(data, box)
    return round(found.point.x, 6), round(found.point.y, 6)


def test_an_area_is_a_point_inside_it(write: Write, box: Box) -> None:
    assert position(write(f'{SQUARE}<way id="9">{RING}{BEACH}</way>'), box) == (25.011, 60.011)


def test_an_area_with_a_hole_is_a_point_beside_the_hole(write: Write, box: Box) -> None:
    hole = """<node id="5" lon="25.0105" lat="60.0105"/><node id="6" lon="25.0115" lat="60.0105"/>
    <node id="7" lon="25.0115" lat="60.0115"/><node id="8" lon="25.0105" lat="60.0115"/>"""
    inner = "".join(f'<nd ref="{ref}"/>' for ref in (5, 6, 7, 8, 5))
    data = write(f"""{SQUARE}{hole}<way id="9">{RING}</way><way id="10">{inner}</way>
    <relation id="11"><member type="way" ref="9" role="outer"/>
    <member type="way" ref="10" role="inner"/><tag k="type" v="multipolygon"/>{BEACH}</relation>""")
    lon, lat = position(data, box)
    assert 25.010 < lon < 25.0105 or 25.0115 < lon < 25.012
    assert 60.010 < lat < 60.012


def test_a_line_is_its_middle_and_a_cut_area_is_what_is_left(write: Write, box: Box) -> None:
    three = '<nd ref="1"/><nd ref="2"/><nd ref="3"/>'
    assert position(write(f'{SQUARE}<way id="9">{three}{BEACH}</way>'), box) == (25.012, 60.01)
    cut = '<nd ref="1"/><nd ref="2"/><nd ref="99"/><nd ref="1"/>'
    assert position(write(f'{SQUARE}<way id="9">{cut}{BEACH}</way>'), box) == (25.011, 60.01)
    part = f'<way id="9">{three}</way><relation id="11"><member type="way" ref="9" role="outer"/>'
    part += f'<member type="way" ref="99" role="outer"/><tag k="type" v="multipolygon"/>{BEACH}'
    assert position(write(f"{SQUARE}{part}</relation>"), box) == (25.011, 60.011)


def test_odd_shapes_do_no_harm(write: Write, box: Box) -> None:
    one_node = write(f'{SQUARE}<way id="9"><nd ref="1"/>{BEACH}</way>')
    assert position(one_node, box) == (25.01, 60.01)
    assert amenities(write(f'<way id="9"><nd ref="98"/><nd ref="99"/>{BEACH}</way>'), box) == []
    assert amenities(write(f'<way id="9">{BEACH}</way>'), box) == []
    itself = f'<relation id="7"><member type="relation" ref="7" role=""/>{BEACH}</relation>'
    assert amenities(write(itself), box) == []
    bow_tie = "".join(f'<nd ref="{ref}"/>' for ref in (1, 3, 2, 4, 1))
    assert position(write(f'{SQUARE}<way id="9">{bow_tie}{BEACH}</way>'), box) == (25.011, 60.011)


def test_a_name_that_is_too_long_is_a_problem(box: Box) -> None:
    data = OsmData(nodes={1: Node(1, 25.01, 60.01, {"amenity": "cafe", "name": "x" * 256})})
    assert list(read_amenities(data, box)) == [
        Problem("amenity", "node/1", "its name has 256 characters, OpenStreetMap allows 255")
    ]
