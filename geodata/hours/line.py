"""Evaluate rules with opening-hours-py: the days, the nights after them, and the sun."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State

from geodata.coordinates import LonLat
from geodata.hours.rules import SUN, Alternative
from geodata.hours.timeline import DAY, Span, layered, most_open

IS_OPEN = {State.OPEN: True, State.CLOSED: False, State.UNKNOWN: None}


@dataclass(frozen=True)
class Line:
    """One alternative of the rules, as the library evaluates it."""

    days: OpeningHours
    nights: OpeningHours | None  # told a day early
    sun: ZoneInfo | None  # whose clock it tells, where the sun is in the rules

    @classmethod
    def of(cls, rules: Alternative, zone: ZoneInfo, country: str, centre: LonLat) -> Line:
        """Raises ParserError."""
        holidays: dict[str, Any] = {"country": country or None, "auto_country": False}
        nights = OpeningHours(rules.nights, **holidays) if rules.nights else None
        if not re.search(SUN, rules.days):
            return cls(OpeningHours(rules.days, **holidays), nights, None)
        sky: dict[str, Any] = {"timezone": zone, "coords": (centre.lat, centre.lon)}
        return cls(OpeningHours(rules.days, **sky, **holidays), nights, zone)

    def spans(self, begin: dt.datetime, end: dt.datetime) -> list[Span]:
        """Return the spans between two times of the clock on the wall."""
        days = _evaluated(self.days, begin, end, self.sun)
        if self.nights is None:
            return days
        nights = [
            span._replace(begin=span.begin + DAY, end=span.end + DAY)
            for span in _evaluated(self.nights, begin - DAY, end - DAY, None)
        ]
        return layered([days, nights], most_open)


def _evaluated(
    rules: OpeningHours, begin: dt.datetime, end: dt.datetime, clock: ZoneInfo | None
) -> list[Span]:
    spans = (
        Span(
            since.replace(tzinfo=None, fold=0),
            until.replace(tzinfo=None, fold=0),
            IS_OPEN[state],
            comment,
        )
        for since, until, state, comment in rules.intervals(
            begin.replace(tzinfo=clock), end.replace(tzinfo=clock)
        )
    )
    return [span for span in spans if span.begin < span.end]
