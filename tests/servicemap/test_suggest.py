"""Suggestions while one types: what begins so, with slips, each thing once, whatever is typed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from geodata import models
from geodata.search import indexing
from tests.servicemap.town import Town


@pytest.fixture(autouse=True)
def filled(town: Town) -> None:
    shared: dict[str, Any] = {"source": town.library.source, "point": Point(24.94, 60.17)}
    models.Address.objects.create(
        source_id="a1", street={"fi": "Kirkkotie"}, number="3", city="Kaupunki", **shared
    )
    models.PlaceName.objects.create(
        source_id="p1", name={"fi": "Kirkkonummi"}, kind="suburb", **shared
    )
    for number in range(3):  # three of one name at one address
        models.Organisation.objects.create(
            pk=10 + number,
            source_id=f"o{number}",
            name={"fi": "Uimahalliyhdistys"},
            kind="club",
            **shared,
        )
    indexing.rebuild()


def suggest(client: Client, q: str, **more: str) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/suggest", {"q": q, "lang": "fi", **more})
    assert answer.status_code == 200, answer.content
    told: list[dict[str, Any]] = json.loads(answer.content)["suggestions"]
    return told


def names(client: Client, q: str, **more: str) -> list[str]:
    return [each["name"] for each in suggest(client, q, **more)]


def test_it_works(client: Client, town: Town) -> None:
    topic, *_topics, library = suggest(client, "kirja")
    assert topic == {
        "noun": "topic",
        "id": "learning",
        "name": "Kirjasto ja oppiminen",
        "name_language": "fi",
        "kind": "",
        "address": "",
        "is_example": False,
    }
    assert library == {
        "noun": "organisation",
        "id": town.library.pk,
        "name": "Kirjasto",
        "name_language": "fi",
        "kind": "library",
        "address": "Katu 1, Kaupunki",
        "is_example": False,
    }


def test_every_kind_of_thing_is_suggested(client: Client) -> None:
    assert names(client, "rant") == ["Ranta", "Rantapolku", "Rannan vaihtopaikka"]
    assert names(client, "kirkko") == ["Kirkkonummi", "Kirkkotie 3"]
    assert names(client, "pelik") == ["Pelikenttä"]
    assert names(client, "strandst", lang="sv") == ["Strandstigen"]


def test_short_beginnings_later_words_parts_and_accents(client: Client) -> None:
    assert "Ranta" in names(client, "r")
    assert names(client, "kirkkotie 3") == ["Kirkkotie 3"]
    assert names(client, "kirkkotie 4") == []
    assert names(client, "Kirkkotie 3, Kaupunki") == ["Kirkkotie 3"]
    assert names(client, "Kirkkotie 3, elsewhere") == ["Kirkkotie 3"]
    assert names(client, "kirkkotie 4, Kaupunki") == []
    assert names(client, "halli") == ["Uimahalliyhdistys"]
    assert names(client, "pelikentt") == names(client, "PELIKENTTA") == ["Pelikenttä"]


def test_a_slip_is_forgiven(client: Client) -> None:
    assert names(client, "kirjstao") == ["Kirjasto"]
    assert names(client, "kirjst") == ["Kirjasto"]
    assert names(client, "rnatapol") == ["Rantapolku"]


def test_what_nobody_could_tell_apart_is_told_once(client: Client) -> None:
    assert names(client, "uimahalli") == ["Uimahalliyhdistys"]


def test_no_more_than_asked(client: Client) -> None:
    assert len(suggest(client, "k", limit="2")) == 2


@pytest.mark.parametrize(
    "q",
    [
        *("x" * 10_000, "()", ":*", "&", "|", "!", "'", '"', "\\", "%", "_", "\x00", "kir\x00j"),
        *(
            "\u202ekir",
            "🙂",
            "<script>",
            "'; DROP TABLE x; --",
            "noun=station",
            "a\u0308",
            "ﷺ",
            " ",
        ),
    ],
)
def test_whatever_is_typed_gets_an_answer(client: Client, q: str) -> None:
    assert isinstance(suggest(client, q), list)


@pytest.mark.parametrize(
    ("params", "parameter"),
    [({}, "q"), ({"q": "a", "limit": "21"}, "limit"), ({"q": "a", "kinds": "station"}, "kinds")],
)
def test_what_is_wrong_is_named(client: Client, params: dict[str, str], parameter: str) -> None:
    answer = client.get("/api/v1/suggest", params)
    assert answer.status_code == 400
    assert json.loads(answer.content)["parameter"] == parameter


def test_two_queries_however_much_begins_so(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        suggest(client, "kir")
