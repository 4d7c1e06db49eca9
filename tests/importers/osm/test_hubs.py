"""A hub is a station and what lies near it, by the rule in hubs.toml."""

from __future__ import annotations

from shapely import Point

from geodata.coordinates import Box
from importers.osm.elements import Node, OsmData
from importers.osm.hubs import read_hubs
from importers.records import EntranceRecord, HubComponentRecord, HubRecord, StationRecord

METRE = 1 / 55_800  # degrees of longitude at 60 N


def station(ref: int, mode: str, metres: float, name: str = "") -> StationRecord:
    return StationRecord(
        source_id=f"node/{ref}",
        name={"": name} if name else {},
        mode=mode,
        point=Point(25.01 + metres * METRE, 60.01),
    )


def node(ref: int, metres: float, **tags: str) -> Node:
    return Node(ref, 25.01 + metres * METRE, 60.01, tags)


def hubs(
    box: Box,
    stations: list[StationRecord],
    *nodes: Node,
    entrances: list[EntranceRecord] | None = None,
) -> dict[str, list[tuple[str, str]]]:
    """Return hub → kinds and keys of its components."""
    data = OsmData(nodes={each.id: each for each in nodes})
    found = list(read_hubs(data, stations, entrances or [], box))
    components: dict[str, list[tuple[str, str]]] = {
        record.source_id: [] for record in found if isinstance(record, HubRecord)
    }
    for record in found:
        if isinstance(record, HubComponentRecord):
            components[str(record.hub)].append((record.kind, record.source_id))
    return components


def test_it_works(box: Box) -> None:
    bikes = node(2, 50, amenity="bicycle_rental")
    assert hubs(box, [station(1, "subway", 0)], bikes) == {
        "hub/node/1": [("subway", "node/1"), ("shared_bikes", "node/2")]
    }


def test_one_kind_is_no_hub_and_neither_are_racks_without_a_station(box: Box) -> None:
    assert hubs(box, [station(1, "train", 0)]) == {}
    assert hubs(box, [station(1, "bus", 0)], node(2, 10, highway="bus_stop")) == {}
    assert hubs(box, [station(1, "tram", 0)], node(2, 10, amenity="bicycle_rental")) == {}
    assert hubs(box, [], node(2, 0, amenity="taxi"), node(3, 5, amenity="bicycle_rental")) == {}


def test_the_train_anchors_what_lies_near_it_and_nothing_chains(box: Box) -> None:
    stations = [
        station(1, "bus", 0, "Bussit"),
        station(2, "subway", 250, "Metro"),
        station(3, "train", 290, "Juna"),
        station(4, "subway", 595, "Kauempi"),
    ]
    bikes = [node(5, 300, amenity="bicycle_rental"), node(6, 600, amenity="bicycle_rental")]
    assert hubs(box, stations, *bikes) == {
        "hub/node/3": [
            ("train", "node/3"),
            ("subway", "node/2"),
            ("bus", "node/1"),
            ("shared_bikes", "node/5"),
        ],
        "hub/node/4": [("subway", "node/4"), ("shared_bikes", "node/6")],
    }


def test_a_component_goes_to_the_nearest_hub_within_its_kind_s_distance(box: Box) -> None:
    stations = [station(1, "train", 0), station(2, "train", 400)]
    nodes = [
        node(3, 190, amenity="charging_station"),
        node(4, 210, amenity="charging_station"),
        node(5, 101, amenity="bicycle_parking"),
        node(6, 99, amenity="bicycle_parking"),
        node(7, 250, amenity="parking", park_ride="yes"),
        node(8, 150, amenity="parking"),
    ]
    assert hubs(box, stations, *nodes) == {
        "hub/node/1": [("train", "node/1"), ("bike_parking", "node/6"), ("charging", "node/3")],
        "hub/node/2": [
            ("train", "node/2"),
            ("park_and_ride", "node/7"),
            ("charging", "node/4"),
        ],
    }


def test_distance_counts_from_the_nearest_entrance(box: Box) -> None:
    entrance = EntranceRecord(
        source_id="node/9", name={}, point=Point(25.01 + 300 * METRE, 60.01), station="node/1"
    )
    bikes = node(2, 400, amenity="bicycle_rental")
    assert hubs(box, [station(1, "subway", 0)], bikes) == {}
    assert list(hubs(box, [station(1, "subway", 0)], bikes, entrances=[entrance])) == ["hub/node/1"]


def test_platforms_of_one_name_are_one_component(box: Box) -> None:
    stops = [
        node(2, 10, highway="bus_stop", name="Asema, laituri 1"),
        node(3, 20, highway="bus_stop", name="Asema, laituri 2"),
        node(4, 30, highway="bus_stop", name="Tori"),
        node(5, 40, highway="bus_stop"),
        node(6, 50, highway="bus_stop"),
    ]
    assert hubs(box, [station(1, "train", 0)], *stops) == {
        "hub/node/1": [
            ("train", "node/1"),
            ("bus", "node/2"),
            ("bus", "node/4"),
            ("bus", "node/5"),
        ]
    }


def test_stops_at_a_bus_station_of_their_name_are_that_station(box: Box) -> None:
    stations = [station(1, "train", 0), station(2, "bus", 90, "Tori")]
    stop = node(3, 10, highway="bus_stop", name="Tori")
    assert hubs(box, stations, stop) == {"hub/node/1": [("train", "node/1"), ("bus", "node/2")]}


def stops(count: int, start: float, name: str) -> list[Node]:
    return [
        node(20 + number, start + 10 * number, highway="bus_stop", name=f"{name}, laituri {number}")
        for number in range(count)
    ]


def test_where_lines_meet_is_a_hub_too(box: Box) -> None:
    rack = node(2, 30, amenity="bicycle_parking")
    assert hubs(box, [], rack, *stops(3, 0, "Tori")) == {
        "hub/node/20": [("bus", "node/20"), ("bike_parking", "node/2")]
    }
    assert hubs(box, [], rack, *stops(2, 0, "Tori")) == {}
    assert hubs(box, [], *stops(3, 0, "Tori")) == {}


def test_stops_beside_a_station_are_part_of_its_hub(box: Box) -> None:
    assert hubs(box, [station(1, "train", 0)], *stops(3, 100, "Tori")) == {
        "hub/node/1": [("train", "node/1"), ("bus", "node/20")]
    }


def test_a_hub_is_named_and_placed_like_its_anchor(box: Box) -> None:
    data = OsmData(nodes={2: node(2, 50, amenity="taxi", name="x" * 10_000)})
    stations = [station(1, "subway", 0, "Keskusta")]
    assert list(read_hubs(data, stations, [], box)) == [
        HubRecord(
            source_id="hub/node/1", name={"": "Keskusta"}, kind="subway", point=Point(25.01, 60.01)
        ),
        HubComponentRecord(
            source_id="node/1",
            name={"": "Keskusta"},
            hub="hub/node/1",
            kind="subway",
            point=Point(25.01, 60.01),
            station="node/1",
        ),
        HubComponentRecord(
            source_id="node/2",
            name={},
            hub="hub/node/1",
            kind="taxi",
            point=Point(25.01 + 50 * METRE, 60.01),
        ),
    ]
