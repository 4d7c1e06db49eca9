"""Lists and single features: exact counts, pages by name, few queries, closed ones gone."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, Point
from django.test import Client
from django.utils import timezone

from geodata import models
from tests.servicemap.town import ATTRIBUTION, DATA_DATE, Town

COLLECTIONS = ["stations", "trails", "hubs", "organisations", "places", "amenities"]
NEWS = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)


def names(client: Client, url: str) -> list[str]:
    """Ask for a list and return the names in it."""
    response = client.get(url)
    assert response.status_code == 200, response.content
    return [feature["properties"]["name"] for feature in response.json()["features"]]


def add_stations(town: Town, *named: str) -> None:
    """Open more stations where Keskusta is."""
    for number, name in enumerate(named, start=100):
        models.Station.objects.create(
            pk=number,
            source=town.keskusta.source,
            source_id=f"node/{number}",
            name={"": name} if name else {},
            mode="bus",
            point=town.keskusta.point,
        )


def test_it_works(client: Client, town: Town) -> None:
    models.Hub.objects.update(updated_at=NEWS)
    assert client.get("/api/v1/hubs").json() == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": 1,
                "geometry": {"type": "Point", "coordinates": [24.9549, 60.172]},
                "properties": {
                    "name": "Rannan vaihtopaikka",
                    "name_language": "",
                    "names": {"": "Rannan vaihtopaikka"},
                    "endpoint": "hub:1",
                    "kind": "metro",
                    "components": [
                        {
                            "id": 1,
                            "kind": "metro",
                            "name": "",
                            "station": "station:2",
                            "operator": "",
                            "capacity": None,
                            "street_address": "",
                            "website": "",
                            "live": None,
                            "coordinates": [24.9549, 60.172],
                        }
                    ],
                    "is_example": False,
                    "source": {
                        "key": "osm",
                        "name": "OpenStreetMap",
                        "licence": "CC0",
                        "attribution": ATTRIBUTION,
                        "data_date": DATA_DATE,
                    },
                    "source_id": "hub/node/2",
                    "updated_at": "2026-03-04T05:06:07+00:00",
                },
            }
        ],
        "count": 1,
        "next": None,
        "network_version": town.version,
        "data_date": DATA_DATE,
        "attribution": ATTRIBUTION,
    }


def test_one_by_id(client: Client, town: Town) -> None:
    models.Organisation.objects.update(
        updated_at=NEWS, audience={"fi": "Kaikille."}, languages=["fi", "ar"]
    )
    assert client.get("/api/v1/organisations/1", {"lang": "sv"}).json() == {
        "type": "Feature",
        "id": 1,
        "geometry": {"type": "Point", "coordinates": [24.945, 60.1702]},
        "properties": {
            "name": "Biblioteket",
            "name_language": "sv",
            "names": {"fi": "Kirjasto", "sv": "Biblioteket"},
            "endpoint": "organisation:1",
            "kind": "library",
            "description": "Kirjoja kaikille.",
            "description_language": "fi",
            "description_languages": ["fi"],
            "description_is_outdated": False,
            "audience": "Kaikille.",
            "audience_language": "fi",
            "languages": ["fi", "ar"],
            "topics": [],
            "street_address": "Katu 1",
            "postal_code": "00100",
            "city": "Kaupunki",
            "email": "",
            "telephone": "+358 9 123 456",
            "website": "",  # the source says javascript:alert(1)
            "wheelchair": "limited",
            "opening_hours": [{"rule": "Mo-Fr 08:00-20:00", "comment": "", "comment_language": ""}],
            "places": [],
            "pictures": [],
            "unconfirmed_since": None,
            "is_example": False,
            "source": {
                "key": "osm",
                "name": "OpenStreetMap",
                "licence": "CC0",
                "attribution": ATTRIBUTION,
                "data_date": DATA_DATE,
            },
            "source_id": "node/30",
            "updated_at": "2026-03-04T05:06:07+00:00",
            "provenance": [],
            "network_version": town.version,
            "data_date": DATA_DATE,
            "attribution": ATTRIBUTION,
        },
    }


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_listed_feature_is_found_by_its_id(
    client: Client, town: Town, collection: str
) -> None:
    listed = client.get(f"/api/v1/{collection}").json()["features"]
    for feature in listed:
        one = client.get(f"/api/v1/{collection}/{feature['id']}").json()
        assert one["geometry"] == feature["geometry"]
        assert feature["properties"].items() <= one["properties"].items()


def test_lists_are_in_the_order_of_the_alphabet(client: Client, town: Town) -> None:
    add_stations(town, "Äijälä", "ahola", "Åminne", "Zeniitti", "", "Öljytie")
    assert names(client, "/api/v1/stations?lang=fi") == [
        "ahola", "Kaukana", "Keskusta", "Ranta", "Reuna", "Saari", "Zeniitti",
        "Åminne", "Äijälä", "Öljytie", "",
    ]  # fmt: skip


def test_pages_follow_each_other_without_gap_or_repeat(client: Client, town: Town) -> None:
    add_stations(town, "Sama", "Sama", "Sama", "", "")
    url: str | None = "/api/v1/stations?limit=2&lang=fi"
    found: list[int] = []
    while url:
        page = client.get(url).json()
        assert page["count"] == 10
        found += [feature["id"] for feature in page["features"]]
        url = page["next"]
    assert found == [
        feature["id"] for feature in client.get("/api/v1/stations?lang=fi").json()["features"]
    ]
    assert len(found) == 10


def test_the_next_address_keeps_the_question(client: Client, town: Town) -> None:
    page = client.get("/api/v1/stations?limit=1&q=an&bbox=24.9,60.1,25,60.2").json()
    assert page["next"] == (
        "http://testserver/api/v1/stations?limit=1&q=an&bbox=24.9,60.1,25,60.2&next=5"
    )


@pytest.mark.parametrize("form", ["json", "csv", "geojson"])
def test_every_form_tells_the_next_page(client: Client, town: Town, form: str) -> None:
    first = client.get(f"/api/v1/stations?limit=4&format={form}")
    address = f"http://testserver/api/v1/stations?limit=4&format={form}&next=3"
    assert first.headers["Link"] == f'<{address}>; rel="next"'
    last = client.get(address)
    assert "Link" not in last.headers
    if form != "csv":
        assert (first.json()["count"], first.json()["next"]) == (5, address)
        assert (last.json()["count"], last.json()["next"]) == (5, None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=keskusta", ["Keskusta"]),
        ("q=STRAN", ["Ranta"]),  # a part of the Swedish name
        ("q=a%CC%88", []),  # a decomposed ä
        ("q=%25", []),  # no wildcard
        ("bbox=24.93,60.16,24.95,60.18", ["Keskusta", "Saari"]),
        ("bbox=24.93,60.16,24.95,60.18&q=saari", ["Saari"]),
    ],
)
def test_filters(client: Client, town: Town, query: str, expected: list[str]) -> None:
    answer = client.get(f"/api/v1/stations?{query}").json()
    assert [feature["properties"]["name"] for feature in answer["features"]] == expected
    assert answer["count"] == len(expected)


def test_stations_tell_their_open_entrances_and_hubs(client: Client, town: Town) -> None:
    told = client.get("/api/v1/stations/1").json()["properties"]
    assert [entrance["ref"] for entrance in told["entrances"]] == ["A", "B"]
    assert client.get("/api/v1/stations/2").json()["properties"]["hubs"] == ["hub:1"]


def test_trails_tell_how_much_of_them_is_in_the_data(client: Client, town: Town) -> None:
    models.Trail.objects.filter(pk=1).update(members=128, members_inside=47)
    told = client.get("/api/v1/trails/1").json()["properties"]
    assert (told["members"], told["members_inside"], told["complete"]) == (128, 47, False)


def test_examples_are_marked(client: Client, town: Town) -> None:
    models.Organisation.objects.update(is_example=True)
    assert client.get("/api/v1/organisations/1").json()["properties"]["is_example"] is True


def test_closed_ones_are_gone(client: Client, town: Town) -> None:
    closed_at = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)
    models.Station.objects.filter(pk=2).update(closed_at=closed_at)
    assert "Ranta" not in names(client, "/api/v1/stations")
    response = client.get("/api/v1/stations/2")
    assert response.status_code == 410
    assert response.json() == {
        "type": "urn:problem:servicemap:gone",
        "title": "No longer there",
        "status": 410,
        "detail": "“Ranta” is no longer there: its source closed it on 2026-02-03.",
    }


@pytest.mark.parametrize("id", ["77", "0", "9" * 18])
def test_unknown_ids_are_not_found(client: Client, town: Town, id: str) -> None:
    response = client.get(f"/api/v1/stations/{id}")
    assert response.status_code == 404
    assert response.json()["detail"] == f"There is no “station:{id}”."


@pytest.mark.parametrize("id", ["abc", "-1", "1.5", "٣", "9" * 30, "%00"])
def test_what_is_no_id_is_said_to_be_none(client: Client, town: Town, id: str) -> None:
    response = client.get(f"/api/v1/stations/{id}")
    assert response.status_code == 404
    assert response.json()["detail"].endswith("is not an id: ids are whole numbers.")


@pytest.mark.parametrize(
    ("collection", "queries"),
    # the instance, the count, the rows, then one for each kind of thing that belongs to them;
    # for hubs whether anything is live, for places what their keywords are called
    [
        ("stations", 6),
        ("trails", 3),
        ("hubs", 5),
        ("organisations", 7),
        ("places", 6),
        ("amenities", 3),
    ],
)
def test_queries(
    client: Client, town: Town, django_assert_num_queries: Any, collection: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        client.get(f"/api/v1/{collection}")


def test_queries_do_not_grow_with_the_rows(
    client: Client, town: Town, django_assert_num_queries: Any
) -> None:
    for number in range(100, 150):
        station = models.Station.objects.create(
            pk=number,
            source=town.keskusta.source,
            source_id=f"node/{number}",
            name={"": f"Asema {number}"},
            mode="bus",
            point=town.keskusta.point,
        )
        models.Entrance.objects.create(
            pk=number,
            source=station.source,
            source_id=f"node/{number}",
            name={},
            station=station,
            point=Point(24.95, 60.17),
        )
    with django_assert_num_queries(6):
        client.get("/api/v1/stations")
    with django_assert_num_queries(7):  # one more for the name behind the cursor
        client.get("/api/v1/stations?next=120&limit=5")


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_csv_has_a_header_even_when_nothing_is_found(
    client: Client, town: Town, collection: str
) -> None:
    full = client.get(f"/api/v1/{collection}?format=csv").content.decode()
    empty = client.get(f"/api/v1/{collection}?format=csv&q=zzz").content.decode()
    assert full.splitlines()[0] + "\r\n" == empty


def test_csv_keeps_telephone_numbers(client: Client, town: Town) -> None:
    models.Organisation.objects.update(name={"fi": "=HYPERLINK(1)"}, city="+cmd")
    text = client.get("/api/v1/organisations?format=csv").content.decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["telephone"] == "+358 9 123 456"
    assert (row["name"], row["city"]) == ("'=HYPERLINK(1)", "'+cmd")
    assert (row["lon"], row["lat"], row["source"]) == ("24.945", "60.1702", "osm")


def test_a_hub_tells_how_its_bikes_stand_and_how_old_that_is(client: Client, town: Town) -> None:
    part = models.HubComponent.objects.create(
        pk=50,
        source=town.hub.source,
        source_id="bikes",
        name={"fi": "Ranta (M)"},
        hub=town.hub,
        kind="shared_bikes",
        point=town.hub.point,
        operator="Pyörä Oy",
        capacity=20,
        street_address={"fi": "Rantatie 1"},
    )
    before = client.get("/api/v1/hubs/1")
    assert before.headers["ETag"]
    moment = timezone.now() - dt.timedelta(minutes=3)
    models.LiveStatus.objects.create(
        component=part, vehicles=7, docks=13, reported_at=moment, fetched_at=moment
    )
    # What was kept before is not true any more, although the data has not changed.
    response = client.get("/api/v1/hubs/1", headers={"If-None-Match": before.headers["ETag"]})
    assert response.status_code == 200
    assert (response.headers["Cache-Control"], "ETag" in response.headers) == ("no-store", False)
    told = response.json()["properties"]["components"][1]
    live = told.pop("live")
    assert 180 <= live.pop("age_seconds") < 240
    assert live == {
        "vehicles": 7,
        "docks": 13,
        "is_renting": True,
        "is_returning": True,
        "reported_at": moment.isoformat(timespec="seconds"),
    }
    assert (told["operator"], told["capacity"]) == ("Pyörä Oy", 20)
    assert told["street_address"] == "Rantatie 1"
    assert client.get("/api/v1/stations").headers["ETag"]


def test_a_station_tells_lines_departures_and_ways_inside(client: Client, town: Town) -> None:
    lines = [{"ref": "M1", "name": "Itä-Länsi", "mode": "subway"}]
    departures = {"weekday": [1] * 24, "saturday": [0] * 24, "sunday": [0] * 24}
    models.Station.objects.filter(pk=town.ranta.pk).update(
        code="M1", routes=lines, departures=departures
    )
    models.Pathway.objects.create(
        source=town.hub.source,
        source_id="p",
        station=town.ranta,
        mode="stairs",
        line=LineString((24.95, 60.17), (24.951, 60.17)),
        from_id="A",
        to_id="B",
        steps=-24,
    )
    told = client.get(f"/api/v1/stations/{town.ranta.pk}").json()["properties"]
    assert (told["code"], told["routes"], told["departures"]) == ("M1", lines, departures)
    assert [(way["mode"], way["steps"], way["is_two_way"]) for way in told["pathways"]] == [
        ("stairs", -24, False)
    ]
    other = client.get(f"/api/v1/stations/{town.keskusta.pk}").json()["properties"]
    assert (other["routes"], other["departures"], other["pathways"]) == ([], None, [])
