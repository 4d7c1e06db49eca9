"""A walk begins at what people call a place: its name, its address, nearly its name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from geodata.models import Address
from geodata.search import indexing
from tests.servicemap.town import Town


@pytest.fixture(autouse=True)
def addresses(town: Town) -> None:
    for number, (lon, text) in enumerate(((24.9425, "3"), (24.9500, "3 B")), start=1):
        Address(
            pk=number,
            source=town.library.source,
            source_id=f"node/{number}",
            name={},
            street={"fi": "Puistokatu", "sv": "Parkgatan"},
            number=text,
            city="Espoo",
            point=Point(lon, 60.1701, srid=4326),
        ).save()
    indexing.refresh(Address, [1, 2])


def ask(client: Client, start: str) -> Any:
    answer = client.get("/api/v1/route", {"from": start, "to": "Keskusta", "lang": "en"})
    return answer.status_code, json.loads(answer.content)


@pytest.mark.parametrize("text", ["Puistokatu 3", "parkgatan 3", "  PUISTOKATU  3 "])
def test_an_address_is_a_position_with_a_name(client: Client, text: str) -> None:
    status, found = ask(client, text)
    assert status == 200
    origin = found["properties"]["origin"]
    assert (origin["id"], origin["kind"]) == ("24.942500,60.170100", "point")
    assert origin["name"] in ("Puistokatu 3", "Parkgatan 3")


def test_its_city_may_stand_behind_an_address(client: Client) -> None:
    status, found = ask(client, "Puistokatu 3, Espoo")
    assert (status, found["properties"]["origin"]["id"]) == (200, "24.942500,60.170100")
    assert ask(client, "Puistokatu 3 B, espoo")[1]["properties"]["origin"]["id"][:6] == "24.950"
    assert ask(client, "Puistokatu 3, Helsinki")[0] == 404
    assert ask(client, "Puistokatu, Espoo")[0] == 404


def test_the_rest_of_an_address_is_not_left_out(client: Client) -> None:
    _status, found = ask(client, "Puistokatu 3 B")
    assert found["properties"]["origin"]["id"] == "24.950000,60.170100"


def test_what_is_nearly_called_so_is_offered(client: Client) -> None:
    status, problem = ask(client, "Puistokatu")
    assert status == 404
    ids = [candidate["id"] for candidate in problem["candidates"]]
    assert ids[0] in ("24.942500,60.170100", "24.950000,60.170100")
    status, problem = ask(client, "Kirjsato")
    assert status == 404
    assert problem["candidates"][0]["name"] == "Kirjasto"


def test_the_page_offers_them_too(client: Client) -> None:
    html = client.get("/en/", {"from": "Puistokatu", "to": "Keskusta"}).content.decode()
    assert "Did you mean one of these?" in html
    assert "Puistokatu 3 B" in html
    assert "(address)" in html
