"""The map's page says in words what its link asks, with and without the page around it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from geodata import models
from tests.servicemap.town import Town


def told(client: Client, query: str, language: str = "en") -> str:
    response = client.get(f"/{language}/told?{query}")
    assert response.status_code == 200
    return response.content.decode()


def block(html: str, name: str) -> Any:
    """Return what stands in a data block of a page."""
    found = re.search(
        rf'<script id="{name}" type="application/json">(.*?)</script>', html, re.DOTALL
    )
    assert found
    return json.loads(found[1])


def test_it_works(client: Client, town: Town) -> None:
    html = told(client, "from=Keskusta&to=Rantapolku&compare=yes&area=metres")
    assert "You have arrived." in html
    assert re.search(r"Without steps: \d+ m longer", html)
    assert "500, 1000, 1500 m" in html
    drawn = block(html, "drawn")
    assert [walk["role"] for walk in drawn["walks"]] == ["walk", "other"]
    assert drawn["walks"][0]["from"] == [24.945, 60.1701], "The entrance that is used."
    assert [area["limit"] for area in drawn["areas"]] == [500, 1000, 1500]


def test_the_page_says_what_the_part_says(client: Client, town: Town) -> None:
    query = "from=Keskusta&to=Rantapolku&compare=yes&area=minutes"
    page = client.get(f"/fi/?{query}").content.decode()
    assert told(client, query, "fi").strip() in page


def test_nothing_asked_is_nothing_told(client: Client, town: Town) -> None:
    html = told(client, "")
    assert "<h2" not in html
    assert block(html, "drawn") == {"walks": [], "areas": [], "from": "", "to": ""}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=60.17,24.94&to=Ranta", "swap"),
        ("from=Ranta&to=Rantapolk", "Did you mean one of these?"),
        ("from=Ranta&to=station:999", "station:999"),
        ("from=Ranta&to=Keskusta&profile=fly", "fly"),
        ("from=%00&to=Ranta", "control characters"),
        (f"from={'x' * 300}&to=Ranta", "300"),
    ],
)
def test_mistakes_are_told_in_the_page(client: Client, town: Town, query: str, words: str) -> None:
    assert words in told(client, query)
    assert client.get(f"/en/?{query}").status_code == 200


def test_what_else_is_in_an_address_is_ignored(client: Client, town: Town) -> None:
    assert "You have arrived." in told(client, "from=Keskusta&to=Ranta&utm_source=x&area=parsecs")


def test_names_cannot_leave_their_data_block(client: Client, town: Town) -> None:
    name = "</script><script>alert(1)</script>"
    models.Station.objects.filter(pk=town.ranta.pk).update(name={"": name})
    html = told(client, f"from=station:{town.ranta.pk}&to=Rantapolku")
    assert "<script>" not in html


def test_the_script_is_told_what_it_needs(client: Client, town: Town) -> None:
    config = block(client.get("/sv/").content.decode(), "map-config")
    assert config["language"] == "sv"
    assert config["collections"]["stations"]["api"] == "/api/v1/stations"
    assert config["kinds"]["stations"]["subway"] == "metrostation"
    assert config["texts"]["zoomIn"] == "Zooma in"
    assert config["basemap"] is None
    assert config["coverage"][0]["type"] == "Polygon"


def test_layers_choose_the_lists(client: Client, town: Town) -> None:
    html = client.get("/en/?layers=stations").content.decode()
    assert re.search(r'data-collection="stations">', html)
    assert re.search(r'data-collection="trails" hidden>', html)


def test_a_walk_with_comparison_and_areas_asks_few_questions(
    client: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(24):
        told(client, "from=Keskusta&to=Rantapolku&compare=yes&area=metres")


def test_answers_are_kept_until_the_data_changes(client: Client, town: Town) -> None:
    first = client.get("/en/told?from=Keskusta&to=Ranta")
    again = client.get("/en/told?from=Keskusta&to=Ranta", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
