"""What people ask for is counted by entry and week, what machines ask for is not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from geodata.models import Organisation, Place, ZeroSearch
from geodata.search import indexing
from servicemap.models import Use
from servicemap.visitors import figures, upkeep
from servicemap.visitors.counter import Buffer
from servicemap.visitors.figures import rounded
from servicemap.visitors.words import kept
from tests.servicemap.town import Town

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TODAY = dt.date(2026, 11, 25)  # a Wednesday
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def reader() -> Client:
    return Client(headers={"User-Agent": BROWSER})


def counts(buffer: Buffer) -> list[tuple[str, int, str, str, int]]:
    buffer.write()
    found = Use.objects.order_by("noun", "entry", "what", "words")
    return list(found.values_list("noun", "entry", "what", "words", "count"))


def used(
    noun: str, entry: int, what: str, number: int, *, weeks_ago: int = 0, words: str = ""
) -> None:
    Use.objects.create(
        noun=noun,
        entry=entry,
        what=what,
        words=words,
        count=number,
        week=MONDAY - dt.timedelta(weeks=weeks_ago),
    )


def test_it_works(reader: Client, town: Town, counted: Buffer) -> None:
    library, event = town.library.pk, town.events["Lukupiiri"].pk
    reader.get(f"/fi/organisations/{library}/kirjasto/")
    reader.get(f"/en/organisations/{library}/kirjasto/")
    reader.get(f"/feeds/events/{event}.ics")
    reader.get(f"/api/v1/route?from=station:1&to=organisation:{library}")
    reader.get(f"/fi/last-mile?from=station:1&to=place:{town.field.pk}")
    reader.get(f"/fi/?from=station:1&to=organisation:{library}")
    reader.get("/api/v1/search?q=kirjasto&kinds=organisation")
    assert counts(counted) == [
        ("event", event, "calendar", "", 1),
        ("organisation", library, "found", "kirjasto", 1),
        ("organisation", library, "opened", "", 2),
        ("organisation", library, "routed", "", 2),
        ("place", town.field.pk, "routed", "", 1),
    ]


def test_the_first_ten_hits_of_a_search_are_counted(
    reader: Client, town: Town, counted: Buffer
) -> None:
    for number in range(12):
        Organisation.objects.create(
            pk=100 + number,
            source=town.library.source,
            source_id=f"x{number}",
            name={"fi": "Kerho"},
        )
    indexing.refresh(Organisation, range(100, 112))
    reader.get("/en/search?q=kerho")
    first = [("organisation", pk, "found", "kerho", 1) for pk in range(100, 110)]
    assert counts(counted) == first
    reader.get("/api/v1/search?q=kerho&next=10")
    reader.get("/api/v1/search?q=kerho&next=8&limit=5")
    assert counts(counted) == [*first[:8], *((*each[:4], 2) for each in first[8:])]


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": ""},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "python-requests/2.32"},
        {"User-Agent": "Mozilla/5.0 HeadlessChrome/140.0"},
        {"User-Agent": BROWSER, "Sec-Purpose": "prefetch;prerender"},
        {"User-Agent": BROWSER, "Purpose": "prefetch"},
    ],
)
def test_machines_and_what_nobody_asked_for_yet_are_not_counted(
    client: Client, town: Town, counted: Buffer, headers: dict[str, str]
) -> None:
    client.get(f"/fi/organisations/{town.library.pk}/kirjasto/", headers=headers)
    client.get("/api/v1/search?q=kirjasto", headers=headers)
    assert counts(counted) == []


def test_no_more_is_counted(reader: Client, town: Town, counted: Buffer) -> None:
    page = f"/fi/organisations/{town.library.pk}/kirjasto/"
    reader.head(page)
    reader.get(f"/fi/organisations/{town.library.pk}/wrong-slug/")
    reader.get("/fi/organisations/999999/")
    reader.get(f"/api/v1/organisations/{town.library.pk}")  # as popups of the map ask
    reader.get(f"/fi/stations/{town.keskusta.pk}/keskusta/")  # of no organisation
    assert counts(counted) == []


def test_an_operator_may_count_nothing(
    reader: Client, town: Town, counted: Buffer, settings: Any
) -> None:
    settings.COUNT_USE = False
    reader.get(f"/fi/organisations/{town.library.pk}/kirjasto/")
    assert counts(counted) == []


def test_counting_asks_the_database_for_nothing_and_sets_no_cookie(
    reader: Client, town: Town, counted: Buffer, settings: Any
) -> None:
    page = f"/fi/organisations/{town.library.pk}/kirjasto/"
    reader.get(page)
    numbers = []
    for settings.COUNT_USE in (False, True):
        with CaptureQueriesContext(connection) as queries:
            answer = reader.get(page)
        numbers.append(len(queries))
        assert not answer.cookies
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kirjasto", "kirjasto"),
        ("matti@example.org kirjasto", ""),
        ("+358 40 123 4567", ""),
        ("040-1234567", ""),
        ("010203-123X", ""),
        ("katu 12, 02150", "katu 12 02150"),
        ("sata " * 40, "sata"),
        ("x" * 10_000, "x" * 60),
        ("<script>alert(1)</script>\0\u202e", "script alert"),
        ("😀", ""),
    ],
)
def test_words_are_kept_without_numbers_of_persons(text: str, expected: str) -> None:
    assert kept(text).startswith(expected) if expected else kept(text) == ""
    assert len(kept(text)) <= 100


@pytest.mark.usefixtures("town", "counted")
def test_searches_with_numbers_of_persons_are_not_kept_when_they_find_nothing(
    reader: Client,
) -> None:
    reader.get("/en/search?q=matti.meikalainen@example.org")
    reader.get("/en/search?q=0401234567")
    assert not ZeroSearch.objects.exists()
    reader.get("/en/search?q=qwertyuiop")
    assert ZeroSearch.objects.get().words == "qwertyuiop"


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1000, 1000)],
)
def test_small_numbers_are_rounded(number: int, told: int | None) -> None:
    assert rounded(number) == told


def test_the_figures_of_an_organisation(town: Town, django_assert_num_queries: Any) -> None:
    library = town.library.pk
    place = town.field
    Place.objects.filter(pk=place.pk).update(organisation=library)
    event = town.events["Lukupiiri"]
    assert event.organisation_id == library
    used("organisation", library, "opened", 4)
    used("place", place.pk, "opened", 4)
    used("event", event.pk, "calendar", 3)
    used("organisation", library, "found", 9, weeks_ago=1, words="kirjasto")
    used("event", event.pk, "found", 6, weeks_ago=1, words="kirjasto")
    used("organisation", library, "found", 4, weeks_ago=1, words="matti meikalainen")
    used("organisation", library, "opened", 999, weeks_ago=12)  # too long ago to be told
    used("event", town.events["Kesäjuhla"].pk, "opened", 50)  # of nobody
    with django_assert_num_queries(2):
        told = figures.of_organisation(town.library, TODAY)
    assert [week.monday for week in told.weeks][:2] == [MONDAY, dt.date(2026, 11, 16)]
    assert len(told.weeks) == 12
    assert told.weeks[0].counts == {
        "opened": 10,
        "routed": 0,
        "shared": 0,
        "calendar": None,
        "found": 0,
    }
    assert [week.is_over for week in told.weeks[:2]] == [False, True]
    assert told.weeks[1].counts["found"] == 20
    assert told.total["opened"] == 10
    assert told.words == (("kirjasto", 10),)


@pytest.mark.usefixtures("db")
def test_rare_words_go_when_their_week_is_over() -> None:
    used("organisation", 1, "found", 4, weeks_ago=1, words="matti meikalainen")
    used("organisation", 1, "found", 2, weeks_ago=1, words="seura")
    used("organisation", 1, "found", 5, weeks_ago=1, words="kirjasto")
    used("organisation", 1, "found", 1, weeks_ago=1)
    used("organisation", 1, "found", 3, words="tämä viikko")
    for _twice in range(2):
        upkeep.tidy(TODAY)
        found = Use.objects.order_by("week", "words").values_list("words", "count")
        assert list(found) == [("", 7), ("kirjasto", 5), ("tämä viikko", 3)]


@pytest.mark.usefixtures("db")
def test_what_was_counted_long_ago_is_forgotten(settings: Any) -> None:
    settings.USE_DAYS = 365
    used("organisation", 1, "opened", 8, weeks_ago=52)
    used("organisation", 1, "opened", 8, weeks_ago=53)
    assert upkeep.tidy(TODAY) == 1
    assert upkeep.tidy(TODAY) == 0
    assert Use.objects.get().week == MONDAY - dt.timedelta(weeks=52)
