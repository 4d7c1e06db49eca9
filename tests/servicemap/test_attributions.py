"""Every answer names whom to credit for all that it shows: entries, their parts, their fields."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from geodata.models import Entrance, Place, Source, Station
from servicemap.attributions import together
from tests.servicemap.town import ATTRIBUTION, Town

AT = "2026-01-02T00:00:00+00:00"


@pytest.fixture
def register(town: Town) -> Source:
    return Source.objects.create(key="register", name="Register", attribution="The city", rank=10)


def attribution(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content
    answer = response.json()
    told: str = answer.get("attribution") or answer["properties"]["attribution"]
    return told


def says(source: str, **more: object) -> dict[str, object]:
    return {"source": source, "record": "1", "at": AT, **more}


def test_it_works(client: Client, town: Town) -> None:
    assert attribution(client, "/api/v1/stations") == ATTRIBUTION


def test_who_says_a_field_is_credited_in_lists_and_alone(
    client: Client, town: Town, register: Source
) -> None:
    Station.objects.filter(pk=town.keskusta.pk).update(provenance={"name.sv": says("register")})
    everybody = f"{ATTRIBUTION}; The city"
    assert attribution(client, "/api/v1/stations") == everybody
    assert attribution(client, f"/api/v1/stations/{town.keskusta.pk}") == everybody
    text = client.get("/api/v1/stations?format=csv").content.decode()
    assert {row["attribution"] for row in csv.DictReader(io.StringIO(text))} == {everybody}
    assert "The city" in client.get("/en/stations/").content.decode()


def test_who_is_only_kept_beside_is_credited_where_it_is_shown(
    client: Client, town: Town, register: Source
) -> None:
    others = [says("register", value="Centrum")]
    Station.objects.filter(pk=town.keskusta.pk).update(
        provenance={"name.sv": says("osm", others=others)}
    )
    assert attribution(client, "/api/v1/stations") == ATTRIBUTION
    assert attribution(client, f"/api/v1/stations/{town.keskusta.pk}").endswith("; The city")


def test_what_was_entered_by_hand_credits_nobody(client: Client, town: Town) -> None:
    Station.objects.filter(pk=town.keskusta.pk).update(provenance={"name.sv": says("local")})
    assert attribution(client, "/api/v1/stations") == ATTRIBUTION


def test_parts_of_other_sources_are_credited(client: Client, town: Town, register: Source) -> None:
    Entrance.objects.filter(station=town.keskusta).update(source=register)
    assert attribution(client, "/api/v1/stations") == f"{ATTRIBUTION}; The city"
    Place.objects.create(
        pk=50,
        organisation=town.library,
        source=register,
        source_id="p1",
        name={"fi": "Sali"},
        kind="hall",
        point=town.keskusta.point,
    )
    address = f"/api/v1/organisations/{town.library.pk}"
    assert attribution(client, address) == f"{ATTRIBUTION}; The city"


@pytest.mark.parametrize(
    "question",
    [
        "last-mile?from=metro&to=Rantapolku",
        "route?from=station:{}&to=Rantapolku",
        "service-area?from=station:{}&metres=500",
    ],
)
def test_walks_credit_the_sources_of_their_ends(
    client: Client, town: Town, register: Source, question: str
) -> None:
    Station.objects.filter(pk=town.keskusta.pk).update(source=register)
    address = f"/api/v1/{question.format(town.keskusta.pk)}"
    assert attribution(client, address) == f"{ATTRIBUTION}; The city"


def test_everybody_is_named_once() -> None:
    assert together(["© A; B"], ["B", "C"]) == "© A; B; C"
