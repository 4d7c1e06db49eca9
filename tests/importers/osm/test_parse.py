"""A whole file becomes records: all kinds, in an order in which references are known."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import osmium
from shapely import MultiLineString, MultiPoint, MultiPolygon, Point, Polygon

from geodata.area import Area
from importers.osm import KINDS, parse
from importers.records import (
    AddressRecord,
    AmenityRecord,
    DistrictRecord,
    EntranceRecord,
    HubComponentRecord,
    HubRecord,
    OrganisationRecord,
    PlaceNameRecord,
    PlaceRecord,
    Problem,
    Record,
    StationRecord,
    TrailRecord,
)

SHORE = ((25.01, 60.005), (25.015, 60.005), (25.02, 60.005))
# The motorway at the end belongs to the route, but nobody walks onto it.
SHORE_AND_ON = MultiLineString([[*SHORE, (25.025, 60.005), (25.03, 60.005)]])
SHORE_NODES = MultiPoint([*SHORE, (25.025, 60.005)])
CENTRE = {"fi": "Keskusta", "sv": "Centrum", "x-old": "Kylä"}
LIBRARY = Point(25.0302, 60.0101)
TINY_CITY: list[Record | Problem] = [
    DistrictRecord(
        source_id="relation/203",
        name={"": "Itäkylä", "sv": "Österby"},
        kind="administrative",
        polygon=MultiPolygon(
            [Polygon([(25.02, 60.002), (25.038, 60.002), (25.038, 60.018), (25.02, 60.018)])]
        ),
        code="101",
        level=10,
    ),
    Problem(
        "district",
        "relation/204",
        "1 of the 2 ways of its outline are not, or not wholly, in the data",
    ),
    StationRecord(
        source_id="node/1",
        name=CENTRE,
        mode="subway",
        point=Point(25.01, 60.01),
        operator="HKL",
        wheelchair="yes",
        website="https://example.org/keskusta",
    ),
    StationRecord(
        source_id="node/4",
        name={"": "Tori", "sv": "Torget"},
        mode="tram",
        point=Point(25.0105, 60.0105),
        wheelchair="limited",
    ),
    EntranceRecord(
        source_id="node/2",
        name={},
        point=Point(25.011, 60.01),
        station="node/1",
        ref="A",
        wheelchair="yes",
    ),
    EntranceRecord(
        source_id="node/3",
        name={"": "Metro Keskusta B"},
        point=Point(25.009, 60.01),
        station="node/1",
        ref="B",
        wheelchair="no",
    ),
    TrailRecord(
        source_id="relation/201",
        name={"": "Rantaraitti", "sv": "Strandpromenaden"},
        kind="hiking",
        lines=SHORE_AND_ON,
        access_points=SHORE_NODES,
        metres=1115.8,
        members=4,
        members_inside=2,
        ref="R",
        network="lwn",
    ),
    TrailRecord(
        source_id="relation/202",
        name={"": "E10"},
        kind="hiking",
        lines=SHORE_AND_ON,
        access_points=SHORE_NODES,
        metres=1115.8,
        members=5,
        members_inside=2,
        ref="E10",
    ),
    TrailRecord(
        source_id="name/metsäpolku-140",
        name={"": "Metsäpolku"},
        kind="path",
        lines=MultiLineString([((25.01, 60.012), (25.015, 60.005))]),
        access_points=MultiPoint([(25.015, 60.005), (25.01, 60.012)]),
        metres=828.3,
        members=1,
        members_inside=1,
    ),
    TrailRecord(
        source_id="name/rantapolku-100",
        name={"": "Rantapolku"},
        kind="path",
        lines=MultiLineString([SHORE]),
        access_points=MultiPoint(SHORE),
        metres=557.9,
        members=1,
        members_inside=1,
    ),
    HubRecord(
        source_id="hub/node/1",
        name=CENTRE,
        kind="subway",
        point=Point(25.01, 60.01),
    ),
    HubComponentRecord(
        source_id="node/1",
        name=CENTRE,
        hub="hub/node/1",
        kind="subway",
        point=Point(25.01, 60.01),
        station="node/1",
    ),
    HubComponentRecord(
        source_id="node/4",
        name={"": "Tori", "sv": "Torget"},
        hub="hub/node/1",
        kind="tram",
        point=Point(25.0105, 60.0105),
        station="node/4",
    ),
    HubComponentRecord(
        source_id="node/6",
        name={"": "Keskusta (M)"},
        hub="hub/node/1",
        kind="shared_bikes",
        point=Point(25.0112, 60.01),
    ),
    OrganisationRecord(
        source_id="node/20",
        name={"": "Kyläyhdistys ry"},
        kind="association",
        point=Point(25.012, 60.012),
        description={"": "Puuhaa kaikille", "en": "Something for everybody"},
        website="https://kylayhdistys.example.org",
        email="posti@example.org",
        telephone="+358 9 123 4567",
        street_address={"fi": "Rantatie 4, 2. krs", "sv": "Strandvägen 4, 2. krs"},
        postal_code="02100",
        city="Pikkukaupunki",
        wheelchair="limited",
        opening_hours="Mo-Fr 10:00-16:00",
    ),
    OrganisationRecord(
        source_id="way/110",
        name={"": "Kaupunginkirjasto", "sv": "Stadsbiblioteket"},
        kind="library",
        point=LIBRARY,
        description={},
        street_address={"fi": "Rantatie 12", "sv": "Strandvägen 12"},
    ),
    PlaceRecord(
        source_id="node/20",
        name={"": "Kyläyhdistys ry"},
        kind="office",
        point=Point(25.012, 60.012),
        organisation="node/20",
        street_address={"fi": "Rantatie 4, 2. krs", "sv": "Strandvägen 4, 2. krs"},
        postal_code="02100",
        city="Pikkukaupunki",
        wheelchair="limited",
        website="https://kylayhdistys.example.org",
        telephone="+358 9 123 4567",
        opening_hours="Mo-Fr 10:00-16:00",
    ),
    PlaceRecord(
        source_id="way/110",
        name={"": "Kaupunginkirjasto", "sv": "Stadsbiblioteket"},
        kind="library",
        point=LIBRARY,
        organisation="way/110",
        street_address={"fi": "Rantatie 12", "sv": "Strandvägen 12"},
    ),
    AmenityRecord(
        source_id="node/22",
        name={},
        kind="toilets",
        point=Point(25.014, 60.012),
        wheelchair="yes",
        fee="yes",
        opening_hours="24/7",
    ),
    AddressRecord(
        source_id="node/20",
        name={"fi": "Rantatie 4", "sv": "Strandvägen 4"},
        street={"fi": "Rantatie", "sv": "Strandvägen"},
        number="4",
        point=Point(25.012, 60.012),
        postal_code="02100",
        city="Pikkukaupunki",
    ),
    AddressRecord(
        source_id="way/110",
        name={"fi": "Rantatie 12", "sv": "Strandvägen 12"},
        street={"fi": "Rantatie", "sv": "Strandvägen"},
        number="12",
        point=LIBRARY,
    ),
    PlaceNameRecord(
        source_id="node/24",
        name={"": "Itäkylä", "sv": "Österby"},
        kind="suburb",
        point=Point(25.03, 60.015),
    ),
]


def records(path: Path, area: Area) -> list[Record | Problem]:
    with path.open("rb") as stream:
        return list(parse(stream, area))


def rounded(record: Record | Problem) -> str:
    """Compare what point_on_surface computes to nine decimals, a tenth of a millimetre."""
    return repr(record).replace("25.030200000000002", "25.0302")


def test_it_works(tiny_city: Path, tiny_area: Area) -> None:
    found = records(tiny_city, tiny_area)
    assert len(found) == len(TINY_CITY)
    for record, expected in zip(found, TINY_CITY, strict=True):
        if getattr(record, "source_id", "") == "way/110":
            assert rounded(record) == rounded(expected)
            assert record.point.equals_exact(LIBRARY, 1e-9)  # type: ignore[union-attr]
        else:
            assert record == expected


def test_the_same_file_twice_gives_the_same_records(tiny_city: Path, tiny_area: Area) -> None:
    assert records(tiny_city, tiny_area) == records(tiny_city, tiny_area)


def test_what_others_refer_to_comes_first(tiny_city: Path, tiny_area: Area) -> None:
    order = list(KINDS)
    nouns = [record.noun for record in records(tiny_city, tiny_area) if isinstance(record, Record)]
    assert nouns == sorted(nouns, key=order.index)
    assert set(nouns) == set(order)


def test_every_record_has_a_key_of_its_own(tiny_city: Path, tiny_area: Area) -> None:
    found = [r for r in records(tiny_city, tiny_area) if isinstance(r, Record)]
    keys = {(record.noun, record.source_id) for record in found}
    assert len(keys) == len(found)


def test_a_stream_without_a_file_is_parsed_too(tiny_city: Path, tiny_area: Area) -> None:
    stream = BytesIO(tiny_city.read_bytes())
    assert list(parse(stream, tiny_area)) == records(tiny_city, tiny_area)


def as_overpass_json(path: Path) -> bytes:
    """Write a file down as Overpass would answer it."""
    elements: list[dict[str, object]] = []
    for item in osmium.FileProcessor(str(path)):
        element: dict[str, object] = {"id": item.id, "tags": {tag.k: tag.v for tag in item.tags}}
        if isinstance(item, osmium.osm.Node):
            element |= {"type": "node", "lon": item.lon, "lat": item.lat}
        elif isinstance(item, osmium.osm.Way):
            element |= {"type": "way", "nodes": [node.ref for node in item.nodes]}
        elif isinstance(item, osmium.osm.Relation):
            kinds = {"n": "node", "w": "way", "r": "relation"}
            element |= {"type": "relation"}
            element["members"] = [
                {"type": kinds[member.type], "ref": member.ref, "role": member.role}
                for member in item.members
            ]
        elements.append(element)
    return json.dumps({"elements": elements}).encode()


def test_overpass_json_of_the_same_city_gives_the_same_records(
    tiny_city: Path, tiny_area: Area
) -> None:
    stream = BytesIO(as_overpass_json(tiny_city))
    assert list(parse(stream, tiny_area)) == records(tiny_city, tiny_area)
