"""Describe a time zone for calendars (RFC 5545): by yearly rules, which every calendar reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

EARLIEST, LATEST = 2000, 2035
HALF_DAY = dt.timedelta(hours=12)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class _Change:
    """A moment at which clocks are changed: what they show just before, and both offsets."""

    clock: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    name: str
    is_daylight: bool

    def rule(self, *, last: bool) -> tuple[int, str, dt.time, dt.timedelta]:
        """Return month, weekday of it, time and offset: what every year has in common."""
        nth = -1 if last else (self.clock.day - 1) // 7 + 1
        day = f"{nth}{DAYS[self.clock.weekday()]}"
        return self.clock.month, day, self.clock.time(), self.after

    @property
    def can_be_last(self) -> bool:
        """Say whether no later day of the month is the same weekday."""
        return (self.clock + dt.timedelta(days=7)).month != self.clock.month


@lru_cache(maxsize=4)
def described(zone: ZoneInfo) -> Timezone:
    """Return a VTIMEZONE; lists of single dates, as libraries make them, are misread by some."""
    found = Timezone()
    found.add("tzid", zone.key)
    changes = list(_changes(zone))
    if not changes or changes[-1].clock.year < LATEST - 1:
        found.add_component(_fixed(zone))  # clocks are changed no more
        return found
    for is_daylight in (False, True):
        found.add_component(_yearly([each for each in changes if each.is_daylight == is_daylight]))
    return found


def _yearly(changes: list[_Change]) -> TimezoneStandard | TimezoneDaylight:
    """Return one rule for the changes in one direction, from the first year in which it holds."""
    last = changes[-1].can_be_last and all(each.can_be_last for each in changes[-8:])
    rule = changes[-1].rule(last=last)
    held = list(_while_held(changes, rule, last=last))
    first = held[-1]
    month, day, _time, _offset = rule
    found = TimezoneDaylight() if first.is_daylight else TimezoneStandard()
    found.add("dtstart", first.clock)
    found.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": day}))
    found.add("tzoffsetfrom", first.before)
    found.add("tzoffsetto", first.after)
    found.add("tzname", first.name)
    return found


def _while_held(changes: list[_Change], rule: object, *, last: bool) -> Iterator[_Change]:
    """Yield the changes that follow a rule, from the latest one back to where another one held."""
    for each in reversed(changes):
        if each.rule(last=last) != rule:
            return
        yield each


def _fixed(zone: ZoneInfo) -> TimezoneStandard:
    """Return what to say of a zone whose clocks are not changed."""
    moment = dt.datetime(LATEST, 1, 1, tzinfo=zone)
    found = TimezoneStandard()
    found.add("dtstart", dt.datetime(EARLIEST, 1, 1))  # noqa: DTZ001 - by the clock
    found.add("tzoffsetfrom", moment.utcoffset())
    found.add("tzoffsetto", moment.utcoffset())
    found.add("tzname", moment.tzname())
    return found


def _changes(zone: ZoneInfo) -> Iterator[_Change]:
    moment = dt.datetime(EARLIEST, 1, 1, tzinfo=dt.UTC)
    end = dt.datetime(LATEST, 1, 1, tzinfo=dt.UTC)
    while moment < end:
        following = moment + HALF_DAY
        if _offset(moment, zone) != _offset(following, zone):
            yield _change(moment, following, zone)
        moment = following


def _change(before: dt.datetime, after: dt.datetime, zone: ZoneInfo) -> _Change:
    """Find the minute of a change between two moments."""
    offset = _offset(before, zone)
    while after - before > dt.timedelta(minutes=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if _offset(middle, zone) == offset else (before, middle)
    local = after.replace(second=0, microsecond=0).astimezone(zone)
    return _Change(
        clock=(local.astimezone(dt.UTC) + offset).replace(tzinfo=None),
        before=offset,
        after=_offset(after, zone),
        name=local.tzname() or zone.key,
        is_daylight=bool(local.dst()),
    )


def _offset(moment: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()
