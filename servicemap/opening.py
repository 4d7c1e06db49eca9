"""Answer: is it open now, until when, and what do its days look like?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone

from geodata.hours import Day, Hours, State

DAY = dt.timedelta(days=1)
WEEKS = 7  # the last one, this one, four of which exceptions are told, and one more to compare

__all__ = ["Day", "Now", "Opening", "now_of", "opening_of"]


@dataclass(frozen=True)
class Now:
    """How it is now."""

    moment: dt.datetime  # in the area's time zone
    is_open: bool | None  # None: not known
    until: dt.datetime | None  # None: it stays so for a year
    then: bool | None  # how it is after that
    comment: str  # the words of the source on how it is now


@dataclass(frozen=True)
class Opening:
    """The hours of an entry as people ask for them."""

    now: Now
    words: tuple[tuple[str, str], ...]  # what the source says besides, and in which language
    today: Day
    week: tuple[Day, ...]  # from Monday; empty when the rules cannot be read
    exceptions: tuple[Day, ...]  # days of the coming weeks that are not as usual


def opening_of(told: Sequence[Mapping[str, Any]], language: str) -> Opening:
    """Return what follows from the `opening_hours` of a feature."""
    hours = _hours(told)
    now = _now(hours)
    today = now.moment.date()
    weeks = _weeks(hours, today - today.weekday() * DAY, language)
    return Opening(
        now=now,
        words=tuple(
            (each["comment"], each["comment_language"])
            for each in told
            if each["comment"] not in now.comment
        ),
        today=weeks[1][today.weekday()],
        week=weeks[1] if hours.is_readable else (),
        exceptions=tuple(_exceptions(weeks)),
    )


def now_of(told: Sequence[Mapping[str, Any]]) -> Now:
    """Return how it is now, by the `opening_hours` of a feature."""
    return _now(_hours(told))


def _hours(told: Sequence[Mapping[str, Any]]) -> Hours:
    # Words alone are no rule, and are given as a comment.
    return Hours.of(
        [each["rule"] or '"{}"'.format(each["comment"].replace('"', "”")) for each in told]
    )


def _now(hours: Hours) -> Now:
    return _at(hours, timezone.localtime().replace(second=0, microsecond=0))


@lru_cache(maxsize=4_096)  # many entries have the same hours, and a list tells of a hundred
def _at(hours: Hours, moment: dt.datetime) -> Now:
    state: State = hours.state(moment)
    then = hours.state(state.until).is_open if state.until else None
    return Now(moment, state.is_open, state.until, then, state.comment)


@lru_cache(maxsize=512)
def _weeks(hours: Hours, monday: dt.date, language: str) -> tuple[tuple[Day, ...], ...]:
    """Return the week before this one, this one and those after it."""
    days = hours.days(monday - 7 * DAY, 7 * WEEKS, language)
    return tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7))


def _exceptions(weeks: Sequence[Sequence[Day]]) -> list[Day]:
    """Return the days after this week that are neither as before a new season nor as after it."""
    found = []
    for same in zip(*weeks, strict=True):
        clocks = [_clocks(day) for day in same]
        usual = [max(clocks, key=clocks.count)]
        usual += [one for one, other in (clocks[:2], clocks[-2:]) if one == other]
        coming = zip(same[2:-1], clocks[2:-1], strict=True)
        found += [day for day, clock in coming if clock not in usual]
    return sorted(found)


def _clocks(day: Day) -> list[tuple[Any, ...]]:
    return [(span.begin.time(), span.end.time(), *span[2:]) for span in day.spans]
