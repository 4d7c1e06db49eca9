"""Shared bikes come in from GBFS 2 and 3, in every language that they are told in."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from shapely import Point

from geodata.area import Area, Feed, load_area
from geodata.models import HubComponent, ImportRun
from importers import gbfs
from importers.errors import FetchError, InputError
from importers.records import HubComponentRecord, Problem, Record
from importers.run import Order, run_import
from importers.sources import Wanted
from tests.importers import faulty
from tests.importers.faulty import Server

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "gbfs"
AREAS = Path(__file__).resolve().parents[2] / "geodata" / "areas"
FEED = Feed("town_bikes", "gbfs", options={"identifier_prefix": "hsl-bike"})
STATION = {"station_id": "1", "name": "A", "lat": 60.17, "lon": 24.94}


@pytest.fixture(scope="module")
def centre() -> Area:
    return replace(load_area(AREAS / "helsinki-centre.toml"), languages=("fi", "sv", "en"))


def content(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def serve(server: Server, version: str, *languages: str) -> str:
    """Serve a system; returns the address of its discovery document."""
    feeds = []
    for name in ("system_information", "station_information", "station_status"):
        file = f"{name.split('_')[1]}-{version}.json".replace("information", "stations")
        file = f"system-{version}.json" if name.startswith("system") else file
        url = server.serve(f"/{version}/{name}", faulty.document(content(file)))
        feeds.append({"name": name, "url": url})
    data: dict[str, Any] = {"feeds": feeds}
    if languages:
        data = dict.fromkeys(languages, data)
        if "sv" in languages:
            swedish = content(f"stations-{version}-sv.json")
            url = server.serve(f"/{version}/sv", faulty.document(swedish))
            data["sv"] = {"feeds": [feeds[0], {"name": "station_information", "url": url}]}
    discovery = {"version": version, "ttl": 60, "data": data}
    return server.serve(f"/{version}/gbfs", faulty.document(discovery))


def read(area: Area, address: str, cache: Path, feed: Feed = FEED) -> list[Record | Problem]:
    fetched = gbfs.fetch(Wanted(area, feed, cache, lambda line: None, url=address))
    with fetched.path.open("rb") as stream:
        return list(gbfs.configured(feed)(stream, area))


def parsed(area: Area, *stations: Any) -> list[Record | Problem]:
    text = json.dumps({"version": "2.3", "data": {"stations": stations}})
    return list(gbfs.configured(FEED)(io.BytesIO(text.encode()), area))


def expected(key: str, name: dict[str, str], point: Point, **more: Any) -> HubComponentRecord:
    fixed: dict[str, Any] = {
        "kind": "shared_bikes",
        "identifiers": (f"hsl-bike:{key}",),
        "operator": "Pyörä Oy",
        "street_address": {},
    }
    return HubComponentRecord(source_id=key, name=name, point=point, **(fixed | more))


def test_it_works(server: Server, centre: Area, tmp_path: Path) -> None:
    assert read(centre, serve(server, "2.3", "fi", "sv"), tmp_path) == [
        expected(
            "021",
            {"fi": "Töölönlahdenkatu", "sv": "Tölöviksgatan"},
            Point(24.9384, 60.1739),
            capacity=30,
            street_address={"fi": "Töölönlahdenkatu 2", "sv": "Tölöviksgatan 2"},
            website="https://www.example.org/021",
        ),
        expected(
            "022",
            {"fi": "Rautatientori", "sv": "Järnvägstorget"},
            Point(24.9441, 60.1712),
            capacity=24,
        ),
    ]


def test_names_of_version_3_come_in_their_languages(
    server: Server, centre: Area, tmp_path: Path
) -> None:
    assert read(centre, serve(server, "3.0"), tmp_path) == [
        expected(
            "021",
            {"fi": "Töölönlahdenkatu", "sv": "Tölöviksgatan", "en": "Töölönlahdenkatu"},
            Point(24.9384, 60.1739),
            operator="Bike Ltd",
            capacity=30,
            street_address={"fi": "Töölönlahdenkatu 2"},
            website="https://example.org/021",
        ),
        expected(
            "022",
            {"fi": "Rautatientori", "sv": "Järnvägstorget"},
            Point(24.9441, 60.1712),
            operator="Bike Ltd",
            capacity=24,
        ),
    ]


def test_a_list_of_versions_leads_to_the_newest_that_is_read(
    server: Server, centre: Area, tmp_path: Path
) -> None:
    versions = [
        {"version": "1.1", "url": server.url},
        {"version": "2.3", "url": serve(server, "2.3", "fi")},
        {"version": "3.0", "url": serve(server, "3.0")},
        {"version": "4.0", "url": server.url},
    ]
    listed = faulty.document({"version": "3.0", "data": {"versions": versions}})
    address = server.serve("/versions", listed)
    assert len(read(centre, address, tmp_path)) == 2
    assert "/3.0/station_information" in server.paths
    feeds = [{"name": "gbfs_versions", "url": address}]
    old = server.serve(
        "/1.1", faulty.document({"version": "1.1", "data": {"en": {"feeds": feeds}}})
    )
    assert len(read(centre, old, tmp_path)) == 2


def test_a_language_that_the_area_does_not_speak_is_better_than_none(
    server: Server, centre: Area, tmp_path: Path
) -> None:
    first = read(centre, serve(server, "2.3", "et"), tmp_path)[0]
    assert isinstance(first, HubComponentRecord)
    assert first.name == {"et": "Töölönlahdenkatu"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"version": "1.1", "data": {"en": {"feeds": []}}}, "is GBFS 1.1; versions 2 and 3"),
        ({"version": "2.3", "data": {}}, "lists no feeds"),
        ({"version": "2.3"}, "has no data object"),
        ({"version": "3.0", "data": {"feeds": []}}, "names no station_information"),
        ([], "answers with a list"),
        ({"version": "3.0", "data": {"versions": [{"version": "1.0"}]}}, "offers no version"),
    ],
)
def test_what_is_no_discovery_is_told(
    server: Server, centre: Area, tmp_path: Path, document: Any, reason: str
) -> None:
    address = server.serve("/gbfs", faulty.document(document))
    with pytest.raises(FetchError, match=reason):
        read(centre, address, tmp_path)


def test_html_is_told(server: Server, centre: Area, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="JSON"):
        read(centre, server.serve("/gbfs", faulty.html()), tmp_path)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"lat": None}, "its position 24.94, None is no pair of numbers"),
        ({"lat": "north"}, "is no pair of numbers"),
        ({"lat": 0, "lon": 0}, "its position is 0,0, which stands for none"),
        ({"capacity": "many"}, "its capacity 'many' is no whole number"),
        ({"name": 7}, "a text is int"),
        ({"name": [{"language": "fi"}]}, "a text in languages has an item without text"),
        ({"station_id": ""}, "it has no station_id"),
    ],
)
def test_a_bad_station_is_a_problem_and_the_others_are_read(
    centre: Area, changes: dict[str, Any], reason: str
) -> None:
    problem, sound = parsed(centre, STATION | changes, STATION)
    assert isinstance(problem, Problem)
    assert reason in problem.reason
    assert isinstance(sound, HubComponentRecord)


def test_what_is_no_station_at_all_is_a_problem(centre: Area) -> None:
    assert [each.source_id for each in parsed(centre, None, [], 3)] == [
        "station 1",
        "station 2",
        "station 3",
    ]


def test_numbers_as_texts_and_ids_as_numbers_are_understood(centre: Area) -> None:
    [made] = parsed(centre, STATION | {"station_id": 7, "lat": "60.17", "lon": "24.94"})
    assert isinstance(made, HubComponentRecord)
    assert (made.source_id, made.point) == ("7", Point(24.94, 60.17))


@pytest.mark.parametrize("text", ["", "<html>", '{"data": {"stations": [{"station', '{"data": 1}'])
def test_what_is_no_gbfs_is_told(centre: Area, text: str) -> None:
    with pytest.raises(InputError):
        list(gbfs.configured(FEED)(io.BytesIO(text.encode()), centre))


def test_wrong_options_are_told() -> None:
    with pytest.raises(InputError, match="the option 'prefiks', which is not known"):
        gbfs.configured(replace(FEED, options={"prefiks": "x"}))
    with pytest.raises(InputError, match="identifier_prefix"):
        gbfs.configured(replace(FEED, options={"identifier_prefix": "a:b"}))


def bring(folder: Path, *stations: Any, force: bool = False) -> ImportRun:
    path = folder / "station_information.json"
    path.write_text(json.dumps({"version": "2.3", "data": {"stations": stations}}))
    order = Order("town_bikes", file=path, feed=FEED, force=force)
    return run_import(order, lambda line: None)


@pytest.mark.django_db
def test_twice_changes_nothing_and_what_vanishes_is_closed(
    tmp_path: Path, network_dir: Path, settings: Settings
) -> None:
    settings.AREA = load_area(AREAS / "helsinki-centre.toml")
    stations = [STATION | {"station_id": str(number)} for number in range(1, 7)]
    assert bring(tmp_path, *stations).counts["hub_component"]["new"] == 6
    assert bring(tmp_path, *stations, force=True).status == "unchanged"
    stations[0] = stations[0] | {"capacity": 12}
    swapped = STATION | {"station_id": "9", "lat": 24.94, "lon": 60.17}
    again = STATION | {"station_id": "2"}
    run = bring(tmp_path, *stations[:-1], swapped, again)
    counts = run.counts["hub_component"]
    assert (counts["changed"], counts["closed"], counts["unchanged"]) == (1, 1, 4)
    assert [each["reason"] for each in run.problems] == [
        "point at 60.17,24.94 is far outside the area: did you swap longitude and latitude?",
        "it comes twice; the first is taken",
    ]
    assert HubComponent.objects.open().get(source_id="1").capacity == 12
    assert HubComponent.objects.get(source_id="6").closed_at is not None
