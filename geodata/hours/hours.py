"""Answer whether something is open, until when, and what a week looks like."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from opening_hours import ParserError  # type: ignore[attr-defined]  # not in its stubs

from geodata import public_holidays
from geodata.area import current_area
from geodata.coordinates import LonLat
from geodata.hours.line import Line
from geodata.hours.rules import Unreadable, read
from geodata.hours.timeline import (
    DAY,
    Span,
    agreed,
    by_days,
    first_not_closed,
    joined,
    layered,
    real,
)

# How far is looked for the next change: most change within days, some with the season.
FAR = (dt.timedelta(days=8), dt.timedelta(days=70), dt.timedelta(days=367))
MOST_WORDS = 500
WORDS_ALONE = re.compile(r'\s*"([^"]*)"\s*')


@dataclass(frozen=True)
class State:
    """How something is at a moment; `until` is the next change, None if there is none in a year."""

    is_open: bool | None  # None: not known
    until: dt.datetime | None
    comment: str  # the words of the source, where it says more than that


class Day(NamedTuple):
    """A day of a week; its spans are open, perhaps open, or closed for a reason that is told."""

    date: dt.date
    spans: list[Span]  # aware, and reaching into the next day where that is the same night
    holiday: str
    holiday_language: str


@dataclass(frozen=True)
class Hours:
    """Rules of opening hours, read for the area: its time zone, its holidays, its sun."""

    rules: tuple[str, ...]
    words: str  # of the source, for where it is not known whether it is open
    zone: ZoneInfo
    country: str
    centre: LonLat  # whose sun it is
    # None when the rules cannot be read; they follow from the rest, by which hours are told apart.
    readings: tuple[tuple[Line, ...], ...] = field(compare=False)

    @classmethod
    def of(cls, rules: Sequence[str]) -> Hours:
        """Read the rules of an entry in their order; a text in quotation marks is words alone."""
        area = current_area()
        return _read(tuple(rules), area.time_zone, area.country, area.box.centre)

    @property
    def is_readable(self) -> bool:
        return bool(self.readings)

    def state(self, moment: dt.datetime) -> State:
        """Say how it is at a moment, which must be aware."""
        if not self.readings:
            return State(None, None, self.words)
        for far in FAR:
            now, until = self._change(moment, moment + far)
            if until is not None:
                break
        comment = now.comment or (self.words if now.is_open is None else "")
        return State(now.is_open, until and until.astimezone(self.zone), comment)

    def ranges(
        self, since: dt.datetime, until: dt.datetime
    ) -> list[tuple[dt.datetime, dt.datetime]]:
        """Return when it is known to be open between two moments, in the order of time."""
        spans = joined([each._replace(comment="") for each in self._spans(since, until)])
        return [
            (max(begin, since).astimezone(self.zone), min(end, until).astimezone(self.zone))
            for begin, end, is_open, _ in spans
            if is_open
        ]

    def week(self, monday: dt.date, language: str = "") -> list[Day]:
        """Return the seven days of a week."""
        return self.days(monday, 7, language)

    def days(self, first_day: dt.date, count: int, language: str = "") -> list[Day]:
        """Return days in a row: what opens on a day belongs to it, the night after it too."""
        first = dt.datetime.combine(first_day, dt.time())
        told = [
            span
            for whole in self._local(first - DAY, first + (count + 1) * DAY)
            if whole.is_open is not False or whole.comment
            for span in by_days(whole)
        ]
        days = []
        for date in (first_day + at * DAY for at in range(count)):
            begun = [span for span in told if span.begin.date() == date]
            name = public_holidays.name_of(date, self.country, language)
            days.append(Day(date, real(begun, self.zone, self.zone), *name))
        return days

    def _change(self, moment: dt.datetime, end: dt.datetime) -> tuple[Span, dt.datetime | None]:
        """Return the span of a moment and when it is next otherwise, if before the end."""
        spans = iter(self._spans(moment, end))
        now = next(span for span in spans if span.end > moment)
        return now, next((span.begin for span in spans if span.is_open is not now.is_open), None)

    def _spans(self, since: dt.datetime, until: dt.datetime) -> list[Span]:
        """Return the spans, in UTC, that the time between two moments lies in."""
        since, until = since.astimezone(dt.UTC), until.astimezone(dt.UTC)
        begin, end = (each.astimezone(self.zone).replace(tzinfo=None) for each in (since, until))
        spans = real(self._local(begin - DAY, end + DAY), self.zone, dt.UTC)
        return [span for span in spans if since < span.end and span.begin < until]

    def _local(self, begin: dt.datetime, end: dt.datetime) -> list[Span]:
        """Return the spans between two times of the clock on the wall."""
        readings = [
            layered([each.spans(begin, end) for each in reading], first_not_closed)
            for reading in self.readings
        ]
        return layered(readings, agreed) if readings else []


@lru_cache(maxsize=8_192)  # many entries have the same hours
def _read(rules: tuple[str, ...], time_zone: str, country: str, centre: LonLat) -> Hours:
    zone = ZoneInfo(time_zone)
    alone = [WORDS_ALONE.fullmatch(rule) for rule in rules]
    said = [rule for rule, words in zip(rules, alone, strict=True) if not words and rule.strip()]
    words = "; ".join(found[1] if found else rule for rule, found in zip(rules, alone, strict=True))
    try:
        readings = tuple(
            tuple(Line.of(each, zone, country, centre) for each in reading)
            for reading in (read(said) if said else ())
        )
    except (Unreadable, ParserError):
        readings = ()
    return Hours(rules, words[:MOST_WORDS], zone, country, centre, readings)
