"""Events: in the order of time, once each, on the days asked for; what is over is not told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from geodata import models
from geodata.search import indexing
from tests.servicemap.town import ATTRIBUTION, DATA_DATE, Town
from tests.servicemap.town_events import ZONE, at

NEWS = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
SATURDAY = {"since": "2026-11-28", "until": "2026-11-28"}


@pytest.fixture(autouse=True)
def sunday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Sunday, 22 November 2026, ten o'clock; the town is founded on that day."""
    monkeypatch.setattr(timezone, "now", lambda: at(dt.date(2026, 11, 22), 10))


def listed(client: Client, params: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """Ask for a list and return names and beginnings."""
    response = client.get("/api/v1/events", {"lang": "fi", **(params or {})})
    assert response.status_code == 200, response.content
    found = [feature["properties"] for feature in response.json()["features"]]
    assert response.json()["count"] >= len(found)
    return [(each["name"], each["starts_at"][:16]) for each in found]


def time(starts: str, ends: str | None = None, **more: str) -> dict[str, Any]:
    told = {"starts_at": starts, "ends_at": ends, "moved_from": None, "status": "scheduled"}
    return {**told, **more}


def test_it_works(client: Client, town: Town) -> None:
    models.Event.objects.update(updated_at=NEWS)
    answer = client.get("/api/v1/events?q=Lukupiiri&lang=fi").json()
    times = [
        time("2026-12-01T18:00:00+02:00", "2026-12-01T20:00:00+02:00"),
        time("2026-12-08T18:00:00+02:00", "2026-12-08T20:00:00+02:00", status="cancelled"),
        time(
            "2026-12-16T17:00:00+02:00",
            "2026-12-16T19:00:00+02:00",
            moved_from="2026-12-15T18:00:00+02:00",
        ),
        time("2026-12-22T18:00:00+02:00", "2026-12-22T20:00:00+02:00"),
    ]
    assert answer == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": 1,
                "geometry": {"type": "Point", "coordinates": [24.945, 60.1702]},
                "properties": {
                    "name": "Lukupiiri",
                    "name_language": "fi",
                    "names": {"fi": "Lukupiiri", "sv": "Läsecirkel"},
                    "endpoint": "event:1",
                    "kind": "",
                    **times[0],
                    "all_day": False,
                    "occurrences": times,
                    "recurrence": "FREQ=WEEKLY;COUNT=4",
                    "series": None,
                    "series_name": "",
                    "parts": [],
                    "place": None,
                    "place_name": "",
                    "street_address": "",
                    "postal_code": "",
                    "city": "",
                    "organisation": "organisation:1",
                    "organisation_name": "Kirjasto",
                    "published_by": "",
                    "summary": "Luemme yhdessä.",
                    "summary_language": "fi",
                    "description": "Kirja kuussa.",
                    "description_language": "fi",
                    "description_languages": ["fi"],
                    "description_is_outdated": False,
                    "audience": "Aikuisille",
                    "audience_language": "fi",
                    "is_free": True,
                    "price": "",
                    "price_language": "",
                    "languages": ["fi", "sv"],
                    "wheelchair": "yes",
                    "keywords": [{"id": "nurmi", "name": "nurmi"}],
                    "website": "",
                    "images": [],
                    "is_example": False,
                    "source": {
                        "key": "osm",
                        "name": "OpenStreetMap",
                        "licence": "CC0",
                        "attribution": ATTRIBUTION,
                        "data_date": DATA_DATE,
                    },
                    "source_id": "event/1",
                    "updated_at": "2026-03-04T05:06:07+00:00",
                },
            }
        ],
        "count": 1,
        "next": None,
        "network_version": town.version,
        "data_date": DATA_DATE,
        "attribution": ATTRIBUTION,
    }


def test_what_is_to_come_comes_in_the_order_of_time(client: Client, town: Town) -> None:
    assert listed(client) == [
        ("Joulumarkkinat", "2026-11-28T00:00"),
        ("Retki", "2026-11-28T09:00"),
        ("Jumppa", "2026-11-28T10:00"),
        ("Esimerkkijuhla", "2026-11-28T12:00"),
        ("Kurssin osa 1", "2026-11-28T14:00"),
        ("Konsertti", "2026-11-28T19:00"),
        ("Yökahvila", "2026-11-28T22:00"),
        ("Lukupiiri", "2026-12-01T18:00"),
        ("Kurssin osa 2", "2026-12-05T14:00"),
    ]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        (  # what goes on since Saturday, even over midnight, comes first
            {"since": "2026-11-29", "until": "2026-11-29"},
            [("Joulumarkkinat", "2026-11-28T00:00"), ("Yökahvila", "2026-11-28T22:00")],
        ),
        ({"since": "2026-11-30", "until": "2026-11-30"}, []),
        (  # the second time of the weekly one, which is cancelled
            {"since": "2026-12-06", "until": "2026-12-12"},
            [("Lukupiiri", "2026-12-08T18:00")],
        ),
        (  # it was moved away from the 15th
            {"since": "2026-12-15", "until": "2026-12-16"},
            [("Lukupiiri", "2026-12-16T17:00")],
        ),
        (  # days that are over may be asked for
            {"since": "2026-11-01", "until": "2026-11-10"},
            [("Kesäjuhla", "2026-11-08T12:00")],
        ),
        ({"until": "2026-11-27"}, []),
        (
            {**SATURDAY, "bbox": "24.95,60.16,24.97,60.18"},
            [("Joulumarkkinat", "2026-11-28T00:00"), ("Konsertti", "2026-11-28T19:00")],
        ),
        ({"q": "KONS", **SATURDAY}, [("Konsertti", "2026-11-28T19:00")]),
    ],
)
def test_days(
    client: Client, town: Town, params: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert listed(client, params) == expected


def test_what_goes_on_now_is_still_to_come(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 11, 29, 1, tzinfo=ZONE))
    assert listed(client)[:3] == [
        ("Joulumarkkinat", "2026-11-28T00:00"),
        ("Yökahvila", "2026-11-28T22:00"),
        ("Lukupiiri", "2026-12-01T18:00"),
    ]
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 11, 29, 2, tzinfo=ZONE))
    assert "Yökahvila" not in dict(listed(client))


def test_pages_follow_each_other_without_gap_or_repeat(client: Client, town: Town) -> None:
    url: str | None = "/api/v1/events?limit=2&lang=fi&since=2026-11-29"
    found: list[int] = []
    while url:
        page = client.get(url).json()
        assert page["count"] == 4
        found += [feature["id"] for feature in page["features"]]
        url = page["next"]
    assert found == [5, 6, 1, 11]


def test_the_next_address_can_be_read(client: Client, town: Town) -> None:
    page = client.get("/api/v1/events?limit=1").json()
    assert page["next"] == "http://testserver/api/v1/events?limit=1&next=2026-11-27T22:00:00Z,5"


def test_one_event_tells_all_its_times_and_its_parts(client: Client, town: Town) -> None:
    part = town.events["Kurssin osa 1"]
    told = client.get(f"/api/v1/events/{part.pk}?lang=fi").json()["properties"]
    assert (told["series"], told["series_name"]) == ("event:9", "Kurssi")
    series = client.get("/api/v1/events/9?lang=fi").json()["properties"]
    assert series["occurrences"] == []
    assert [(each["id"], each["name"], each["starts_at"]) for each in series["parts"]] == [
        ("event:10", "Kurssin osa 1", "2026-11-28T14:00:00+02:00"),
        ("event:11", "Kurssin osa 2", "2026-12-05T14:00:00+02:00"),
    ]


def test_a_past_event_tells_its_last_time(client: Client, town: Town) -> None:
    told = client.get("/api/v1/events/7").json()["properties"]
    assert (told["starts_at"], told["occurrences"]) == ("2026-11-08T12:00:00+02:00", [])


def test_lists_tell_ten_times_and_one_event_all(client: Client, town: Town) -> None:
    models.Event.objects.filter(pk=1).update(recurrence="FREQ=DAILY;COUNT=30")
    models.EventException.objects.all().delete()
    indexing.refresh(models.Event, [1])
    listed_one = client.get("/api/v1/events?q=Lukupiiri").json()["features"][0]["properties"]
    assert len(listed_one["occurrences"]) == 10
    assert len(client.get("/api/v1/events/1").json()["properties"]["occurrences"]) == 30


def test_what_is_unsafe_to_link_to_is_left_out(client: Client, town: Town) -> None:
    bad = [{"url": "javascript:alert(1)"}, {"url": ""}, {}]
    models.Event.objects.filter(pk=2).update(images=bad, website="javascript:alert(1)")
    told = client.get("/api/v1/events/2").json()["properties"]
    assert (told["images"], told["website"]) == ([], "")


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("since=28.11.2026", "since", "“28.11.2026” is not a day. Write year, month and day"),
        ("since=20261128", "since", "is not a day"),
        ("since=2026-W48-6", "since", "is not a day"),
        ("since=2026-02-30", "since", "is not a day"),
        ("since=0001-01-01", "since", "is out of range"),
        ("until=9999-12-31", "until", "is out of range"),
        ("until=2026-11-21", "until", "2026-11-21 is before 2026-11-22, the first day asked for"),
        ("since=2026-12-01&until=2026-11-30", "until", "is before 2026-12-01"),
        ("since=" + "9" * 10_000, "since", "10000 characters"),
        ("since=2026-11-28%00", "since", "control characters"),
        ("since=%E2%80%AE2026-11-28", "since", "control characters"),
        ("since=2026-11-28&since=2026-11-29", "since", "more than once"),
        ("next=5", "next", "is not where a page ends"),
        ("next=2026-99-28T16:00:00Z,1", "next", "is not where a page ends"),
        ("next=2026-11-28T16:00:00Z,1%27--", "next", "is not where a page ends"),
        ("untill=2026-11-28", "untill", "Did you mean until?"),
    ],
)
def test_nonsense_is_told(
    client: Client, town: Town, query: str, parameter: str, said: str
) -> None:
    response = client.get(f"/api/v1/events?{query}")
    assert response.status_code == 400
    assert response.json()["parameter"] == parameter
    assert said in response.json()["detail"]


def test_days_are_asked_of_events_alone(client: Client, town: Town) -> None:
    assert client.get("/api/v1/places?since=2026-11-28").status_code == 400


def test_the_number_of_queries_does_not_grow(
    client: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    library = town.library
    for number in range(60):
        models.Event.objects.create(
            pk=100 + number, source=library.source, source_id=f"event/{100 + number}",
            name={"fi": f"Näyttely {number}"}, starts_at=at(dt.date(2026, 11, 1 + number % 29), 9),
            ends_at=at(dt.date(2026, 12, 24), 18), place=town.field, organisation=library,
            series=town.events["Kurssi"], point=library.point, keywords=["sport:1"],
        )  # fmt: skip
    indexing.refresh(models.Event, range(100, 160))
    with django_assert_max_num_queries(13):
        assert client.get("/api/v1/events?limit=70").json()["count"] == 69
    with django_assert_max_num_queries(14):
        client.get("/api/v1/events/9")


def test_a_walk_leads_to_where_an_event_is(client: Client, town: Town) -> None:
    walk = client.get("/api/v1/route?from=station:2&to=event:2&lang=fi").json()["properties"]
    field = client.get("/api/v1/route?from=station:2&to=place:1").json()["properties"]
    assert walk["target"] == {"id": "event:2", "name": "Konsertti", "kind": "event"}
    assert (walk["metres"], walk["reason"]) == (field["metres"], None)
    told = client.get("/api/v1/route?from=event:1&to=event:6").json()["properties"]
    assert told["metres"] == 0


@pytest.mark.parametrize(
    "path", ["/api/v1/events", "/api/v1/events/2", "/feeds/events.ics", "/en/events/", "/en/"]
)
def test_answers_are_kept_for_a_minute(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    first = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": first}).status_code == 304
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 11, 22, 10, 1, tzinfo=ZONE))
    assert client.get(path, headers={"If-None-Match": first}).status_code == 200
