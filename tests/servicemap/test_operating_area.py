"""Where organisations work: drawn, of districts, or around a place; never in the list's bulk."""

from __future__ import annotations

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import shapely
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from geodata import models, operating
from servicemap import openapi
from tests.servicemap.operating import SURVEYORS, add_districts, add_drawn, add_radius, square
from tests.servicemap.town import ATTRIBUTION, DATA_DATE, Town

PATH = "/api/v1/organisations/1/operating-area"


def ask(client: Client, query: str = "") -> dict[str, Any]:
    response = client.get(PATH + query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"].startswith("application/geo+json")
    answer: dict[str, Any] = response.json()
    return answer


def test_it_works(client: Client, town: Town) -> None:
    area = add_drawn(town)
    answer = ask(client, "?lang=fi")
    shape = answer["features"][0].pop("geometry")
    size = answer["features"][0]["properties"].pop("square_metres")
    assert answer == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": area.pk,
                "properties": {
                    "organisation": "organisation:1",
                    "name": "Kirjasto",
                    "name_language": "fi",
                    "is_example": False,
                    "kind": "drawn",
                    "text": "Käsin piirretty alue",
                    "districts": [],
                    "centre": None,
                    "radius_metres": None,
                },
            }
        ],
        "network_version": town.version,
        "data_date": DATA_DATE,
        "attribution": ATTRIBUTION,
    }
    assert shape["type"] == "MultiPolygon"
    assert shapely.equals(
        shapely.from_geojson(json.dumps(shape)), shapely.box(24.938, 60.168, 24.952, 60.174)
    )
    assert size == pytest.approx(14 * 55.5 * 6 * 111.4, rel=0.01)


def test_a_radius_is_a_circle_on_the_ground(client: Client, town: Town) -> None:
    add_radius(town, 1500)
    [feature] = ask(client)["features"]
    told = feature["properties"]
    assert told["text"] == "Within 1.5 km in a straight line"
    assert (told["centre"], told["radius_metres"]) == ([24.945, 60.1702], 1500)
    assert told["square_metres"] == pytest.approx(3.1416 * 1500**2, rel=0.005)
    west, south, east, north = shapely.from_geojson(json.dumps(feature["geometry"])).bounds
    assert (east - west) / (north - south) == pytest.approx(2, rel=0.02), "Round at 60° north."


def test_districts_are_one_shape_with_their_names_and_credits(client: Client, town: Town) -> None:
    add_districts(town, "Itäinen", "Läntinen")
    answer = ask(client, "?lang=sv")
    [feature] = answer["features"]
    told = feature["properties"]
    assert told["text"] == "Områdena Itäinen, Läntinen"
    assert [each["code"] for each in told["districts"]] == ["00", "01"]
    shape = shapely.from_geojson(json.dumps(feature["geometry"]))
    assert shapely.get_num_geometries(shape) == 1
    assert shapely.equals(shape, shapely.box(24.94, 60.165, 24.96, 60.175))
    assert answer["attribution"] == f"{ATTRIBUTION}; {SURVEYORS}"


def test_vanished_districts_are_left_out(client: Client, town: Town) -> None:
    add_districts(town, "Itäinen", "Läntinen")
    models.District.objects.filter(pk=1).update(closed_at=timezone.now())
    operating.reshape(districts=[1])
    [feature] = ask(client)["features"]
    assert feature["properties"]["text"] == "The district Läntinen"
    assert shapely.from_geojson(json.dumps(feature["geometry"])).bounds[0] == 24.95
    models.District.objects.update(closed_at=timezone.now())
    operating.reshape(districts=[1, 2])
    [feature] = ask(client)["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["square_metres"] is None
    assert "no longer" in feature["properties"]["text"]


def test_several_areas_are_several_features_in_few_queries(
    client: Client, town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_drawn(town)
    add_radius(town)
    add_districts(town, "Itäinen", "Läntinen")
    with django_assert_num_queries(4):
        kinds = [each["properties"]["kind"] for each in ask(client)["features"]]
    assert kinds == ["drawn", "radius", "districts"]


def test_it_is_as_described(client: Client, town: Town) -> None:
    add_radius(town)
    add_districts(town, "Itäinen")
    described = openapi.document()
    path = "/api/v1/organisations/{id}/operating-area"
    content = described["paths"][path]["get"]["responses"]["200"]["content"]
    schema = {
        **content["application/geo+json"]["schema"],
        "components": described["components"],
    }
    jsonschema.validate(ask(client), schema)


def test_an_organisation_without_one_has_none(client: Client, town: Town) -> None:
    assert ask(client)["features"] == []


def test_examples_are_marked(client: Client, town: Town) -> None:
    add_drawn(town)
    models.Organisation.objects.update(is_example=True)
    assert ask(client)["features"][0]["properties"]["is_example"] is True


@pytest.mark.parametrize(("id", "status"), [("77", 404), ("x", 404), ("0", 404)])
def test_who_is_not_there_is_told_so(client: Client, town: Town, id: str, status: int) -> None:
    response = client.get(f"/api/v1/organisations/{id}/operating-area")
    assert response.status_code == status
    assert id in response.json()["detail"]


def test_closed_and_mistaken_questions_are_refused(client: Client, town: Town) -> None:
    assert client.get(f"{PATH}?metres=5").json()["parameter"] == "metres"
    models.Organisation.objects.update(closed_at=timezone.now())
    assert client.get(PATH).status_code == 410


def test_the_list_carries_no_areas(client: Client, town: Town) -> None:
    models.OperatingArea.objects.create(
        organisation=town.library, kind="drawn", polygon=square(24.9, 60.1, 24.99, 60.19)
    )
    assert b"MultiPolygon" not in client.get("/api/v1/organisations").content
