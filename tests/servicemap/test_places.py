"""Places: what is told of them, walks from and to them, and which are mere addresses."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from geodata import models
from tests.servicemap.town import ATTRIBUTION, DATA_DATE, Town

NEWS = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)


def add_address(town: Town, **changes: Any) -> models.Place:
    """Give the library a place of its own, as sources do that know organisations alone."""
    about = {
        "pk": 50,
        "source": town.library.source,
        "source_id": town.library.source_id,
        "organisation": town.library,
        "name": town.library.name,
        "kind": "library",
        "point": town.library.point,
    }
    return models.Place.objects.create(**about | changes)


def add_entrances(town: Town, *positions: tuple[float, float]) -> None:
    for number, position in enumerate(positions, start=50):
        models.Entrance.objects.create(
            pk=number,
            source=town.field.source,
            source_id=f"entrance/{number}",
            name={},
            ref=f"P{number}",
            place=town.field,
            point=Point(position),
        )


def add_keyword(town: Town) -> None:
    models.Keyword.objects.create(
        pk=1,
        source=town.field.source,
        source_id="sport:1",
        name={"fi": "jalkapallo", "sv": "fotboll"},
    )


def listed(client: Client, query: str = "") -> list[int]:
    answer = client.get(f"/api/v1/places?{query}").json()
    found = [feature["id"] for feature in answer["features"]]
    assert answer["count"] == len(found)
    return found


def test_it_works(client: Client, town: Town) -> None:
    add_keyword(town)
    add_entrances(town, (24.96, 60.17))
    models.OpeningHours.objects.create(place=town.field, rule="Mo-Su 09:00-21:00")
    models.Place.objects.update(updated_at=NEWS, organisation=town.library)
    told = {
        "name": "Spelplanen",
        "name_language": "sv",
        "names": {"fi": "Pelikenttä", "sv": "Spelplanen"},
        "endpoint": "place:1",
        "kind": "sports_field",
        "description": "Nurmi ja katsomo.",
        "description_language": "fi",
        "description_languages": ["fi"],
        "description_is_outdated": False,
        "street_address": "Kuja 2",
        "postal_code": "00100",
        "city": "Kaupunki",
        "email": "kentta@kaupunki.example",
        "telephone": "+358 9 765 432",
        "website": "https://kentta.example/",
        "wheelchair": "yes",
        "opening_hours": [{"rule": "Mo-Su 09:00-21:00", "comment": "", "comment_language": ""}],
        "organisation": "organisation:1",
        "organisation_name": "Biblioteket",
        "entrances": [
            {
                "id": 50,
                "ref": "P50",
                "name": "",
                "wheelchair": "",
                "coordinates": [24.96, 60.17],
            }
        ],
        "keywords": [
            {"id": "sport:1", "name": "fotboll"},
            {"id": "nurmi", "name": "nurmi"},
        ],
        "identifiers": ["lipas:72948"],
        "is_example": False,
        "source": {
            "key": "osm",
            "name": "OpenStreetMap",
            "licence": "CC0",
            "attribution": ATTRIBUTION,
            "data_date": DATA_DATE,
        },
        "source_id": "node/50",
        "updated_at": "2026-03-04T05:06:07+00:00",
    }
    carried = {
        "network_version": town.version,
        "data_date": DATA_DATE,
        "attribution": ATTRIBUTION,
    }
    point = {"type": "Point", "coordinates": [24.96, 60.1702]}
    assert client.get("/api/v1/places", {"lang": "sv"}).json() == {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "id": 1, "geometry": point, "properties": told}],
        "count": 1,
        "next": None,
        **carried,
    }
    assert client.get("/api/v1/places/1", {"lang": "sv"}).json() == {
        "type": "Feature",
        "id": 1,
        "geometry": point,
        "properties": told | {"provenance": []} | carried,
    }


def test_an_organisations_own_address_is_found_by_its_id_alone(client: Client, town: Town) -> None:
    add_address(town)
    assert listed(client) == [1]
    assert listed(client, "q=kirjasto") == []
    one = client.get("/api/v1/places/50").json()
    assert one["properties"]["organisation"] == "organisation:1"
    (place,) = client.get("/api/v1/organisations/1").json()["properties"]["places"]
    assert place["id"] == 50


@pytest.mark.parametrize(
    ("changes", "is_listed"),
    [
        ({"name": {"": "Kirjasto"}}, False),  # another source does not say in which language
        ({"name": {"sv": "BIBLIOTEKET"}}, False),
        ({"point": Point(24.9455, 60.1702)}, False),  # 28 m away: drawn as another building
        ({"name": {"fi": "Lukusali"}}, True),
        ({"name": {"fi": "Kirjasto", "sv": "Läsesalen"}}, True),
        ({"point": Point(24.9600, 60.1702)}, True),  # another branch
        ({"organisation": None}, True),
    ],
)
def test_what_is_a_place_of_its_own(
    client: Client, town: Town, changes: dict[str, Any], is_listed: bool
) -> None:
    add_address(town, **changes)
    assert (50 in listed(client)) is is_listed


@pytest.mark.parametrize(
    "change",
    [{"point": None}, {"closed_at": timezone.now()}],
    ids=["the organisation is nowhere", "the organisation is gone"],
)
def test_an_address_is_shown_where_its_organisation_is_not(
    client: Client, town: Town, change: dict[str, Any]
) -> None:
    add_address(town)
    models.Organisation.objects.update(**change)
    assert listed(client) == [50, 1]


def test_a_closed_organisation_is_not_told(client: Client, town: Town) -> None:
    models.Place.objects.update(organisation=town.library)
    models.Organisation.objects.update(closed_at=timezone.now())
    told = client.get("/api/v1/places/1").json()["properties"]
    assert (told["organisation"], told["organisation_name"]) == (None, "")


def test_keywords_are_called_as_the_places_own_source_calls_them(
    client: Client, town: Town
) -> None:
    add_keyword(town)
    other = models.Source.objects.create(
        key="other", name="Other", rank=1, attribution="© the others"
    )
    models.Keyword.objects.create(pk=50, source=other, source_id="sport:1", name={"": "soccer"})
    models.Keyword.objects.create(pk=51, source=other, source_id="nurmi", name={"": "grass"})
    told = client.get("/api/v1/places/1?lang=fi").json()["properties"]["keywords"]
    assert [word["name"] for word in told] == ["jalkapallo", "grass"]


def test_walks_begin_and_end_at_the_best_entrance(client: Client, town: Town) -> None:
    at_its_point = client.get("/api/v1/route?from=place:1&to=Keskusta").json()["properties"]
    assert (at_its_point["origin"]["id"], at_its_point["entrance"]) == ("place:1", None)
    add_entrances(town, (24.964, 60.17), (24.956, 60.17))
    models.Entrance.objects.filter(pk=50).update(name={"fi": "Itäportti"})
    from_it = client.get("/api/v1/route?from=place:1&to=Keskusta").json()["properties"]
    assert from_it["origin"] == {"id": "place:1", "name": "Pelikenttä", "kind": "place"}
    assert (from_it["entrance"]["ref"], from_it["target_entrance"]["ref"]) == ("P51", "B")
    to_it = client.get("/api/v1/route?from=Reuna&to=Spelplanen").json()["properties"]
    assert to_it["target"]["id"] == "place:1"
    assert to_it["target_entrance"]["ref"] == "P50"
    mile = client.get("/api/v1/last-mile?from=place:1").json()["features"]
    assert [feature["properties"]["origin"]["id"] for feature in mile] == ["place:1"]


def test_the_name_of_an_organisation_does_not_mean_its_address_too(
    client: Client, town: Town
) -> None:
    add_address(town)
    told = client.get("/api/v1/route?from=Kirjasto&to=Keskusta").json()["properties"]
    assert told["origin"]["id"] == "organisation:1"
    add_address(town, pk=51, source_id="branch", point=Point(24.96, 60.17))
    response = client.get("/api/v1/route?from=Kirjasto&to=Keskusta")
    assert response.status_code == 404
    candidates = [each["id"] for each in response.json()["candidates"]]
    assert candidates == ["organisation:1", "place:51"]


def test_queries_do_not_grow_with_the_rows(
    client: Client, town: Town, django_assert_num_queries: Any
) -> None:
    for number in range(100, 150):
        place = add_address(
            town,
            pk=number,
            source_id=f"node/{number}",
            name={"": f"Paikka {number}"},
            keywords=["sport:1", f"word:{number}"],
        )
        models.OpeningHours.objects.create(place=place, rule="24/7")
        models.Entrance.objects.create(
            pk=number,
            source=place.source,
            source_id=f"e{number}",
            name={},
            place=place,
            point=place.point,
        )
    # the instance, the count, the rows, hours, entrances, organisations, keywords
    with django_assert_num_queries(7):
        assert client.get("/api/v1/places").json()["count"] == 51


def test_a_table_keeps_every_column(client: Client, town: Town) -> None:
    add_keyword(town)
    text = client.get("/api/v1/places?format=csv&lang=fi").content.decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["name"], row["endpoint"], row["organisation"]) == ("Pelikenttä", "place:1", "")
    assert (row["lon"], row["lat"]) == ("24.96", "60.1702")
    assert row["identifiers"] == "lipas:72948"
    assert "jalkapallo" in row["keywords"]
