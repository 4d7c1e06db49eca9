"""Events on pages: day by day, the page of one, what comes at a place."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from geodata import models
from geodata.search import indexing
from tests.servicemap.town import Town
from tests.servicemap.town_events import ZONE, at


@pytest.fixture(autouse=True)
def sunday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Sunday, 22 November 2026, ten o'clock; the town is founded on that day."""
    monkeypatch.setattr(timezone, "now", lambda: at(dt.date(2026, 11, 22), 10))


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response
    return str(response.content.decode())


def text(html: str) -> str:
    """Return what a reader sees of a part of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows(html: str) -> list[str]:
    """Return headings of days and rows below them, in words."""
    parts = re.findall(r'<h2 class="day".*?</h2>|<li><time class="event-time".*?</li>', html, re.S)
    return [text(part) for part in parts]


def test_it_works(client: Client, town: Town) -> None:
    html = page(client, "/fi/events/")
    assert rows(html) == [
        "lauantai 28. marraskuuta 2026",
        "koko päivän, päättyy: sunnuntai 29. marraskuuta 2026 Joulumarkkinat Pelikenttä , Kuja 2",
        "9.00 Retki Siirretty: uusi aika ei ole vielä tiedossa",
        "10.00 Jumppa Peruttu",
        "12.00 Esimerkkijuhla Esimerkki, ei todellinen",
        "14.00 Kurssin osa 1",
        "19.00–21.00 Konsertti Pelikenttä , Kuja 2 10 €",
        "22.00–2.00 Yökahvila",
        "tiistai 1. joulukuuta 2026",
        "18.00–20.00 Lukupiiri Kirjasto Maksuton",
        "lauantai 5. joulukuuta 2026",
        "14.00 Kurssin osa 2",
        # What repeats stands under each of its days, for four weeks.
        "tiistai 8. joulukuuta 2026",
        "18.00–20.00 Lukupiiri Kirjasto Peruttu Maksuton",
        "keskiviikko 16. joulukuuta 2026",
        (
            "17.00–19.00 Lukupiiri Kirjasto "
            "Siirretty, alkuperäinen päivä: tiistai 15. joulukuuta 2026 Maksuton"
        ),
    ]
    assert "9 tapahtumaa." in html


def test_days_are_asked_for_by_links(client: Client, town: Town) -> None:
    html = page(client, "/en/events/?q=k")
    choices = re.search(r'<nav class="tabs day-choices".*?</nav>', html, re.S)
    assert choices
    links = re.findall(r'<a href="([^"]*)"( aria-current="page")?>([^<]*)<', choices[0])
    assert [(href.replace("&amp;", "&"), name) for href, _current, name in links] == [
        ("/en/events/?q=k", "All to come"),
        ("/en/events/?since=2026-11-22&until=2026-11-22&q=k", "Today"),
        ("/en/events/?since=2026-11-23&until=2026-11-23&q=k", "Tomorrow"),
        ("/en/events/?since=2026-11-22&until=2026-11-22&q=k", "This weekend"),
        ("/en/events/?since=2026-11-22&until=2026-11-28&q=k", "The next seven days"),
    ]
    assert [bool(current) for _href, current, _name in links] == [True, *[False] * 4]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-25", ["Saturday 28 November 2026", "Sunday 29 November 2026", "This weekend"]),
        ("2026-11-27", ["Sunday 29 November 2026", "This weekend"]),  # tomorrow is Saturday
        ("2026-11-28", ["This weekend"]),
    ],
)
def test_the_days_of_the_weekend(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch, day: str, expected: list[str]
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at(dt.date.fromisoformat(day), 10))
    names = re.findall(
        r'<li><a href="/en/events/[^"]*">([^<]*)</a></li>', page(client, "/en/events/")
    )
    assert names[2:-2] == expected


def test_what_goes_on_stands_first(client: Client, town: Town) -> None:
    html = page(client, "/en/events/?since=2026-11-29&until=2026-11-29")
    assert rows(html) == [
        "Going on",
        "until Sunday 29 November 2026 Joulumarkkinat Pelikenttä , Kuja 2",
        "until Sunday 29 November 2026, 02:00 Yökahvila",
    ]


def test_no_events_on_a_day(client: Client, town: Town) -> None:
    html = page(client, "/en/events/?since=2026-11-30&until=2026-11-30")
    assert "No events on these days." in html
    assert '<a href="/en/events/">Show all</a>' in html


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("since=28.11.2026", "since", "“28.11.2026” is not a day."),
        ("since=2026-12-01&until=2026-11-30", "until", "2026-11-30 is before 2026-12-01"),
        ("until=9999-99-99", "until", "is not a day"),
        ("q=" + "x" * 10_000, "q", "10000 characters"),
        ("since=%3Cscript%3Ealert(1)%3C/script%3E", "since", "&lt;script&gt;"),
    ],
)
def test_mistakes_are_told_beside_their_field(
    client: Client, town: Town, query: str, field: str, said: str
) -> None:
    response = client.get(f"/en/events/?{query}")
    html = response.content.decode()
    assert response.status_code == 400
    assert f'aria-describedby="{field}-error"' in html
    assert said in html
    assert "<title>Mistake: Events" in html
    assert "<script>alert" not in html


def test_a_wrong_page_is_told(client: Client, town: Town) -> None:
    assert client.get("/en/events/?next=7").status_code == 400


def test_pages_follow_each_other(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontend.events.ROWS", 4)
    address, seen = "/en/events/", []
    for _page in range(3):
        html = page(client, address)
        seen += re.findall(r'<a href="/en/events/(\d+)/', html)
        more = re.search(r'<a rel="next" href="([^"]+)"', html)
        address = more[1].replace("&amp;", "&") if more else ""
    assert address == ""
    assert seen == ["5", "4", "3", "8", "10", "2", "6", "1", "11"]


def test_an_event_tells_all_its_times(client: Client, town: Town) -> None:
    html = page(client, "/en/events/1/lukupiiri/")
    times = re.findall(r"<li>(<time.*?)</li>", html.split("All times to come")[1], re.S)
    assert [text(each).split(" Add to calendar : ")[0] for each in times] == [
        "Tuesday 1 December 2026, 18:00–20:00",
        "Tuesday 8 December 2026, 18:00–20:00 Cancelled",
        "Wednesday 16 December 2026, 17:00–19:00 Moved from Tuesday 15 December 2026",
        "Tuesday 22 December 2026, 18:00–20:00",
    ]
    assert "Add to calendar : Tuesday 1 December 2026, 18:00–20:00" in text(html)
    assert 'href="/feeds/events/1.ics?at=20261201T160000Z" download' in html
    seen = text(html)
    for said in ("Luemme yhdessä.", "Kirja kuussa.", "Aikuisille", "Finnish, Swedish",
                 "Free of charge", "From the nearest station", "How do you walk there?",
                 "Accessible by wheelchair"):  # fmt: skip
        assert said in seen, said
    assert 'href="/en/?to=event%3A1"' in html
    assert 'href="/en/organisations/1/kirjasto/"' in html


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (2, "Saturday 28 November 2026, 19:00–21:00"),
        (3, "Saturday 28 November 2026, 10:00 Cancelled"),
        (4, "Postponed: the new time is not known yet"),
        (5, "Saturday 28 November 2026 – Sunday 29 November 2026"),
        (6, "Saturday 28 November 2026, 22:00 – Sunday 29 November 2026, 02:00"),
        (7, "This event is over. Sunday 8 November 2026, 12:00"),
        (8, "Example, not real"),
        (9, "Saturday 5 December 2026, 14:00 Kurssin osa 2"),
        (6, "Where It has no address; the map shows where it is. How do you walk there?"),
        (10, "It is a part of: Kurssi"),
    ],
)
def test_what_pages_say(client: Client, town: Town, number: int, said: str) -> None:
    response = client.get(f"/en/events/{number}/", follow=True)
    assert said in text(response.content.decode())


def test_what_is_over_is_for_no_calendar(client: Client, town: Town) -> None:
    html = page(client, "/en/events/7/kesajuhla/".replace("kesajuhla", "kesäjuhla"))
    assert "Add to calendar" not in html


def test_what_has_begun_says_so(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 11, 28, 20, tzinfo=ZONE))
    assert "It has begun." in page(client, "/en/events/2/konsertti/")


def test_pictures_are_links_and_never_loaded(client: Client, town: Town) -> None:
    html = page(client, "/en/events/2/konsertti/")
    assert '<a href="https://kuva.example/1.jpg" rel="noopener noreferrer nofollow">' in html
    assert "P. Kuvaaja" in html
    assert "CC BY 4.0" in html
    assert '<img src="https' not in html


def test_search_engines_are_told(client: Client, town: Town) -> None:
    def data(path: str) -> dict[str, object]:
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(client, path))
        assert found
        told: dict[str, object] = json.loads(found[1])["@graph"][0]
        return told

    assert data("/fi/events/2/konsertti/") == {
        "@type": "Event",
        "name": "Konsertti",
        "url": "http://testserver/fi/events/2/konsertti/",
        "isAccessibleForFree": False,
        "location": {
            "@type": "Place",
            "name": "Pelikenttä",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Kuja 2",
                "postalCode": "00100",
                "addressLocality": "Kaupunki",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": 60.1702, "longitude": 24.96},
        },
        "image": ["https://kuva.example/1.jpg"],
        "offers": {"@type": "Offer", "description": "10 €"},
        "startDate": "2026-11-28T19:00:00+02:00",
        "endDate": "2026-11-28T21:00:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
    }
    series = data("/fi/events/1/lukupiiri/")
    assert (series["@type"], series["startDate"], series["endDate"]) == (
        "EventSeries",
        "2026-12-01T18:00:00+02:00",
        "2026-12-22T20:00:00+02:00",
    )
    parts = series["subEvent"]
    assert isinstance(parts, list)
    assert [each["eventStatus"].removeprefix("https://schema.org/Event") for each in parts] == [
        "Scheduled",
        "Cancelled",
        "Rescheduled",
        "Scheduled",
    ]
    assert parts[2]["previousStartDate"] == "2026-12-15T18:00:00+02:00"


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "\u202eabc", "x" * 10_000, "🎉"]
)
def test_names_are_text_and_nothing_else(client: Client, town: Town, name: str) -> None:
    hostile = {"fi": name}
    models.Event.objects.filter(pk=2).update(
        name=hostile, summary=hostile, description=hostile, price=hostile, audience=hostile,
        languages=["<b>", "fi"], keywords=["<i>"], published_by="<u>",
    )  # fmt: skip
    indexing.refresh(models.Event, [2])
    for path in ("/en/events/", "/en/events/2/", "/en/places/1/pelikentta/"):
        html = client.get(path, follow=True).content.decode()
        assert "<script>alert" not in html
        assert not re.search(r"<(b|i|u)>", html)


def test_organisations_and_places_tell_what_comes(
    client: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    library = page(client, "/en/organisations/1/kirjasto/")
    assert "Coming events" in library
    assert "Lukupiiri Tuesday 1 December 2026, 18:00–20:00" in text(library)
    field = text(page(client, "/en/places/1/pelikentta/".replace("pelikentta", "pelikenttä")))
    assert "Joulumarkkinat Saturday 28 November 2026 – Sunday 29 November 2026 Konsertti" in field
    models.Event.objects.filter(pk=1).update(organisation=None)
    models.Instance.bump()
    assert "Coming events" not in page(client, "/en/organisations/1/kirjasto/")


def test_the_number_of_queries_does_not_grow(
    client: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        models.Event.objects.create(
            pk=100 + number, source=town.library.source, source_id=f"event/{100 + number}",
            name={"fi": f"Kokous {number}"}, starts_at=at(dt.date(2026, 12, 1), 9),
            place=town.field, organisation=town.library, point=town.library.point,
        )  # fmt: skip
    indexing.refresh(models.Event, range(100, 160))
    with django_assert_max_num_queries(13):
        client.get("/fi/events/")
    html = page(client, "/en/organisations/1/kirjasto/")
    assert len(re.findall(r'<li><a href="/en/events/\d', html)) == 10
    assert "All events" in html


def test_many_times_are_folded(client: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontend.events.FIRST_TIMES", 2)
    html = page(client, "/en/events/1/lukupiiri/")
    shown, folded = html.split("All times to come")[1].split("<details>", 1)
    assert shown.count("<li><time") == 2
    assert folded.split("</details>")[0].count("<li><time") == 2
    assert "2 more times" in text(folded)
