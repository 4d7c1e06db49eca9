"""The search over HTTP: what it answers, what it counts, and that nothing typed breaks it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from geodata.models import Instance, Organisation, Place, SamePair, ZeroSearch
from geodata.search import indexing, words
from importers import merging
from tests.servicemap.test_origins import organisation, source
from tests.servicemap.town import Town


@pytest.fixture(autouse=True)
def indexed(town: Town) -> None:
    indexing.rebuild()


def find(client: Client, q: str, **more: str) -> Any:
    answer = client.get("/api/v1/search", {"q": q, "lang": "en", **more})
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def names(found: Any) -> list[str]:
    return [feature["properties"]["name"] for feature in found["features"]]


def test_it_works(client: Client, town: Town) -> None:
    found = find(client, "kirjasto", kinds="organisation")
    [feature] = found["features"]
    assert feature == {
        "type": "Feature",
        "id": f"organisation:{town.library.pk}",
        "geometry": {"type": "Point", "coordinates": [24.945, 60.1702]},
        "properties": {
            "noun": "organisation",
            "name": "Kirjasto",
            "name_language": "fi",
            "kind": "library",
            "is_example": False,
            "score": feature["properties"]["score"],
            "metres": None,
            "minutes": None,
            "starts_at": None,
            "is_open": feature["properties"]["is_open"],
            "open_until": feature["properties"]["open_until"],
        },
    }
    assert found["count"] == 1
    assert found["meant"] == []
    assert found["attribution"]


def test_a_mistyped_word_is_told_with_what_was_taken_instead(client: Client) -> None:
    found = find(client, "kirjstao")
    assert found["meant"] == [{"word": "kirjstao", "instead": "kirjasto"}]
    assert "Kirjasto" in names(found)


def test_a_box_and_kinds_narrow_it(client: Client) -> None:
    assert find(client, "kirjasto", bbox="10,10,11,11")["count"] == 0
    assert find(client, "kirjasto", kinds="trail")["count"] == 0


@pytest.mark.parametrize(
    "q",
    [
        *("x" * 10_000, "()", ":", "&", "|", "!", "*", "/", "\\", "'", '"', "''", "%", "_", "<->"),
        *("a & | b", "!kirjasto", "kirjasto:*", "kirj'asto", "'; DROP TABLE geodata_station; --"),
        *("<script>alert(1)</script>", "\x00", "kir\x00jasto", "\u202ekirjasto", "🙂", "a\u0308"),
        *(
            "ﷺ",
            "  ",
            "-",
            "’",
            "kirjasto " * 50,
            "\ud83d\ude42".encode("utf-16", "surrogatepass").decode("utf-16"),
        ),
    ],
)
def test_whatever_is_typed_gets_an_answer(client: Client, q: str) -> None:
    assert find(client, q)["count"] >= 0
    assert client.get("/en/search", {"q": q}, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("params", "parameter"),
    [
        ({"q": "a", "kinds": "castle"}, "kinds"),
        ({"q": "a", "limit": "0"}, "limit"),
        ({"q": "a", "limit": "1000000000"}, "limit"),
        ({"q": "a", "bbox": "1,2,3"}, "bbox"),
        ({"q": "a", "sort": "x"}, "sort"),
        ({}, "q"),
    ],
)
def test_what_is_wrong_is_named(client: Client, params: dict[str, str], parameter: str) -> None:
    answer = client.get("/api/v1/search", params)
    assert answer.status_code == 400
    assert json.loads(answer.content)["parameter"] == parameter


def test_what_found_nothing_is_counted_without_who(client: Client) -> None:
    for _ in range(2):
        assert find(client, "Qwertyuiop  zzz")["count"] == 0
    page = client.get("/en/search", {"q": "qwertyuiop zzz"})
    assert "Nothing was found for" in page.content.decode()
    counted = ZeroSearch.objects.get()
    assert (counted.words, counted.language, counted.count) == ("qwertyuiop zzz", "en", 3)
    assert counted.week.weekday() == 0
    assert {field.name for field in ZeroSearch._meta.fields} == {
        *("id", "week", "language", "words", "count")
    }


def test_what_is_closed_or_merged_is_not_found(client: Client, town: Town) -> None:
    one = organisation(source("streets", "Streets", 50))
    other = organisation(source("register", "Register", 10))
    indexing.refresh(Organisation, [one.pk, other.pk])
    assert find(client, "kallion")["count"] == 2
    first, second = sorted((one.pk, other.pk))
    pair = SamePair.objects.create(noun="organisation", one=first, other=second, score=1)
    merging.merge(pair)
    assert [feature["id"] for feature in find(client, "kallion")["features"]] == [
        f"organisation:{first}"
    ]
    merging.part(pair)
    assert find(client, "kallion")["count"] == 2


def test_the_page_leads_to_what_was_found(client: Client, town: Town) -> None:
    html = client.get("/fi/search", {"q": "kirjasto"}).content.decode()
    assert f"/fi/organisations/{town.library.pk}/kirjasto/" in html
    assert client.get("/fi/search").status_code == 200


def test_the_same_number_of_queries_however_much_is_found(
    client: Client, town: Town, django_assert_num_queries: Any
) -> None:
    Instance.bump()
    with django_assert_num_queries(3):
        find(client, "kirjasto")
    for number in range(30):
        made = Organisation(
            pk=5_000 + number,
            source=town.library.source,
            source_id=f"more/{number}",
            name={"fi": f"Kirjasto {number}"},
            kind="library",
            point=Point(24.94, 60.17, srid=4326),
        )
        made.save()
    indexing.rebuild()
    Instance.bump()
    with django_assert_num_queries(3):
        assert find(client, "kirjasto")["count"] > 30


def test_without_a_dictionary_words_are_still_found(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_voikko", lambda: None)
    words._analyses.cache_clear()
    words._finnish.cache_clear()
    try:
        indexing.rebuild()
        assert "Kirjasto" in names(find(client, "kirjas"))
        assert "Kirjasto" in names(find(client, "library"))
    finally:
        words._analyses.cache_clear()
        words._finnish.cache_clear()


def test_an_organisation_and_its_own_address_are_found_once(client: Client, town: Town) -> None:
    twin = Place(
        pk=7_000,
        source=town.library.source,
        source_id="node/30",
        organisation=town.library,
        name=town.library.name,
        kind="library",
        point=town.library.point,
    )
    twin.save()
    indexing.rebuild()
    assert [
        each["id"] for each in find(client, "kirjasto", kinds="organisation,place")["features"]
    ] == [f"organisation:{town.library.pk}"]
