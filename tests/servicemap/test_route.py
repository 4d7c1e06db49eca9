"""The route: the shortest walk, with all that a walker wants to know."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.servicemap.town import ATTRIBUTION, DATA_DATE, Town

URL = "/api/v1/route"


def ask(client: Client, start: str, end: str, **params: str) -> dict[str, Any]:
    """Ask for a route."""
    response = client.get(URL, {"from": start, "to": end, **params})
    assert response.status_code == 200, response.content
    feature: dict[str, Any] = response.json()
    return feature


def test_it_works(client: Client, town: Town) -> None:
    assert ask(client, "24.953,60.17", "24.9551,60.1725", lang="fi") == {
        "type": "Feature",
        "geometry": {
            "type": "LineString",
            "coordinates": [
                [24.953, 60.17],
                [24.955, 60.17],
                [24.955, 60.172],
                [24.9550501, 60.1725012],
            ],
        },
        "properties": {
            "origin": {"id": "24.953,60.17", "name": "24.953,60.17", "kind": "point"},
            "target": {"id": "24.9551,60.1725", "name": "24.9551,60.1725", "kind": "point"},
            "entrance": None,
            "target_entrance": None,
            "access_point": [24.9550501, 60.1725012],
            "metres": 389.8,
            "minutes": 4.9,
            "snap_from_metres": 0.0,
            "snap_to_metres": 2.8,
            "total_metres": 392.5,
            "steps": 0,
            "steps_counted": True,
            "step_free": "unknown",
            "surfaces": {"asphalt": 0.857, "gravel": 0.143},
            "lit_share": 0.285,
            "instructions": [
                {"text": "Lähde itään väylää Katu pitkin.", "metres": 111.0, "street": "Katu"},
                {"text": "Käänny vasemmalle väylälle Kuja.", "metres": 222.8, "street": "Kuja"},
                {"text": "Jatka polkua pitkin.", "metres": 55.9, "street": None},
                {"text": "Olet perillä.", "metres": 0.0, "street": None},
            ],
            "profile": "walk",
            "complete": True,
            "reason": None,
            "network_version": town.version,
            "data_date": DATA_DATE,
            "attribution": ATTRIBUTION,
        },
    }


def test_the_total_is_the_sum(client: Client, town: Town) -> None:
    told = ask(client, "24.942,60.1705", "Ranta")["properties"]
    parts = told["snap_from_metres"] + told["metres"] + told["snap_to_metres"]
    assert abs(told["total_metres"] - parts) <= 0.15


def test_the_way_back_is_as_long(client: Client, town: Town) -> None:
    there = ask(client, "Keskusta", "trail:1")
    back = ask(client, "trail:1", "Keskusta")
    assert there["properties"]["metres"] == back["properties"]["metres"]
    assert there["geometry"]["coordinates"] == back["geometry"]["coordinates"][::-1]
    assert back["properties"]["target_entrance"]["ref"] == "B"


def test_metro_means_the_nearest_of_all_stations(client: Client, town: Town) -> None:
    told = ask(client, "metro", "24.9503,60.1720")["properties"]
    assert told["origin"]["name"] == "Ranta"
    assert ask(client, "24.9503,60.1720", "metro")["properties"]["target"]["name"] == "Ranta"


def test_no_path_is_a_feature_without_geometry(client: Client, town: Town) -> None:
    feature = ask(client, "Keskusta", "Saarenkierros")
    assert feature["geometry"] is None
    told = feature["properties"]
    assert told["reason"] == "There is no path between them that this profile can use."
    assert told["complete"] is False  # the street leaves the data: who knows where to


def test_the_end_can_be_out_of_reach_too(client: Client, town: Town) -> None:
    told = ask(client, "Keskusta", "Kaukana")["properties"]
    assert told["reason"] == "“Kaukana” lies outside the data that was imported."
    assert (told["complete"], told["metres"]) == (False, None)


def test_a_walk_of_no_length_is_a_walk(client: Client, town: Town) -> None:
    feature = ask(client, "24.9549,60.172", "Ranta")
    assert feature["properties"]["metres"] == 0.0
    assert len(feature["geometry"]["coordinates"]) == 2


def test_queries(client: Client, town: Town, django_assert_num_queries: Any) -> None:
    ask(client, "Keskusta", "trail:1")
    # the instance, the station with its entrances, the trail
    with django_assert_num_queries(4):
        ask(client, "station:1", "trail:1")
    with django_assert_num_queries(1):
        ask(client, "24.945,60.17", "24.955,60.17")
