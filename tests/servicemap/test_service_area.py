"""The service area: nested, cut at the limit, and said to be cut where the data ends."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import Point
from django.test import Client

from geodata import models
from tests.servicemap.town import Town

URL = "/api/v1/service-area"


def ask(client: Client, start: str, **params: str) -> list[dict[str, Any]]:
    """Ask for a service area and return its features."""
    response = client.get(URL, {"from": start, **params})
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["features"]
    return found


def test_it_works(client: Client, town: Town) -> None:
    response = client.get(URL, {"from": "24.941,60.17", "metres": "50", "as": "lines"}).json()
    carried = ("network_version", "data_date", "attribution")
    assert {name: response.pop(name) for name in carried} == {
        "network_version": town.version,
        "data_date": "2026-01-02",
        "attribution": "© the town's own surveyors",
    }
    assert response == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {
                    "type": "MultiLineString",
                    "coordinates": [[[24.9400993, 60.17], [24.9419007, 60.17]]],
                },
                "properties": {
                    "origin": {"id": "24.941,60.17", "name": "24.941,60.17", "kind": "point"},
                    "metres": 50.0,
                    "minutes": 0.6,
                    "square_metres": None,
                    "network_metres": 100.0,
                    "complete": True,
                    "cut": [],
                    "reason": None,
                    "profile": "walk",
                },
            }
        ],
    }


def test_one_feature_per_limit_smallest_first_each_once(client: Client, town: Town) -> None:
    areas = ask(client, "Keskusta", metres="700, 300,700")
    assert [area["properties"]["metres"] for area in areas] == [300.0, 700.0]


def test_areas_nest(client: Client, town: Town) -> None:
    shapes = [shapely.from_geojson(json.dumps(area["geometry"])) for area in ask(client, "Ranta")]
    assert [shape.geom_type for shape in shapes] == ["MultiPolygon"] * 3
    for small, large in pairwise(shapes):
        assert small.difference(large).area < 1e-10


def test_minutes_follow_from_the_profile(client: Client, town: Town) -> None:
    (area,) = ask(client, "Keskusta", minutes="3", profile="slow")
    told = area["properties"]
    assert (told["minutes"], told["metres"]) == (3.0, 163.8)


def test_it_is_cut_where_the_data_ends_and_says_where(client: Client, town: Town) -> None:
    near, far = ask(client, "Reuna", metres="500,600")
    assert (near["properties"]["complete"], near["properties"]["cut"]) == (True, [])
    assert (far["properties"]["complete"], far["properties"]["cut"]) == (False, [[24.98, 60.17]])


def test_nowhere_to_walk_is_no_empty_success(client: Client, town: Town) -> None:
    (area,) = ask(client, "Kaukana", metres="500")
    assert area["geometry"] is None
    told = area["properties"]
    assert told["reason"] == "“Kaukana” lies outside the data that was imported."
    assert (told["square_metres"], told["network_metres"]) == (None, None)
    assert told["complete"] is False


@pytest.mark.parametrize("shape", ["polygons", "lines"])
def test_coordinates_have_seven_decimals(client: Client, town: Town, shape: str) -> None:
    text = client.get(URL, {"from": "Keskusta", "as": shape}).content.decode()
    decimals = re.findall(r"\d\d\.(\d+)", text.partition('"properties"')[0])
    assert max(len(each) for each in decimals) == 7


def test_csv(client: Client, town: Town) -> None:
    lines = client.get(URL, {"from": "Keskusta", "format": "csv"}).content.decode().splitlines()
    assert lines[0].startswith("origin,origin_id,metres,minutes,square_metres,network_metres")
    assert len(lines) == 4


@pytest.mark.parametrize("shape", ["polygons", "lines"])
def test_queries(client: Client, town: Town, django_assert_num_queries: Any, shape: str) -> None:
    ask(client, "station:1")
    with django_assert_num_queries(3):
        ask(client, "station:1", **{"as": shape})


def test_an_entrance_outside_the_data_leaves_an_area_incomplete(client: Client, town: Town) -> None:
    inside = ask(client, "station:1", metres="20")
    outside = models.Entrance.objects.get(pk=11)
    outside.point = Point(24.995, 60.1890, srid=4326)
    outside.save()
    models.Instance.bump()
    assert [inside[0]["properties"]["complete"]] == [True]
    assert [each["properties"]["complete"] for each in ask(client, "station:1", metres="20")] == [
        False
    ]
