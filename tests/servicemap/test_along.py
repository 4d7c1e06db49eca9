"""What lies along a trail: in order, with the distance along it, from either end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, Point
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from geodata.models import Amenity, Event, SearchDocument, Trail
from geodata.search import indexing
from tests.servicemap.town import ATTRIBUTION, Town

ADDRESS = "/api/v1/trails/1/along"


def bench(number: int, lon: float, lat: float, **more: Any) -> Amenity:
    source = Trail.objects.get(pk=1).source
    given = {"name": {}, "kind": "bench", "point": Point(lon, lat)} | more
    return Amenity.objects.create(pk=number, source=source, source_id=f"node/{number}", **given)


def asked(client: Client, query: str = "", address: str = ADDRESS) -> dict[str, Any]:
    response = client.get(f"{address}?{query}")
    assert response.status_code == 200, response.content
    return dict(response.json())


def met(answer: dict[str, Any]) -> list[tuple[str, float, float, str | None]]:
    return [
        (feature["id"], told["along_metres"], told["away_metres"], told["side"])
        for feature in answer["features"]
        for told in [feature["properties"]]
    ]


def test_it_works(client: Client, town: Town) -> None:
    """The trail begins at node 12, near Ranta, runs south to node 11 and then west to node 10."""
    bench(60, 24.9525, 60.1722, is_example=True)
    bench(61, 24.9525, 60.1740)  # 223 m away

    assert asked(client, "lang=fi") == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": f"{noun}:{number}",
                "geometry": {"type": "Point", "coordinates": coordinates},
                "properties": {
                    "noun": noun,
                    "name": name,
                    "name_language": "",
                    "kind": kind,
                    "is_example": noun == "amenity",
                    "wheelchair": wheelchair,
                    "opening_hours": [],
                    "starts_at": None,
                    "part": 0,
                    "along_metres": along,
                    "away_metres": away,
                    "side": side,
                },
            }
            for noun, number, name, kind, wheelchair, coordinates, along, away, side in (
                ("hub", 1, "Rannan vaihtopaikka", "metro", "", [24.9549, 60.172], 117.1, 0.0, None),
                ("station", 2, "Ranta", "subway", "yes", [24.9549, 60.172], 117.1, 0.0, None),
                ("amenity", 60, "", "bench", "", [24.9525, 60.1722], 250.3, 22.3, "right"),
            )
        ],
        "trail": "trail:1",
        "metres": 389.1,
        "direction": "on",
        "begins_near": {"id": "station:2", "name": "Ranta", "kind": "station"},
        "parts": [
            {
                "kind": "trail",
                "from_metres": 0.0,
                "to_metres": 389.1,
                "gap_metres": 0.0,
                "is_loop": False,
            }
        ],
        "surfaces": {"gravel": 1.0},
        "lit_share": 0.0,
        "counts": [
            {"noun": "amenity", "kind": "bench", "count": 1},
            {"noun": "hub", "kind": "metro", "count": 1},
            {"noun": "station", "kind": "subway", "count": 1},
        ],
        "junctions": [
            {"along_metres": 111.6, "street": "Kuja", "coordinates": [24.955, 60.172]},
            {"along_metres": 389.1, "street": "", "coordinates": [24.95, 60.172]},
        ],
        "count": 3,
        "next": None,
        "network_version": town.version,
        "data_date": "2026-01-02",
        "attribution": ATTRIBUTION,
    }


def test_the_way_back_is_the_same_from_the_other_end(client: Client, town: Town) -> None:
    bench(60, 24.9525, 60.1722)

    on, back = met(asked(client)), met(asked(client, "direction=back"))
    assert [each[0] for each in back] == ["amenity:60", "hub:1", "station:2"]
    assert [each[1] for each in back] == pytest.approx([138.8, 272.0, 272.0], abs=0.05)
    assert (on[-1][3], back[0][3]) == ("right", "left")


def test_nearness_kinds_and_kind_choose(client: Client, town: Town) -> None:
    bench(60, 24.9525, 60.1722)
    bench(61, 24.9520, 60.1722, kind="toilets", fee="no")

    assert [each[0] for each in met(asked(client, "within=10"))] == ["hub:1", "station:2"]
    assert [each[0] for each in met(asked(client, "kinds=station,amenity"))] == [
        "station:2",
        "amenity:60",
        "amenity:61",
    ]
    toilets = asked(client, "kind=toilets")
    assert [each[0] for each in met(toilets)] == ["amenity:61"]
    assert toilets["count"] == 1
    assert {"noun": "amenity", "kind": "bench", "count": 1} in toilets["counts"]


def test_pages_follow_one_another(client: Client, town: Town) -> None:
    bench(60, 24.9525, 60.1722)

    first = asked(client, "limit=2")
    assert (first["count"], len(first["features"])) == (3, 2)
    assert first["next"] == "http://testserver/api/v1/trails/1/along?limit=2&next=2"
    last = client.get(first["next"]).json()
    assert [each[0] for each in met(last)] == ["amenity:60"]
    assert last["next"] is None


def test_events_to_come_are_met_and_those_that_are_over_are_not(client: Client, town: Town) -> None:
    moment = timezone.now().replace(microsecond=0)
    for number, days in ((901, 2), (902, -2)):
        event = Event.objects.create(
            pk=number,
            source=town.trail.source,
            source_id=f"event/{number}",
            name={"fi": "Uinti"},
            point=Point(24.9510, 60.1721),
            starts_at=moment + dt.timedelta(days=days),
            ends_at=moment + dt.timedelta(days=days, hours=1),
        )
        indexing.refresh(Event, [event.pk])
        SearchDocument.objects.filter(noun="event", entry=number).update(
            starts_at=event.starts_at, ends_at=event.ends_at
        )

    [event] = asked(client, "kinds=event")["features"]
    assert event["id"] == "event:901"
    assert dt.datetime.fromisoformat(event["properties"]["starts_at"]) == (
        moment + dt.timedelta(days=2)
    ).replace(second=0)


def test_a_gap_and_a_branch_are_parts(client: Client, town: Town) -> None:
    Trail.objects.filter(pk=1).update(
        lines=MultiLineString(
            LineString((24.945, 60.172), (24.947, 60.172), (24.949, 60.172)),
            LineString((24.955, 60.172), (24.950, 60.172)),
            LineString((24.947, 60.172), (24.947, 60.1727)),
        )
    )
    bench(60, 24.9471, 60.1726)

    told = asked(client, "kinds=amenity")
    assert [(part["kind"], part["from_metres"], part["gap_metres"]) for part in told["parts"]] == [
        ("trail", 0.0, 0.0),
        ("trail", pytest.approx(277.6, abs=0.1), pytest.approx(55.5, abs=0.1)),
        ("branch", pytest.approx(388.6, abs=0.1), 0.0),
    ]
    [(what, along, away, side)] = met(told)
    assert (what, side) == ("amenity:60", "right")
    assert along == pytest.approx(455.5, abs=0.2)
    assert away == pytest.approx(5.6, abs=0.1)


def test_rows_and_columns(client: Client, town: Town) -> None:
    rows = client.get(f"{ADDRESS}?format=json&kinds=hub").json()
    assert [(row["id"], row["lon"], row["along_metres"]) for row in rows["results"]] == [
        ("hub:1", 24.9549, 117.1)
    ]
    lines = client.get(f"{ADDRESS}?format=csv&kinds=hub").content.decode().splitlines()
    assert lines[0].startswith("id,lon,lat,noun,name,name_language,kind,is_example,wheelchair,")
    assert lines[1].startswith("hub:1,24.9549,60.172,hub,Rannan vaihtopaikka,,metro,")


def test_however_much_there_is_the_queries_are_as_many(
    client: Client, town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(100, 220):
        bench(number, 24.950 + number / 1e5, 60.1721)
    with django_assert_num_queries(6):  # instance, trail, stations, where, what, whom to credit
        assert asked(client, "kinds=amenity&limit=1000")["count"] == 120


def test_without_a_network_the_order_is_told_all_the_same(
    client: Client, town: Town, settings: Any, tmp_path: Any
) -> None:
    settings.NETWORK_DIR = tmp_path
    told = asked(client)
    assert (told["surfaces"], told["lit_share"], told["junctions"]) == ({}, None, [])
    assert told["count"] == 2


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("within=0", "within"),
        ("within=nan", "within"),
        ("within=1001", "within"),
        ("within=1e999", "within"),
        ("kinds=bench", "kinds"),
        ("kinds=", "kinds"),
        ("kind=%00", "kind"),
        ("kind=" + "x" * 10_000, "kind"),
        ("kind=%E2%80%AEbench", "kind"),
        ("direction=home", "direction"),
        ("limit=0", "limit"),
        ("next=-1", "next"),
        ("lang=tlh", "lang"),
        ("within=10&within=20", "within"),
        ("wihtin=10", "wihtin"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    client: Client, town: Town, query: str, parameter: str
) -> None:
    response = client.get(f"{ADDRESS}?{query}")
    assert (response.status_code, response.json()["parameter"]) == (400, parameter)


@pytest.mark.parametrize("kind", ["%3Cscript%3E", "%27%3B+DROP+TABLE", "%F0%9F%A6%86"])
def test_a_kind_that_nothing_is_finds_nothing(client: Client, town: Town, kind: str) -> None:
    assert asked(client, f"kind={kind}")["count"] == 0


def test_a_trail_that_is_not_there_or_no_longer(client: Client, town: Town) -> None:
    assert client.get("/api/v1/trails/99/along").status_code == 404
    assert client.get("/api/v1/trails/x/along").status_code == 404
    Trail.objects.filter(pk=1).update(closed_at=timezone.now())
    assert client.get(ADDRESS).status_code == 410
