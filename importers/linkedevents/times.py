"""Read when an event is: at moments, or on whole days of the area."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from importers.linkedevents.items import Item, Unusable

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """From when to when; whole days end with the midnight after the last one."""

    start: dt.datetime | None
    end: dt.datetime | None
    all_day: bool = False

    @property
    def last(self) -> dt.datetime | None:
        """Return the latest moment that is known of it."""
        return self.end or self.start

    def or_else(self, parts: Span) -> Span:
        """Return this span, and from those of its parts what it does not say itself."""
        all_day = parts.all_day if self.start is None else self.all_day
        return Span(self.start or parts.start, self.end or parts.last, all_day)


def span_of(item: Item, zone: ZoneInfo) -> Span:
    """Return when an event is; raises Unusable with what is wrong."""
    start, starts_day = _moment(item.get("start_time"), "start_time", zone)
    end, ends_day = _moment(item.get("end_time"), "end_time", zone)
    if start is not None and starts_day and end is None:
        end, ends_day = start, True  # the one day
    if end is not None and ends_day:
        end = _next_midnight(end)
    if start is not None and end is not None and end < start:
        raise Unusable(f"it ends {item['end_time']}, before it starts {item['start_time']}")
    return Span(start, end, starts_day)


def midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the first moment of a day."""
    return dt.datetime.combine(day, dt.time(), zone)


def _next_midnight(moment: dt.datetime) -> dt.datetime:
    """Return the end of a day, which has 23 or 25 hours when the clocks change."""
    try:
        return moment + ONE_DAY  # within one zone Python counts by the clock
    except OverflowError:
        raise Unusable("end_time is too late") from None


def _moment(value: Any, name: str, zone: ZoneInfo) -> tuple[dt.datetime | None, bool]:
    """Return a moment and whether it is only a day."""
    if value is None or value == "":
        return None, False
    if not isinstance(value, str):
        raise Unusable(f"{name} is {type(value).__name__}, not a time")
    try:
        if DAY.fullmatch(value):
            return midnight(dt.date.fromisoformat(value), zone), True
        found = dt.datetime.fromisoformat(value)
        if found.utcoffset() is not None:
            return found.astimezone(dt.UTC), False
        local = found.replace(tzinfo=zone)
        if local.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != found:
            raise Unusable(f"{name} {value} does not exist in {zone.key}: clocks are put forward")
        return local.astimezone(dt.UTC), False
    except OverflowError:
        raise Unusable(f"{name} is {value[:40]!r}, which is too early or too late") from None
    except ValueError as error:
        if isinstance(error, Unusable):
            raise
        raise Unusable(f"{name} is {value[:40]!r}, which is no time") from None
