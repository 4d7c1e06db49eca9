"""What some minutes of walking reach: counts, the nearest, and the edge of the data."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.servicemap.test_along import bench
from tests.servicemap.town import ATTRIBUTION, Town


def asked(client: Client, query: str) -> dict[str, Any]:
    response = client.get(f"/api/v1/around?{query}")
    assert response.status_code == 200, response.content
    return dict(response.json())


def test_it_works(client: Client, town: Town) -> None:
    """From Ranta to the library: 272 m of shore, 223 m of stair, 278 m of street."""
    bench(60, 24.9525, 60.1721)

    told = asked(client, "from=station:2&minutes=3,15&kinds=amenity,organisation,station,hub")
    assert told == {
        "type": "FeatureCollection",
        "features": [
            feature("hub:1", "Rannan vaihtopaikka", "", "metro", "", [24.9549, 60.172], 0.0, 0.0),
            feature(
                "organisation:1",
                "Kirjasto",
                "fi",
                "library",
                "limited",
                [24.945, 60.1702],
                772.4,
                9.7,
                ["Mo-Fr 08:00-20:00"],
            ),
            feature("station:1", "Keskusta", "", "subway", "yes", [24.9425, 60.1705], 911.2, 11.4),
            feature("station:3", "Reuna", "", "subway", "yes", [24.9695, 60.17], 1033.3, 12.9),
        ],
        "origin": {"id": "station:2", "name": "Ranta", "kind": "station"},
        "profile": "walk",
        "bands": [
            {
                "after_minutes": 0.0,
                "minutes": 3.0,
                "metres": 239.4,
                "complete": True,
                "count": 2,
                "counts": [
                    {"noun": "amenity", "kind": "bench", "count": 1},
                    {"noun": "hub", "kind": "metro", "count": 1},
                ],
            },
            {
                "after_minutes": 3.0,
                "minutes": 15.0,
                "metres": 1197.0,
                "complete": True,
                "count": 4,
                "counts": [
                    {"noun": "station", "kind": "subway", "count": 2},
                    {"noun": "amenity", "kind": "toilets", "count": 1},
                    {"noun": "organisation", "kind": "library", "count": 1},
                ],
            },
        ],
        "reason": None,
        "network_version": town.version,
        "data_date": "2026-01-02",
        "attribution": ATTRIBUTION,
    }


def feature(
    id: str,
    name: str,
    language: str,
    kind: str,
    wheelchair: str,
    coordinates: list[float],
    metres: float,
    minutes: float,
    hours: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": id,
        "geometry": {"type": "Point", "coordinates": coordinates},
        "properties": {
            "noun": id.partition(":")[0],
            "name": name,
            "name_language": language,
            "kind": kind,
            "is_example": False,
            "wheelchair": wheelchair,
            "opening_hours": hours or [],
            "starts_at": None,
            "metres": metres,
            "minutes": minutes,
        },
    }


def test_the_same_figures_as_walks(client: Client, town: Town) -> None:
    told = asked(client, "from=station:2&minutes=60&limit=100")
    for each in told["features"]:
        if each["properties"]["noun"] == "organisation":
            walk = client.get(f"/api/v1/route?from=station:2&to={each['id']}").json()
            assert each["properties"]["metres"] == walk["properties"]["metres"]
            assert each["properties"]["minutes"] == walk["properties"]["minutes"]


def test_without_steps_it_is_farther(client: Client, town: Town) -> None:
    """The stair is the short way to the toilet beside node 3."""
    walk = asked(client, "from=24.9500,60.1721&minutes=5,15&kinds=amenity")
    level = asked(client, "from=24.9500,60.1721&minutes=5,15&kinds=amenity&profile=step_free")
    assert [band["count"] for band in walk["bands"]] == [1, 0]
    assert [band["count"] for band in level["bands"]] == [0, 1]


def test_the_edge_of_the_data_is_told_of_the_bands_that_it_cuts(client: Client, town: Town) -> None:
    """The street leaves the data 1,616 m from Ranta, which takes 20 minutes."""
    bands = asked(client, "from=station:2&minutes=10,20,30")["bands"]
    assert [band["complete"] for band in bands] == [True, True, False]


def test_one_is_not_around_oneself(client: Client, town: Town) -> None:
    ids = {each["id"] for each in asked(client, "from=station:2&limit=100")["features"]}
    assert "station:2" not in ids
    assert "hub:1" in ids


def test_where_no_walk_begins_the_bands_are_empty_and_it_is_said_why(
    client: Client, town: Town
) -> None:
    told = asked(client, "from=station:5&minutes=5")  # outside the data
    assert told["reason"]
    assert [(band["count"], band["complete"]) for band in told["bands"]] == [(0, False)]


def test_an_island_is_whole_by_itself(client: Client, town: Town) -> None:
    told = asked(client, "from=station:4&minutes=60")
    assert [(band["count"], band["complete"]) for band in told["bands"]] == [(0, True)]


def test_however_much_there_is_the_queries_are_as_many(
    client: Client, town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(100, 220):
        bench(number, 24.950 + number / 1e5, 60.1721, name={"fi": f"Penkki {number}"})
    with django_assert_num_queries(6):  # instance, origin, entrances, where, what, whom to credit
        told = asked(client, "from=station:2&limit=100")
    assert sum(band["count"] for band in told["bands"]) > 120


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "from"),
        ("from=", "from"),
        ("from=60.17,24.94", "from"),
        ("from=station:2&minutes=0", "minutes"),
        ("from=station:2&minutes=61", "minutes"),
        ("from=station:2&minutes=nan", "minutes"),
        ("from=station:2&minutes=" + ",".join(map(str, range(1, 12))), "minutes"),
        ("from=station:2&kinds=address", "kinds"),
        ("from=station:2&profile=fly", "profile"),
        ("from=station:2&limit=101", "limit"),
        ("from=station:2%00", "from"),
        ("from=" + "x" * 10_000, "from"),
        ("from=station:2&bbox=1,2,3,4", "bbox"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    client: Client, town: Town, query: str, parameter: str
) -> None:
    response = client.get(f"/api/v1/around?{query}")
    assert (response.status_code, response.json()["parameter"]) == (400, parameter)


def test_whom_nobody_knows(client: Client, town: Town) -> None:
    assert client.get("/api/v1/around?from=station:99").status_code == 404
    assert client.get("/api/v1/around?from=Nowhere%20at%20all").status_code == 404
