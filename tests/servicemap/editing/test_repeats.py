"""Rules of what comes again: words → rule → words, and what no words say is left as it is."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from dateutil.rrule import rrulestr
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from servicemap.editing.repeats import (
    DAILY,
    DAY_OF_MONTH,
    DAYS,
    LAST_OF_MONTH,
    WAYS,
    WEEKDAY_OF_MONTH,
    WEEKLY,
    Repeats,
    is_last_of_month,
)

TUESDAY = dt.datetime(2026, 11, 24, 18, 0)  # noqa: DTZ001 - by the clock
BEGINS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2090, 1, 1)).map(  # noqa: DTZ001
    lambda each: each.replace(microsecond=0)
)


@st.composite
def repeats(draw: st.DrawFn) -> tuple[Repeats, dt.datetime]:
    begin = draw(BEGINS)
    ways = [each for each in WAYS if each != LAST_OF_MONTH or is_last_of_month(begin.date())]
    way = draw(st.sampled_from(ways))
    days: tuple[str, ...] = ()
    if way == WEEKLY:
        chosen = draw(st.sets(st.sampled_from(DAYS))) | {DAYS[begin.weekday()]}
        days = tuple(each for each in DAYS if each in chosen)
    ahead = draw(st.none() | st.integers(0, 1_000))
    until = None if ahead is None else begin.date() + dt.timedelta(days=ahead)
    return Repeats(way, draw(st.integers(1, 12)), days, until), begin


@given(repeats())
def test_words_become_a_rule_and_the_same_words(case: tuple[Repeats, dt.datetime]) -> None:
    meant, begin = case
    read = Repeats.of(meant.rule(begin.date()), begin)
    assert read is not None
    assert read == meant
    assert read.rule(begin.date()) == meant.rule(begin.date())


@given(repeats())
def test_a_rule_begins_on_its_first_day_and_keeps_what_it_says(
    case: tuple[Repeats, dt.datetime],
) -> None:
    meant, begin = case
    times = list(rrulestr(meant.rule(begin.date()), dtstart=begin)[:12])
    if meant.until is None or meant.until > begin.date():
        assert times[0] == begin
    for before, after in pairwise(times):
        if meant.way == DAILY:
            assert (after - before).days == meant.every
        if meant.way == WEEKLY:
            assert DAYS[after.weekday()] in meant.days
        if meant.way == DAY_OF_MONTH:
            assert after.day == begin.day
        if meant.way in (WEEKDAY_OF_MONTH, LAST_OF_MONTH):
            assert after.weekday() == begin.weekday()
        if meant.way == LAST_OF_MONTH:
            assert is_last_of_month(after.date())


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("FREQ=WEEKLY", Repeats(WEEKLY, 1, ("TU",))),
        ("RRULE:FREQ=WEEKLY;WKST=MO;BYDAY=TH,TU", Repeats(WEEKLY, 1, ("TU", "TH"))),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", Repeats(WEEKLY, 2, ("TU",))),
        (
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261224T220000Z",
            Repeats(WEEKLY, 1, ("TU",), dt.date(2026, 12, 24)),
        ),
        (
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261224T100000Z",
            Repeats(WEEKLY, 1, ("TU",), dt.date(2026, 12, 23)),
        ),
        ("FREQ=MONTHLY", Repeats(DAY_OF_MONTH)),
        ("FREQ=MONTHLY;BYDAY=4TU", Repeats(WEEKDAY_OF_MONTH)),
        ("FREQ=MONTHLY;BYDAY=-1TU", Repeats(LAST_OF_MONTH)),
        ("FREQ=MONTHLY;BYMONTHDAY=25", None),  # it does not begin on such a day
        ("FREQ=MONTHLY;BYDAY=1TU", None),
        ("FREQ=WEEKLY;COUNT=4", None),
        ("FREQ=WEEKLY;BYDAY=TU;WKST=SU", None),
        ("FREQ=DAILY;INTERVAL=13", None),
        ("FREQ=YEARLY", None),
        ("FREQ=HOURLY", None),
        ("", None),
        ("nonsense", None),
    ],
)
def test_what_a_rule_means(rule: str, meant: Repeats | None) -> None:
    assert Repeats.of(rule, TUESDAY) == meant


@pytest.mark.parametrize(
    ("repeats", "english", "finnish"),
    [
        (Repeats(DAILY), "Every day", "Joka päivä"),
        (
            Repeats(WEEKLY, 2, ("TU", "TH")),
            "Every 2 weeks on Tuesdays and Thursdays",
            "2 viikon välein tiistaisin ja torstaisin",
        ),
        (
            Repeats(WEEKDAY_OF_MONTH),
            "Every month on the fourth Tuesday",
            "Joka kuukauden neljäs tiistai",
        ),
        (
            Repeats(LAST_OF_MONTH, until=dt.date(2026, 12, 24)),
            "Every month on the last Tuesday until 24 December 2026",
            "Joka kuukauden viimeinen tiistai, viimeistään 24. joulukuuta 2026",
        ),
        (
            Repeats(DAY_OF_MONTH, 3),
            "Every 3 months on day 24",
            "3 kuukauden välein, kuukauden 24. päivänä",
        ),
    ],
)
def test_words(repeats: Repeats, english: str, finnish: str) -> None:
    with translation.override("en"):
        assert repeats.words(TUESDAY.date()) == english
    with translation.override("fi"):
        assert repeats.words(TUESDAY.date()) == finnish
