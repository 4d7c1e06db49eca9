"""Stations are one each, whatever stands for them, and entrances find theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shapely import Point

from geodata.coordinates import Box
from importers.osm.elements import Node, OsmData
from importers.osm.stations import read_entrances, read_stations
from importers.records import EntranceRecord, Problem, StationRecord

Write = Callable[[str], OsmData]


def stations(data: OsmData, box: Box) -> list[StationRecord]:
    return [record for record in read_stations(data, box) if isinstance(record, StationRecord)]


def entrances(data: OsmData, box: Box) -> list[EntranceRecord]:
    found = read_entrances(data, stations(data, box), box)
    return [record for record in found if isinstance(record, EntranceRecord)]


def node(ref: int, lon: float, lat: float = 60.01, /, **tags: str) -> str:
    inside = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return f'<node id="{ref}" lon="{lon}" lat="{lat}">{inside}</node>'


def test_it_works(write: Write, box: Box) -> None:
    data = write(node(1, 25.01, railway="station", name="Asema"))
    assert stations(data, box) == [
        StationRecord(
            source_id="node/1", name={"": "Asema"}, mode="train", point=Point(25.01, 60.01)
        )
    ]


@pytest.mark.parametrize(
    ("tags", "mode"),
    [
        ({"railway": "station", "station": "subway"}, "subway"),
        ({"railway": "station", "subway": "yes"}, "subway"),
        ({"railway": "station", "subway": "yes", "train": "yes"}, "train"),
        ({"railway": "halt"}, "train"),
        ({"railway": "tram_stop"}, "tram"),
        ({"railway": "tram_stop", "light_rail": "yes"}, "light_rail"),
        ({"amenity": "bus_station"}, "bus"),
        ({"public_transport": "station", "bus": "yes"}, "bus"),
        ({"amenity": "ferry_terminal"}, "ferry"),
        ({"railway": "station", "station": "miniature"}, None),
        ({"railway": "station", "usage": "tourism"}, None),
        ({"railway": "station", "disused": "yes"}, None),
        ({"railway": "construction", "construction": "station"}, None),
        ({"railway": "subway_entrance"}, None),
        ({"highway": "bus_stop"}, None),
    ],
)
def test_tags_tell_the_mode(write: Write, box: Box, tags: dict[str, str], mode: str | None) -> None:
    found = stations(write(node(1, 25.01, **tags)), box)
    assert [station.mode for station in found] == ([mode] if mode else [])


def test_a_station_outside_the_box_is_left_out(write: Write, box: Box) -> None:
    assert stations(write(node(1, 25.5, railway="station", name="Kaukana")), box) == []


def test_stops_of_one_name_are_one_tram_station_and_far_ones_are_two(
    write: Write, box: Box
) -> None:
    data = write(
        node(1, 25.0100, railway="tram_stop", name="Tori")
        + node(2, 25.0110, railway="tram_stop", name="Tori")
        + node(3, 25.0120, railway="tram_stop", name="Tori")
        + node(4, 25.0300, railway="tram_stop", name="Tori")
        + node(5, 25.0101, railway="tram_stop", name="Puisto")
        + node(6, 25.0102, railway="tram_stop")
        + node(7, 25.0103, railway="tram_stop")
    )
    assert [(each.source_id, each.point.x) for each in stations(data, box)] == [
        ("node/1", 25.011),  # the stop in the middle of the three
        ("node/4", 25.03),
        ("node/5", 25.0101),
        ("node/6", 25.0102),
        ("node/7", 25.0103),
    ]


def test_a_station_and_its_building_are_one_with_the_names_of_both(write: Write, box: Box) -> None:
    corners = (
        node(11, 25.0100)
        + node(12, 25.0104)
        + node(13, 25.0104, 60.0102)
        + node(14, 25.01, 60.0102)
    )
    building = "".join(f'<nd ref="{ref}"/>' for ref in (11, 12, 13, 14, 11))
    tags = '<tag k="railway" v="station"/><tag k="name" v="Asema"/><tag k="name:sv" v="Stationen"/>'
    station = node(1, 25.0101, railway="station", name="Asema", wheelchair="yes")
    data = write(f'{station}{corners}<way id="5">{building}{tags}</way>')
    assert stations(data, box) == [
        StationRecord(
            source_id="node/1",
            name={"": "Asema", "sv": "Stationen"},
            mode="train",
            point=Point(25.0101, 60.01),
            wheelchair="yes",
        )
    ]


def test_a_station_without_a_name_takes_that_of_its_stop_area_or_its_sign(
    write: Write, box: Box
) -> None:
    area = """<relation id="9"><member type="node" ref="1" role=""/>
    <tag k="type" v="public_transport"/><tag k="public_transport" v="stop_area"/>
    <tag k="name" v="Keskusta"/></relation>"""
    data = write(
        node(1, 25.01, railway="station")
        + node(2, 25.02, railway="station", ref="KES")
        + node(3, 25.03, railway="station")
        + area
    )
    assert [station.name for station in stations(data, box)] == [
        {"": "Keskusta"},
        {"": "KES"},
        {},
    ]


def test_a_name_that_is_too_long_is_a_problem(box: Box) -> None:
    tags = {"railway": "station", "name": "x" * 10_000}
    data = OsmData(nodes={1: Node(1, 25.01, 60.01, tags)})
    assert list(read_stations(data, box)) == [
        Problem("station", "node/1", "its name has 10000 characters, OpenStreetMap allows 255")
    ]


METRO = {"railway": "station", "station": "subway"}


def test_entrances_go_to_the_nearest_station_of_a_fitting_mode(write: Write, box: Box) -> None:
    data = write(
        node(1, 25.0100, **METRO, name="Länsi")
        + node(2, 25.0200, **METRO, name="Itä")
        + node(3, 25.0160, railway="station", name="Juna")
        + node(4, 25.0161, railway="subway_entrance", wheelchair="yes", ref="A")
        + node(5, 25.0139, railway="subway_entrance")
        + node(6, 25.0170, railway="train_station_entrance")
        + node(7, 25.0350, railway="subway_entrance")
        + node(8, 25.0161, railway="subway_entrance", access="private")
    )
    assert [(each.source_id, each.station) for each in entrances(data, box)] == [
        ("node/4", "node/2"),
        ("node/5", "node/1"),
        ("node/6", "node/3"),
        ("node/7", None),
    ]


def test_a_stop_area_knows_better_than_distance(write: Write, box: Box) -> None:
    area = """<relation id="9"><member type="node" ref="1" role=""/>
    <member type="node" ref="4" role=""/>
    <tag k="type" v="public_transport"/><tag k="public_transport" v="stop_area"/></relation>"""
    data = write(
        node(1, 25.0100, **METRO, name="Länsi")
        + node(2, 25.0200, **METRO, name="Itä")
        + node(4, 25.0199, railway="subway_entrance")
        + area
    )
    assert [each.station for each in entrances(data, box)] == ["node/1"]


def test_an_entrance_keeps_pointing_at_the_record_that_its_station_became(
    write: Write, box: Box
) -> None:
    """Two objects of one station become one record, under the key of the first."""
    area = """<relation id="9"><member type="node" ref="2" role=""/>
    <member type="node" ref="4" role=""/>
    <tag k="type" v="public_transport"/><tag k="public_transport" v="stop_area"/></relation>"""
    data = write(
        node(1, 25.0100, **METRO, name="Keskusta")
        + node(2, 25.0101, **METRO, name="Keskusta")
        + node(4, 25.0102, railway="subway_entrance")
        + area
    )
    assert [each.source_id for each in stations(data, box)] == ["node/1"]
    assert [each.station for each in entrances(data, box)] == ["node/1"]
