"""The description says what is there: every address, every parameter, every field."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from django.test import Client
from django.urls import URLPattern
from openapi_spec_validator import validate

from servicemap import openapi, urls
from tests.servicemap.town import Town

QUESTIONS = {
    "/api/v1/route": "from=Keskusta&to=Ranta",
    "/api/v1/last-mile": "",
    "/api/v1/service-area": "from=Keskusta&metres=200,3000",
    "/api/v1/stations": "",
    "/api/v1/trails": "",
    "/api/v1/hubs": "",
    "/api/v1/organisations": "",
    "/api/v1/places": "",
    "/api/v1/amenities": "",
    "/api/v1/stations/{id}": "",
    "/api/v1/trails/{id}": "",
    "/api/v1/hubs/{id}": "",
    "/api/v1/organisations/{id}": "",
    "/api/v1/places/{id}": "",
    "/api/v1/amenities/{id}": "",
    "/api/v1/organisations/{id}/operating-area": "",
    "/api/v1/around": "from=Ranta",
    "/api/v1/trails/{id}/along": "within=200&direction=back",
    "/api/v1/sources": "",
    "/api/v1/sources/problems": "source=osm",
    "/healthz": "",
    "/api/v1/suggest": "q=kir",
    "/api/v1/map": "bbox=24.9,60.1,25.1,60.2&zoom=17",
    "/api/v1/search": "kinds=organisation,place&from=Keskusta&minutes=60&serves=24.945,60.17",
}
BESIDE = {"/api/v1/search": {"q": "kirjasto"}}  # any one of many has to be given


@pytest.fixture
def described(town: Town) -> dict[str, Any]:
    """The description of the town's instance."""
    return openapi.document()


def test_it_works(client: Client, town: Town) -> None:
    openapi.as_json.cache_clear()
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    validate(response.json())
    openapi.as_json.cache_clear()


def test_it_refers_to_nothing_outside(described: dict[str, Any]) -> None:
    references = re.findall(r'"\$ref": "([^"]*)"', json.dumps(described))
    assert references
    assert all(reference.startswith("#/") for reference in references)


def test_every_route_is_described(described: dict[str, Any]) -> None:
    named = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
    routes = {
        "/" + str(pattern.pattern).replace("<str:id>", "{id}")
        for pattern in named
        if (pattern.name or "").startswith(("api-", "healthz")) and pattern.name != "api-unknown"
    }
    assert routes == set(described["paths"])


def test_every_described_parameter_is_accepted(client: Client, described: dict[str, Any]) -> None:
    asked = 0
    for path, item in described["paths"].items():
        told = [each for each in item["get"]["parameters"] if each["in"] == "query"]
        needed = {each["name"]: text_of(each) for each in told if each["required"]}
        for each in told:
            given = {**needed, **BESIDE.get(path, {}), each["name"]: text_of(each)}
            response = client.get(path.replace("{id}", "1"), given)
            assert response.status_code == 200, (path, given, response.content)
            asked += 1
    assert asked > 30


def text_of(parameter: dict[str, Any]) -> str:
    """Write a parameter's example as it is written in an address."""
    example = parameter["example"]
    return ",".join(map(str, example)) if isinstance(example, list) else str(example)


@pytest.mark.parametrize("path", QUESTIONS)
def test_answers_are_as_described(client: Client, described: dict[str, Any], path: str) -> None:
    response = client.get(f"{path.replace('{id}', '1')}?{QUESTIONS[path]}")
    assert response.status_code == 200
    content = described["paths"][path]["get"]["responses"]["200"]["content"]
    media = response.headers["Content-Type"].partition(";")[0]
    schema = {**content[media]["schema"], "components": described["components"]}
    jsonschema.validate(json.loads(response.content), schema)


def test_problems_are_as_described(client: Client, described: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Problem", "components": described["components"]}
    for url in ("route", "last-mile?to=Rantapolut", "stations/77", "nothing"):
        jsonschema.validate(client.get(f"/api/v1/{url}").json(), schema)
