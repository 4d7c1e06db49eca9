"""The last mile: one feature per origin, honest at the edge of the data."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from geodata import models
from servicemap.last_mile import LastMileQuery, answer
from tests.servicemap.town import ATTRIBUTION, DATA_DATE, Town

URL = "/api/v1/last-mile"


def features(client: Client, **params: str) -> dict[str, dict[str, Any]]:
    """Ask, and return the properties by the origin's name."""
    response = client.get(URL, params)
    assert response.status_code == 200, response.content
    return {
        feature["properties"]["origin"]["name"]: feature["properties"]
        for feature in response.json()["features"]
    }


def test_it_works(client: Client, town: Town) -> None:
    response = client.get(URL, {"from": "station:1", "to": "trail:1", "within": "1000"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/geo+json; charset=utf-8"
    assert response.json() == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {
                    "type": "LineString",
                    "coordinates": [[24.945, 60.17], [24.95, 60.17], [24.95, 60.172]],
                },
                "properties": {
                    "origin": {"id": "station:1", "name": "Keskusta", "kind": "station"},
                    "target": {"id": "trail:1", "name": "Rantapolku", "kind": "trail"},
                    "entrance": {
                        "id": 12,
                        "ref": "B",
                        "name": "",
                        "coordinates": [24.945, 60.1701],
                    },
                    "target_entrance": None,
                    "access_point": [24.95, 60.172],
                    "metres": 500.4,
                    "minutes": 6.3,
                    "snap_from_metres": 11.1,
                    "snap_to_metres": 0.0,
                    "total_metres": 511.5,
                    "steps": 24,
                    "steps_counted": True,
                    "step_free": "no",
                    "surfaces": {"asphalt": 0.555, "concrete": 0.445},
                    "lit_share": 0.555,
                    "instructions": [
                        {"text": "Head east along Katu.", "metres": 277.6, "street": "Katu"},
                        {
                            "text": "Turn left onto the steps (24 steps).",
                            "metres": 222.8,
                            "street": None,
                        },
                        {"text": "You have arrived.", "metres": 0.0, "street": None},
                    ],
                    "profile": "walk",
                    "complete": True,
                    "reason": None,
                    "within": True,
                },
            }
        ],
        "network_version": town.version,
        "data_date": DATA_DATE,
        "attribution": ATTRIBUTION,
    }


def test_the_area_has_a_question_of_its_own(client: Client, town: Town) -> None:
    found = features(client)
    assert list(found) == ["Kaukana", "Keskusta", "Ranta", "Reuna", "Saari"]
    assert {walk["target"]["id"] for walk in found.values()} == {"trail:1"}


def test_within_is_true_false_or_not_known(client: Client, town: Town) -> None:
    found = features(client)
    told = {name: (walk["within"], walk["complete"]) for name, walk in found.items()}
    assert told == {
        "Keskusta": (True, True),
        "Ranta": (True, True),
        "Reuna": (None, False),  # 1,028 m, but the edge of the data is nearer
        "Saari": (False, True),  # an island without a bridge, all of it in the data
        "Kaukana": (None, False),  # outside the data
    }


def test_an_upper_bound_can_confirm(client: Client, town: Town) -> None:
    walk = features(client, within="1500")["Reuna"]
    assert (walk["metres"], walk["complete"], walk["within"]) == (1027.8, False, True)
    assert walk["reason"] == (
        "The edge of the data is nearer than this, so a shorter walk may exist."
    )


def test_what_is_too_far_is_refuted_where_the_data_is_whole(client: Client, town: Town) -> None:
    walk = features(client, **{"from": "Keskusta", "within": "500"})["Keskusta"]
    assert (walk["metres"], walk["complete"], walk["within"]) == (500.4, True, False)


def test_no_path_is_null_geometry_and_a_reason(client: Client, town: Town) -> None:
    response = client.get(URL, {"from": "Saari"}).json()
    (feature,) = response["features"]
    assert feature["geometry"] is None
    told = feature["properties"]
    assert told["reason"] == "There is no path between them that this profile can use."
    assert (told["metres"], told["total_metres"], told["instructions"]) == (None, None, [])


def test_outside_the_data_is_said_by_name(client: Client, town: Town) -> None:
    walk = features(client)["Kaukana"]
    assert walk["reason"] == "“Kaukana” lies outside the data that was imported."
    assert walk["access_point"] is None


def test_too_far_from_any_way(client: Client, town: Town) -> None:
    response = client.get(URL, {"from": "24.945,60.175"}).json()
    (feature,) = response["features"]
    told = feature["properties"]
    assert feature["geometry"] is None
    assert told["reason"] == "There is no way to walk on within 200 m of “24.945,60.175”."
    assert (told["complete"], told["within"]) == (True, False)


def test_step_free_goes_around_the_stair(client: Client, town: Town) -> None:
    walk = features(client, **{"from": "Keskusta", "profile": "step_free"})["Keskusta"]
    assert (walk["metres"], walk["steps"], walk["step_free"]) == (778.0, 0, "unknown")


def test_slow_differs_in_minutes_alone(client: Client, town: Town) -> None:
    walk = features(client, **{"from": "Keskusta", "profile": "slow"})["Keskusta"]
    assert (walk["metres"], walk["minutes"]) == (500.4, 9.2)


def test_a_closed_entrance_is_not_used(client: Client, town: Town) -> None:
    assert features(client)["Keskusta"]["entrance"]["ref"] == "B"
    models.Entrance.objects.filter(pk=13).update(closed_at=None)
    models.Instance.bump()
    assert features(client)["Keskusta"]["entrance"]["ref"] == "C"


def test_an_entrance_outside_the_data_leaves_doubt_where_it_could_be_nearer(
    client: Client, town: Town
) -> None:
    far = models.Entrance.objects.get(pk=11)
    far.point.x, far.point.y = 24.955, 60.1805  # 80 m beyond the coverage, 850 m from the trail
    far.save()
    assert features(client)["Keskusta"]["complete"] is False
    far.point.x, far.point.y = 24.995, 60.1890  # so far that no walk from there can be shorter
    far.save()
    models.Instance.bump()
    assert features(client)["Keskusta"]["complete"] is True


@pytest.mark.parametrize(("within", "told"), [("100", (False, True)), ("5000", (None, False))])
def test_no_path_is_sure_as_far_as_the_data_goes(
    client: Client, town: Town, within: str, told: tuple[bool | None, bool]
) -> None:
    """The street goes on outside the data, where a bridge to the island may be."""
    walk = features(client, **{"from": "station:1", "to": "trail:2", "within": within})["Keskusta"]
    assert walk["metres"] is None
    assert (walk["within"], walk["complete"]) == told


def test_no_path_is_not_sure_when_an_entrance_lies_outside_the_data(
    client: Client, town: Town
) -> None:
    entrance = models.Entrance.objects.get(pk=11)
    for pk, point in ((99, town.saari.point), (11, Point(24.995, 60.1890, srid=4326))):
        entrance.pk, entrance.source_id = pk, f"node/{pk}"
        entrance.station, entrance.point = town.saari, point
        entrance.save()
    walk = features(client)["Saari"]
    assert (walk["metres"], walk["complete"], walk["within"]) == (None, False, None)


def test_a_position_is_one_origin(client: Client, town: Town) -> None:
    walk = features(client, **{"from": "24.945, 60.1701"})["24.945,60.1701"]
    assert walk["origin"] == {"id": "24.945,60.1701", "name": "24.945,60.1701", "kind": "point"}
    assert (walk["metres"], walk["entrance"]) == (500.4, None)


def test_hubs_and_organisations_can_be_either_end(client: Client, town: Town) -> None:
    walk = features(client, **{"from": "organisation:1", "to": "hub:1"})["Kirjasto"]
    assert walk["target"] == {"id": "hub:1", "name": "Rannan vaihtopaikka", "kind": "hub"}
    assert walk["metres"] == 772.4


def test_an_organisation_without_a_position_says_so(client: Client, town: Town) -> None:
    models.Organisation.objects.update(point=None)
    walk = features(client, **{"from": "organisation:1"})["Kirjasto"]
    assert walk["reason"] == "The position of “Kirjasto” is not known."
    assert (walk["complete"], walk["within"]) == (False, None)


def test_names_come_in_the_asked_language(client: Client, town: Town) -> None:
    found = features(client, lang="sv")
    assert found["Centrum"]["target"]["name"] == "Strandstigen"
    assert found["Centrum"]["instructions"][0]["text"] == "Gå österut längs Gatan."
    assert features(client, lang="fi")["Keskusta"]["instructions"][-1]["text"] == "Olet perillä."


@pytest.mark.parametrize("name", ["strandstigen", "RANTAPOLKU", "Rantapolku "])
def test_a_name_in_any_language_will_do(client: Client, town: Town, name: str) -> None:
    assert features(client, to=name)["Keskusta"]["target"]["id"] == "trail:1"


def test_csv_has_the_same_names_and_figures(client: Client, town: Town) -> None:
    response = client.get(URL, {"format": "csv"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="last-mile.csv"'
    rows = {row["origin"]: row for row in csv.DictReader(io.StringIO(response.content.decode()))}
    row = rows["Keskusta"]
    assert (row["origin_id"], row["entrance"], row["metres"]) == ("station:1", "B", "500.4")
    assert (row["access_point"], row["within"]) == ("24.95,60.172", "true")
    assert (rows["Reuna"]["within"], rows["Saari"]["within"]) == ("", "false")
    assert rows["Saari"]["network_version"] == town.version


def test_json_is_the_same_without_geometry(client: Client, town: Town) -> None:
    rows = client.get(URL, {"format": "json"}).json()["results"]
    collection = client.get(URL).json()
    assert rows == [feature["properties"] for feature in collection["features"]]


def test_queries_do_not_grow_with_the_stations(
    client: Client, town: Town, django_assert_num_queries: Any
) -> None:
    client.get(URL)  # opens the network
    # the instance, stations, entrances, the trail's name, the trail
    with django_assert_num_queries(5):
        client.get(URL)
    for number in range(20, 40):
        models.Station.objects.create(
            pk=number,
            source=town.keskusta.source,
            source_id=f"node/{number}",
            name={"": f"Asema {number}"},
            mode="subway",
            point=town.keskusta.point,
        )
    with django_assert_num_queries(5):
        assert len(client.get(URL).json()["features"]) == 25


def test_closed_stations_are_no_origins(client: Client, town: Town) -> None:
    models.Station.objects.filter(pk=2).update(closed_at=timezone.now())
    assert "Ranta" not in features(client)


def test_the_page_asks_the_same_two_functions(town: Town) -> None:
    query = LastMileQuery.from_params({"from": "Keskusta"})
    assert query.within == 1000  # the area's own
    (walk,) = answer(query).walks
    assert (walk.metres, walk.within, walk.origin.name) == (500.4, True, "Keskusta")
