"""Opening hours say what holds, over holidays, nights and changes of the clock."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geodata import public_holidays
from geodata.hours import Hours

HELSINKI = ZoneInfo("Europe/Helsinki")
TABLE = tomllib.loads(Path(__file__).with_name("hours.toml").read_text(encoding="utf-8"))["case"]
CASES = [(tuple(case["rules"]), line) for case in TABLE for line in case["at"]]
LINE = re.compile(
    r"(?P<at>\S+ \S+) (?P<state>open|closed|unknown)"
    r"( (?P<until>2\d{3}-\S+ \S+))?( (?P<comment>.*))?"
)
STATES = {True: "open", False: "closed", None: "unknown"}


def moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=HELSINKI)


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 80
    assert sum("-03-29" in line and "2026" in line for _, line in CASES) >= 5
    assert sum("2026-10-25" in line for _, line in CASES) >= 5


@pytest.mark.parametrize(("rules", "line"), CASES, ids=lambda value: str(value))
def test_the_rules_say(rules: tuple[str, ...], line: str) -> None:
    told: Any = LINE.fullmatch(line)
    state = Hours.of(rules).state(moment(told["at"]))
    until = told["until"] and moment(told["until"]).astimezone(dt.UTC)
    assert STATES[state.is_open] == told["state"]
    assert (state.until and state.until.astimezone(dt.UTC)) == until
    # Words are the source's own; for what it does not say in words, its rules stand.
    assert state.comment == (told["comment"] or (state.is_open is None and "; ".join(rules)) or "")


def test_the_sun_is_that_of_the_area() -> None:
    hours = Hours.of(["sunrise-sunset"])
    for day, rises, sets in (("2026-12-21", "09:24", "15:12"), ("2026-06-21", "03:54", "22:50")):
        [(begin, end)] = hours.ranges(moment(f"{day} 00:00"), moment(f"{day} 23:59"))
        assert abs(begin - moment(f"{day} {rises}")) < dt.timedelta(minutes=3)
        assert abs(end - moment(f"{day} {sets}")) < dt.timedelta(minutes=3)


FINNISH = {  # those that move; the others are the same each year
    2026: "04-03 04-05 04-06 05-14 05-24 06-19 06-20 10-31",
    2027: "03-26 03-28 03-29 05-06 05-16 06-25 06-26 11-06",
    2028: "04-14 04-16 04-17 05-25 06-04 06-23 06-24 11-04",
}


@pytest.mark.parametrize("year", FINNISH)
def test_the_public_holidays_are_those_of_finland(year: int) -> None:
    expected = {*FINNISH[year].split(), "01-01", "01-06", "05-01", "12-06"}
    expected |= {"12-24", "12-25", "12-26"}
    days = [dt.date(year, 1, 1) + dt.timedelta(days=at) for at in range(365 + (year == 2028))]
    hours = Hours.of(["PH"])
    open_days = {f"{day:%m-%d}" for day in days if hours.state(moment(f"{day} 12:00")).is_open}
    assert open_days == expected
    named = {f"{day:%m-%d}" for day in days if public_holidays.name_of(day, "FI", "fi")[0]}
    assert named == expected, "Each day that counts as a holiday has a name."


def test_a_holiday_is_named_in_the_readers_language_or_the_countrys_own() -> None:
    epiphany = dt.date(2027, 1, 6)
    assert public_holidays.name_of(epiphany, "FI", "fi") == ("Loppiainen", "fi")
    assert public_holidays.name_of(epiphany, "FI", "sv") == ("Trettondag", "sv")
    assert public_holidays.name_of(epiphany, "FI", "en") == ("Epiphany", "en")
    assert public_holidays.name_of(epiphany, "FI", "ar") == ("Loppiainen", "fi")
    assert public_holidays.name_of(dt.date(2027, 1, 7), "FI", "fi") == ("", "")
    assert public_holidays.name_of(epiphany, "", "fi") == ("", "")


def test_without_a_country_no_day_is_a_holiday(settings: Any) -> None:
    settings.AREA = replace(settings.AREA, country="")
    state = Hours.of(["Mo-Fr 08:00-16:00; PH off"]).state(moment("2026-05-01 10:00"))
    assert state.is_open is True


def written(rules: list[str], monday: str, language: str = "en") -> list[str]:
    return [
        " ".join([f"{day.date:%d.%m}", *map(span_text, day.spans), day.holiday]).strip()
        for day in Hours.of(rules).week(dt.date.fromisoformat(monday), language)
    ]


def span_text(span: Any) -> str:
    mark = "" if span.is_open else "?" if span.is_open is None else "-"
    return f"{mark}{span.begin:%H.%M}-{span.end:%H.%M}{span.comment and f'({span.comment})'}"


def test_a_week_has_its_nights_and_its_holidays() -> None:
    rules = ["Mo-Fr 10:00-12:00,13:00-18:00; Sa 20:00-02:00; Dec 24-26 off"]
    assert written(rules, "2026-12-21") == [
        "21.12 10.00-12.00 13.00-18.00",
        "22.12 10.00-12.00 13.00-18.00",
        "23.12 10.00-12.00 13.00-18.00",
        "24.12 Christmas Eve",
        "25.12 Christmas Day",
        "26.12 Second Day of Christmas",
        "27.12",
    ]
    assert written(rules, "2026-11-30")[4:] == [
        "04.12 10.00-12.00 13.00-18.00",
        "05.12 20.00-02.00",
        "06.12 Independence Day",
    ]


def test_a_week_tells_what_is_not_sure_and_why_it_is_closed() -> None:
    rules = ['Mo 10:00-12:00 "by appointment"; Tu off "renovation"; Sa-Su 00:00-24:00']
    assert written(rules, "2026-11-23") == [
        "23.11 ?10.00-12.00(by appointment)",
        "24.11 -00.00-00.00(renovation)",
        "25.11",
        "26.11",
        "27.11",
        "28.11 00.00-00.00",
        "29.11 00.00-00.00",
    ]
    assert written(["24/7"], "2026-10-19")[6] == "25.10 00.00-00.00"
    assert written(["no rule"], "2026-11-23")[0] == "23.11"


WHEN = ["", "Mo-Fr ", "Sa,Su ", "Su ", "PH ", "SH ", "Mar 29 ", "Oct 20-Dec 24 ", "week 10-20 "]
WHEN += ["Oct 25 ", "2026 Dec 20-2027 Jan 06 ", "Fr,Sa ", "easter "]
TIMES = ["08:00-16:00", "22:00-04:00", "10:00+", "18:00-29:00", "03:00-03:30", "03:30-09:00"]
TIMES += ["12:00-13:00,22:00-03:30", "10:00-12:00+", "sunset-24:00", "00:00-24:00", "20:00-20:00"]
SAID = ["", "", "", " unknown", ' "by appointment"', ' open "ring"']
RULE = st.one_of(
    st.tuples(*map(st.sampled_from, (WHEN, TIMES, SAID))).map("".join),
    st.sampled_from(WHEN[1:]).map(lambda when: f"{when}off"),
)
JOINED = st.tuples(RULE, st.sampled_from(["; ", ", ", " || "]))
RULES = st.lists(JOINED, min_size=1, max_size=4).map(
    lambda rules: "".join(part for rule in rules for part in rule).rstrip(";,| ")
)
SPRING, AUTUMN = moment("2026-03-28 00:00"), moment("2026-10-24 00:00")
MOMENTS = st.tuples(
    st.sampled_from([SPRING, AUTUMN, moment("2026-12-20 00:00")]), st.integers(0, 4 * 24 * 60)
).map(lambda each: each[0].astimezone(dt.UTC) + dt.timedelta(minutes=each[1]))


@given(RULES, MOMENTS)
def test_the_state_agrees_with_the_ranges_and_changes_when_it_says(
    rules: str, now: dt.datetime
) -> None:
    hours = Hours.of([rules])
    assume(hours.readings)
    state = hours.state(now)
    minute = dt.timedelta(minutes=1)
    ranges = hours.ranges(now - 3 * minute, now + dt.timedelta(days=20))
    assert (state.is_open is True) == any(begin <= now < end for begin, end in ranges)
    assert all(a < b for a, b in ranges)
    assert all(one[1] < other[0] for one, other in pairwise(ranges))
    if state.until is None:
        return
    until = state.until.astimezone(dt.UTC)
    assert until > now
    assert hours.state(until).is_open is not state.is_open
    assert hours.state(until - minute).is_open is state.is_open or until - minute < now


@given(st.lists(st.text(max_size=40), max_size=4), MOMENTS)
def test_any_text_is_answered(rules: list[str], now: dt.datetime) -> None:
    hours = Hours.of(rules)
    state = hours.state(now)
    assert state.is_open in (True, False, None)
    assert len(hours.week(now.date())) == 7


@pytest.mark.parametrize(
    "rule",
    [
        "x" * 10_000,
        "Mo-Fr 08:00-16:00\0",
        "\u202eMo 10-12",
        "🙂",
        "Mo," * 3_000,
        '"' * 3_001,
        "(" * 2_000,
        "|" * 2_000,
        "; " * 900,
    ],
)
def test_hostile_rules_are_not_known(rule: str) -> None:
    state = Hours.of([rule]).state(moment("2026-11-23 10:00"))
    assert (state.is_open, state.until) == (None, None)
    assert len(state.comment) <= 500
