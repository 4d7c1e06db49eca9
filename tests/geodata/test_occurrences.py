"""Times of events: by the area's clock over both changes, with exceptions, bounded, few queries."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from geodata import occurrences
from geodata.models import Event, EventException, Occurrence, SearchDocument, Source
from geodata.recurrence import Recurrence, RecurrenceError
from geodata.search import indexing

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = dt.datetime(2026, 11, 22, 10, tzinfo=HELSINKI)

pytestmark = pytest.mark.django_db


def at(text: str) -> dt.datetime:
    """Read a moment by the clock of Helsinki."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def event(starts: str, ends: str | None = None, **values: Any) -> Event:
    source = Source.objects.get_or_create(key="local", defaults={"name": "By hand"})[0]
    number = Event.objects.count() + 1
    return Event.objects.create(
        source=source,
        source_id=str(number),
        name={"fi": f"Tapahtuma {number}"},
        starts_at=at(starts),
        ends_at=at(ends) if ends else None,
        point=Point(24.8, 60.2),
        **values,
    )


def told(one: Event) -> list[tuple[str, str, str]]:
    """Return the times of an event by the clock: from, until, status."""
    return [
        (clock(each.starts_at), clock(each.ends_at), each.status)
        for each in one.times.order_by("starts_at")
    ]


def clock(moment: dt.datetime | None) -> str:
    return moment.astimezone(HELSINKI).isoformat(timespec="minutes") if moment else ""


def starts(one: Event) -> list[str]:
    return [begins for begins, _ends, _status in told(one)]


def test_it_works() -> None:
    once = event("2026-11-24 18:00", "2026-11-24 20:00")
    weekly = event("2026-12-01 18:00", recurrence="FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    occurrences.expand([once.pk, weekly.pk], now=NOW)
    assert told(once) == [("2026-11-24T18:00+02:00", "2026-11-24T20:00+02:00", "scheduled")]
    assert starts(weekly) == [
        "2026-12-01T18:00+02:00",
        "2026-12-08T18:00+02:00",
        "2026-12-15T18:00+02:00",
    ]
    occurrences.expand([once.pk, weekly.pk], now=NOW)
    assert Occurrence.objects.count() == 4


@pytest.mark.parametrize(
    ("first", "last", "now", "expected"),
    [
        (  # the clocks are put forward on 29 March: 18.00 stays 18.00
            "2026-03-22 18:00", "2026-03-22 20:00", "2026-03-20 12:00",
            [
                ("2026-03-22T18:00+02:00", "2026-03-22T20:00+02:00"),
                ("2026-03-29T18:00+03:00", "2026-03-29T20:00+03:00"),
                ("2026-04-05T18:00+03:00", "2026-04-05T20:00+03:00"),
            ],
        ),
        (  # and back on 25 October
            "2026-10-18 18:00", "2026-10-18 20:00", "2026-10-17 12:00",
            [
                ("2026-10-18T18:00+03:00", "2026-10-18T20:00+03:00"),
                ("2026-10-25T18:00+02:00", "2026-10-25T20:00+02:00"),
                ("2026-11-01T18:00+02:00", "2026-11-01T20:00+02:00"),
            ],
        ),
        (  # 03.30 is skipped on that day, and counted as if the clocks had not been put forward
            "2026-03-22 03:30", "2026-03-22 05:00", "2026-03-20 12:00",
            [
                ("2026-03-22T03:30+02:00", "2026-03-22T05:00+02:00"),
                ("2026-03-29T04:30+03:00", "2026-03-29T05:00+03:00"),
                ("2026-04-05T03:30+03:00", "2026-04-05T05:00+03:00"),
            ],
        ),
        (  # 03.30 happens twice on that day: the first is meant
            "2026-10-18 03:30", "2026-10-18 05:00", "2026-10-17 12:00",
            [
                ("2026-10-18T03:30+03:00", "2026-10-18T05:00+03:00"),
                ("2026-10-25T03:30+03:00", "2026-10-25T05:00+02:00"),
                ("2026-11-01T03:30+02:00", "2026-11-01T05:00+02:00"),
            ],
        ),
        (  # over the night in which an hour is missing
            "2026-03-21 22:00", "2026-03-22 06:00", "2026-03-20 12:00",
            [
                ("2026-03-21T22:00+02:00", "2026-03-22T06:00+02:00"),
                ("2026-03-28T22:00+02:00", "2026-03-29T06:00+03:00"),
                ("2026-04-04T22:00+03:00", "2026-04-05T06:00+03:00"),
            ],
        ),
        (  # whole days, one of which has 25 hours
            "2026-10-18 00:00", "2026-10-19 00:00", "2026-10-17 12:00",
            [
                ("2026-10-18T00:00+03:00", "2026-10-19T00:00+03:00"),
                ("2026-10-25T00:00+03:00", "2026-10-26T00:00+02:00"),
                ("2026-11-01T00:00+02:00", "2026-11-02T00:00+02:00"),
            ],
        ),
    ],
)  # fmt: skip
def test_the_clock_stays_when_the_clocks_change(
    first: str, last: str, now: str, expected: list[tuple[str, str]]
) -> None:
    weekly = event(first, last, recurrence="FREQ=WEEKLY;COUNT=3")
    occurrences.expand([weekly.pk], now=at(now))
    assert [(begins, ends) for begins, ends, _status in told(weekly)] == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-03-29 03:30", "2026-03-29T04:30+03:00"),
        ("2026-10-25 03:30", "2026-10-25T03:30+03:00"),
    ],
)
def test_an_event_at_the_hour_of_the_change(start: str, expected: str) -> None:
    once = event(start)
    occurrences.expand([once.pk], now=NOW)
    assert starts(once) == [expected]


def test_exceptions_are_kept_in_sight() -> None:
    weekly = event("2026-11-24 18:00", "2026-11-24 20:00", recurrence="FREQ=WEEKLY;COUNT=3")
    EventException.objects.create(event=weekly, date=dt.date(2026, 11, 24))
    EventException.objects.create(
        event=weekly, date=dt.date(2026, 12, 1), moved_to=at("2026-12-02 17:00")
    )
    EventException.objects.create(event=weekly, date=dt.date(2026, 12, 8), cancelled=False)
    EventException.objects.create(event=weekly, date=dt.date(2026, 12, 9))  # nothing is that day
    occurrences.expand([weekly.pk], now=NOW)
    assert told(weekly) == [
        ("2026-11-24T18:00+02:00", "2026-11-24T20:00+02:00", "cancelled"),
        ("2026-12-02T17:00+02:00", "2026-12-02T19:00+02:00", "scheduled"),
        ("2026-12-08T18:00+02:00", "2026-12-08T20:00+02:00", "scheduled"),
    ]
    moved = weekly.times.get(starts_at=at("2026-12-02 17:00"))
    assert moved.moved_from == at("2026-12-01 18:00")


def test_what_is_moved_onto_another_time_stands_once() -> None:
    daily = event("2026-11-24 18:00", recurrence="FREQ=DAILY;COUNT=2")
    EventException.objects.create(
        event=daily, date=dt.date(2026, 11, 24), moved_to=at("2026-11-25 18:00")
    )
    occurrences.expand([daily.pk], now=NOW)
    assert starts(daily) == ["2026-11-25T18:00+02:00"]


def test_what_is_cancelled_or_postponed_is_so_every_time() -> None:
    weekly = event("2026-11-24 18:00", recurrence="FREQ=WEEKLY;COUNT=2", status="postponed")
    once = event("2026-11-24 18:00", status="cancelled")
    occurrences.expand([weekly.pk, once.pk], now=NOW)
    assert {status for _begins, _ends, status in told(weekly)} == {"postponed"}
    assert told(once) == [("2026-11-24T18:00+02:00", "", "cancelled")]


def test_times_are_bounded() -> None:
    daily = event("2024-01-01 18:00", recurrence="FREQ=DAILY")
    occurrences.expand([daily.pk], now=NOW)
    found = starts(daily)
    assert len(found) == occurrences.MOST
    assert found[0] == "2026-10-23T18:00+03:00"  # 30 days behind
    assert found[-1] == "2027-11-26T18:00+02:00"  # 370 days ahead


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        ("2020-01-07 18:00", "FREQ=WEEKLY;COUNT=2", ["2020-01-14T18:00+02:00"]),  # over long since
        ("2026-11-25 18:00", "FREQ=WEEKLY;UNTIL=20261125", ["2026-11-25T18:00+02:00"]),
        ("2026-11-25 18:00", "FREQ=WEEKLY;UNTIL=20261125T160000Z", ["2026-11-25T18:00+02:00"]),
        ("2029-11-25 18:00", "FREQ=WEEKLY", ["2029-11-25T18:00+02:00"]),  # beyond the horizon
        ("2026-11-25 18:00", "FREQ=WEEKLY;BYDAY=TU;COUNT=1", ["2026-12-01T18:00+02:00"]),
        ("2026-11-25 18:00", "FREQ=MONTHLY;BYDAY=-1SU;COUNT=2",
         ["2026-11-29T18:00+02:00", "2026-12-27T18:00+02:00"]),
        ("2026-11-25 18:00", "rrule:freq=weekly;count=1;", ["2026-11-25T18:00+02:00"]),
    ],
)  # fmt: skip
def test_rules(start: str, rule: str, expected: list[str]) -> None:
    one = event(start, recurrence=rule)
    occurrences.expand([one.pk], now=NOW)
    assert starts(one) == expected


@pytest.mark.parametrize(
    "rule",
    [
        "every tuesday",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=DAILY;UNTIL=20269999",
        "FREQ=DAILY;COUNT=" + "9" * 400,
        "FREQ=MONTHLY;BYDAY=9MO",
        "FREQ=MONTHLY;BYSETPOS=400",
        "FREQ=DAILY;BYHOUR=1,2,3",
        "INTERVAL=2",
        "FREQ=WEEKLY\nDTSTART:20200101",
    ],
)
def test_a_rule_that_cannot_be_read_gives_the_first_time_and_is_told(
    rule: str, caplog: pytest.LogCaptureFixture
) -> None:
    one = event("2026-11-25 18:00", recurrence=rule)
    occurrences.expand([one.pk], now=NOW)
    assert starts(one) == ["2026-11-25T18:00+02:00"]
    assert f"The recurrence of event {one.pk} cannot be read: " in caplog.text


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=7;BYDAY=TU"]
)
def test_a_rule_that_never_matches_gives_the_first_time(rule: str) -> None:
    one = event("2026-11-25 18:00", recurrence=rule)
    occurrences.expand([one.pk], now=NOW)
    assert starts(one) == ["2026-11-25T18:00+02:00"]


def test_a_series_whose_parts_are_events_has_no_times_of_its_own() -> None:
    series = event("2026-11-24 18:00", "2026-12-01 20:00", kind="series")
    alone = event("2026-11-24 18:00", kind="series")
    part = event("2026-11-24 18:00", series=series)
    everything = [series.pk, alone.pk, part.pk]
    occurrences.expand(everything, now=NOW)
    assert (starts(series), len(starts(alone)), len(starts(part))) == ([], 1, 1)
    Event.objects.filter(pk=part.pk).update(closed_at=timezone.now())
    indexing.refresh(Event, [part.pk])  # its series comes along
    assert (len(starts(series)), starts(part)) == (1, [])


def test_times_are_kept_in_step_with_what_is_found() -> None:
    one = event("2026-11-24 18:00")
    indexing.refresh(Event, [one.pk])
    assert starts(one) == ["2026-11-24T18:00+02:00"]
    Event.objects.filter(pk=one.pk).update(starts_at=at("2026-11-25 19:00"))
    indexing.refresh(Event, [one.pk])
    assert starts(one) == ["2026-11-25T19:00+02:00"]
    Event.objects.filter(pk=one.pk).update(closed_at=timezone.now())
    indexing.refresh(Event, [one.pk])
    assert starts(one) == []
    assert not SearchDocument.objects.filter(noun="event").exists()


def test_the_horizon_moves() -> None:
    daily = event("2026-11-24 18:00", recurrence="FREQ=DAILY")
    once = event("2026-11-24 18:00")
    assert occurrences.moving() == [daily.pk, once.pk]  # nothing was worked out yet
    occurrences.expand([daily.pk, once.pk], now=NOW)
    last = starts(daily)[-1]
    assert occurrences.moving() == [daily.pk]
    occurrences.expand([daily.pk], now=NOW + dt.timedelta(days=1))
    assert (last, starts(daily)[-1]) == ("2027-11-26T18:00+02:00", "2027-11-27T18:00+02:00")


def test_spans_tell_the_next_beginning_and_the_last_end() -> None:
    weekly = event("2026-11-10 18:00", "2026-11-10 20:00", recurrence="FREQ=WEEKLY;COUNT=4")
    past = event("2026-11-10 18:00")
    occurrences.expand([weekly.pk, past.pk], now=NOW)
    assert occurrences.spans([weekly.pk, past.pk], NOW) == {
        weekly.pk: (at("2026-11-24 18:00"), at("2026-12-01 20:00")),
        past.pk: (at("2026-11-10 18:00"), at("2026-11-10 18:00")),
    }


def test_many_take_as_many_queries_as_few(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    ids = [event("2026-11-24 18:00", recurrence="FREQ=WEEKLY;COUNT=2").pk for _ in range(30)]
    ids += [event("2026-11-24 18:00").pk for _ in range(30)]
    with django_assert_max_num_queries(8):
        occurrences.expand(ids, now=NOW)
    assert Occurrence.objects.count() == 90


def test_what_a_rule_says_is_kept_as_text() -> None:
    rule = Recurrence.parse("RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231", HELSINKI)
    assert (rule.text, rule.until) == (
        "FREQ=WEEKLY;BYDAY=TU",
        dt.datetime.fromisoformat("2026-12-31T23:59:59.999999"),
    )
    with pytest.raises(RecurrenceError, match="how often"):
        Recurrence.parse("COUNT=2", HELSINKI)
