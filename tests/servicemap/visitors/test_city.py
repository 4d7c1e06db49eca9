"""What the city learns of the whole map: what is looked for in vain, how old it is, its gaps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.cache import cache
from django.utils import timezone

from geodata.models import District, OperatingArea, Organisation, Topic, ZeroSearch
from geodata.search import indexing
from servicemap import tasks
from servicemap.models import Answers, Claim, Report, Revision, Standing, Use
from servicemap.visitors import city
from servicemap.visitors.city import Found, Waiting
from tests.people import person
from tests.servicemap.town import Town

NOW = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
TODAY, MONDAY = dt.date(2026, 11, 25), dt.date(2026, 11, 23)
WEEK = dt.timedelta(weeks=1)


@pytest.fixture(autouse=True)
def nothing_kept(db: None) -> None:
    cache.clear()


def district(town: Town, code: str, west: float, east: float) -> District:
    box = Polygon.from_bbox((west, 60.16, east, 60.18))
    return District.objects.create(
        source=town.library.source,
        source_id=code,
        code=code,
        name={"fi": f"Alue {code}"},
        kind="postal",
        polygon=MultiPolygon(box),
    )


def test_what_was_looked_for_in_vain(django_assert_num_queries: Any) -> None:
    for words, language, weeks, number in (
        ("uimahalli", "fi", 0, 4),
        ("uimahalli", "sv", 1, 3),
        ("matti meikalainen", "fi", 0, 4),
        ("sauna", "fi", 2, 5),
        ("uimahalli", "fi", 12, 90),
    ):
        ZeroSearch.objects.create(
            week=MONDAY - weeks * WEEK, language=language, words=words, count=number
        )
    with django_assert_num_queries(2):
        told = city.in_vain(TODAY)
    assert told.words == (("uimahalli", 7), ("sauna", 5))
    assert told.total == 16
    assert told.by_week[:3] == ((MONDAY, 8), (MONDAY - WEEK, 3), (MONDAY - 2 * WEEK, 5))
    assert len(told.by_week) == 12


def test_what_visitors_answer() -> None:
    for page, entry, ago, found, missed in (
        ("search", 0, 0, 6, 2),
        ("organisation", 1, 0, 1, 0),
        ("station", 1, 1, 0, 3),
        ("search", 0, 12, 100, 100),
    ):
        Answers.objects.create(
            page=page, entry=entry, week=MONDAY - ago * WEEK, found=found, missed=missed
        )
    weeks, pages = city.answers(TODAY)
    assert weeks[MONDAY] == Found(7, 2)
    assert weeks[MONDAY - WEEK] == Found(0, 3)
    assert weeks[MONDAY - 2 * WEEK].share is None
    assert pages == {"search": Found(6, 2), "pages": Found(1, 3)}
    assert pages["search"].share == 75


def test_how_much_waits_and_for_how_long(town: Town, django_assert_num_queries: Any) -> None:
    alice = person("alice")
    for days in (1, 2, 9):
        Revision.objects.create(state="submitted", submitted_at=NOW - dt.timedelta(days=days))
    Revision.objects.create(state="draft")
    Claim.objects.create(
        organisation=town.library, person=alice, made_at=NOW - dt.timedelta(days=3)
    )
    Report.objects.create(noun="place", entry=1, reason="wrong", language="fi", state="done")
    with django_assert_num_queries(1):
        told = city.waiting(NOW)
    assert told == (
        Waiting("changes", 3, 9.0, 2.0),
        Waiting("claims", 1, 3.0, 3.0),
        Waiting("reports", 0, None, None),
    )


def test_how_fresh_the_map_is(town: Town) -> None:
    old = NOW - dt.timedelta(days=400)
    for table in (type(town.library), type(town.field), type(town.trail), type(town.ranta)):
        table._default_manager.update(updated_at=old)
    type(town.hub).objects.update(updated_at=NOW - dt.timedelta(days=100))
    type(town.toilet).objects.update(updated_at=NOW - dt.timedelta(days=1_000))
    [told] = city.work_out(NOW).freshness
    assert (told.source, told.total, told.within) == ("osm", 11, (0, 1, 1, 10))
    Standing.objects.create(organisation=town.library, confirmed_at=NOW - dt.timedelta(days=1))
    [told] = city.work_out(NOW).freshness
    assert told.within == (1, 2, 2, 10)
    assert told.shares == (9, 18, 18, 91)
    Organisation.objects.update(closed_at=NOW)
    assert city.work_out(NOW).freshness[0].total == 10


def test_what_each_district_has(town: Town, django_assert_num_queries: Any) -> None:
    district(town, "00300", 24.96, 24.98)
    district(town, "00100", 24.94, 24.95)
    district(town, "00200", 24.95, 24.96)
    sports, chess = (Topic.objects.get_or_create(key=key)[0] for key in ("sports", "chess"))
    club = Organisation.objects.create(
        pk=70, source=town.library.source, source_id="70", name={"fi": "Seura"}
    )
    club.topics.set([sports, chess])
    # It touches the first district, and holds the middle of the second.
    area = MultiPolygon(Polygon.from_bbox((24.95, 60.16, 24.958, 60.18)))
    OperatingArea.objects.create(organisation=club, kind="drawn", polygon=area)
    indexing.refresh(Organisation, [70])
    with django_assert_num_queries(4):
        told = city.work_out(NOW).coverage
    assert [(each.code, each.total) for each in told] == [("00300", 0), ("00100", 1), ("00200", 1)]
    assert told[0].counts == {}
    assert "sports" not in told[1].counts
    assert (told[2].counts["sports"], told[2].counts["chess"]) == (1, 1)
    Organisation.objects.filter(pk=70).update(is_example=True)
    indexing.refresh(Organisation, [70])
    assert [each.total for each in city.work_out(NOW).coverage] == [0, 0, 1]


def test_it_is_worked_out_once_a_day(town: Town, django_assert_num_queries: Any) -> None:
    first = city.worked_out(NOW)
    Use.objects.create(week=MONDAY, noun="organisation", entry=1, what="opened", count=50)
    assert city.worked_out(NOW) == first
    assert city.worked_out(NOW + dt.timedelta(days=1)).use.total["opened"] == 50
    tasks.work_out_city.func(timezone.localdate().isoformat())
    with django_assert_num_queries(2):
        assert city.worked_out().use.weeks
