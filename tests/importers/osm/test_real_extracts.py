"""Real extracts, where they are at hand, give what is known to be in them."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from geodata.area import load_area
from importers.osm import parse
from importers.records import (
    EntranceRecord,
    HubRecord,
    Problem,
    Record,
    StationRecord,
    TrailRecord,
)

AREAS = Path(__file__).parents[3] / "geodata" / "areas"
CLIPPED = "ways of its outline are not, or not wholly, in the data"


def data_folder() -> Path | None:
    named = os.environ.get("SERVICEMAP_DATA_DIR") or getattr(settings, "DATA_DIR", None)
    return Path(named) if named else None


def records(key: str) -> list[Record | Problem]:
    area = load_area(AREAS / f"{key}.toml")
    folder = data_folder()
    extract = area.extracts[0]
    paths = [folder / extract.file] if folder else []
    if extract.package:  # ./dev test has fetched it before the tests
        kept = settings.LOCAL_DIR / "cache" / extract.package.member_sha256[:16]
        paths.append(kept / Path(extract.package.member).name)
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        pytest.skip(f"{extract.file} is not in SERVICEMAP_DATA_DIR ({folder})")
    with path.open("rb") as stream:
        return list(parse(stream, area))


def counts(found: list[Record | Problem]) -> dict[str, int]:
    return dict(Counter(r.noun if isinstance(r, Record) else "problem" for r in found))


@pytest.fixture(scope="module")
def espoo() -> list[Record | Problem]:
    return records("espoo")


@pytest.fixture(scope="module")
def helsinki() -> list[Record | Problem]:
    return records("helsinki-centre")


def test_tapiola_and_otaniemi_of_2014(espoo: list[Record | Problem]) -> None:
    assert counts(espoo) == {
        "address": 952,
        "amenity": 132,
        "place_name": 19,
        "trail": 14,
        "organisation": 10,
        "place": 10,
        "problem": 2,
        "station": 2,
        "hub_component": 2,
        "district": 1,
        "hub": 1,
    }
    assert all(CLIPPED in r.reason for r in espoo if isinstance(r, Problem))


def test_the_shore_trail_is_known_and_so_is_what_of_it_is_missing(
    espoo: list[Record | Problem],
) -> None:
    trails = {r.source_id: r for r in espoo if isinstance(r, TrailRecord)}
    shore = trails["relation/50985"]
    assert shore.name == {"": "Espoon rantaraitti", "sv": "Strandpromenaden i Esbo"}
    assert (shore.kind, shore.members, shore.members_inside) == ("bicycle", 128, 47)
    assert shore.metres == pytest.approx(7910, abs=1)
    assert len(shore.access_points.geoms) == 310


def test_central_helsinki_of_2019(helsinki: list[Record | Problem]) -> None:
    assert counts(helsinki) == {
        "address": 585,
        "amenity": 292,
        "organisation": 64,
        "place": 64,
        "hub_component": 44,
        "entrance": 33,
        "station": 23,
        "place_name": 23,
        "trail": 11,
        "problem": 9,
        "hub": 4,
    }


def test_every_metro_entrance_finds_its_station(helsinki: list[Record | Problem]) -> None:
    stations = {r.source_id: r for r in helsinki if isinstance(r, StationRecord)}
    entrances = [r for r in helsinki if isinstance(r, EntranceRecord)]
    led = Counter(stations[r.station].name["fi"] for r in entrances if r.station)
    assert led == {"Rautatientori": 25, "Helsingin yliopisto": 8}
    told = Counter(entrance.wheelchair for entrance in entrances)
    assert told == {"no": 16, "yes": 13, "": 4}


def test_hubs_are_the_places_where_people_change(helsinki: list[Record | Problem]) -> None:
    hubs = [r for r in helsinki if isinstance(r, HubRecord)]
    assert [(hub.kind, hub.name["fi"]) for hub in hubs] == [
        ("train", "Helsingin rautatieasema"),
        ("subway", "Helsingin yliopisto"),
        ("ferry", "Kolera-allas"),
        ("bus", "Hakaniemi"),
    ]


def test_the_king_s_road_crosses_central_helsinki(helsinki: list[Record | Problem]) -> None:
    (road,) = [
        r for r in helsinki if isinstance(r, TrailRecord) and r.name.get("fi") == "Kuninkaantie"
    ]
    assert (road.source_id, road.members, road.members_inside) == ("relation/2514364", 395, 3)
    assert road.access_points.geoms
