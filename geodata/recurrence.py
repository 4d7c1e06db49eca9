"""Read an iCalendar recurrence (RFC 5545) and tell its times by the clock of the area."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

WEEKDAY = "MO|TU|WE|TH|FR|SA|SU"
NUMBERS = r"[+-]?[1-9]\d{0,2}(,[+-]?[1-9]\d{0,2})*"
# The time of day is the event's own, so that nothing finer than a day is read.
PARTS = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"[1-9]\d{0,4}",
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "WKST": WEEKDAY,
    "BYDAY": rf"([+-]?[1-9]\d?)?({WEEKDAY})(,([+-]?[1-9]\d?)?({WEEKDAY}))*",
    "BYMONTH": r"(0?[1-9]|1[0-2])(,(0?[1-9]|1[0-2]))*",
    **dict.fromkeys(("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"), NUMBERS),
}
MOST_STEPS = 20_000  # times counted from the first one, past ones too: 54 years of days
CYCLE = 400  # years after which the calendar repeats, weekdays too


class RecurrenceError(ValueError):
    """A recurrence that cannot be read; the message is one phrase for the log."""


@dataclass(frozen=True)
class Recurrence:
    """How something repeats; times are by the clock of the area, without a zone."""

    parts: tuple[tuple[str, str], ...]  # as they were written, without UNTIL
    until: dt.datetime | None  # the last moment at which one may begin

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> Recurrence:
        """Read an RRULE, with or without its name in front; raises RecurrenceError."""
        parts: dict[str, str] = {}
        for part in text.strip().upper().removeprefix("RRULE:").rstrip(";").split(";"):
            name, _, value = part.strip().partition("=")
            if name in parts or not re.fullmatch(PARTS.get(name, "(?!)"), value, re.ASCII):
                raise RecurrenceError(f"{part[:60]!r} is not understood")
            parts[name] = value
        if "FREQ" not in parts:
            raise RecurrenceError("it does not say how often (FREQ)")
        until = _until(parts.pop("UNTIL", ""), zone)
        return cls(tuple(parts.items()), until)

    @property
    def text(self) -> str:
        """Return the rule as iCalendar writes it, without UNTIL."""
        return ";".join(f"{name}={value}" for name, value in self.parts)

    def between(self, start: dt.datetime, first: dt.datetime, last: dt.datetime) -> Times:
        """Return the times from `first` to `last`, and the latest before them, if there is one.

        `start` is when the first of all may be; all are without a zone.
        """
        before: dt.datetime | None = None
        found: list[dt.datetime] = []
        last = min(last, self.until or last)
        steps = islice(self._times(start), MOST_STEPS)
        for moment in takewhile(lambda each: each <= last, steps):
            if moment < first:
                before = moment
            else:
                found.append(moment)
        return Times(before, found)

    def first(self, start: dt.datetime) -> dt.datetime | None:
        """Return the first time of all; None when there is none."""
        moment = next(self._times(start), None)
        return None if moment and self.until and moment > self.until else moment

    def _times(self, start: dt.datetime) -> Iterator[dt.datetime]:
        # dateutil looks for a match up to the year 9999. A rule that has none would keep it busy
        # for half a minute; in the last cycle of the calendar it is done in half a second.
        later = CYCLE * max((dt.MAXYEAR - 10 - start.year) // CYCLE, 0)
        try:
            for each in rrulestr(self.text, dtstart=start.replace(year=start.year + later)):
                yield each.replace(year=each.year - later)
        except (ValueError, TypeError, LookupError) as error:  # such as the ninth Monday of a month
            raise RecurrenceError(f"{self.text[:60]!r} has no times: {error}") from None


@dataclass(frozen=True)
class Times:
    """Times within a span, in their order, and the latest one `before` it."""

    before: dt.datetime | None
    within: list[dt.datetime]


def local(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return what the clock shows at a moment."""
    return moment.astimezone(zone).replace(tzinfo=None)


def moment_of(clock: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the moment at which the clock shows this, as RFC 5545 says.

    The first of two; and where the clock skips it, as if it had not been put forward yet.
    """
    return clock.replace(tzinfo=zone).astimezone(dt.UTC)


def _until(text: str, zone: ZoneInfo) -> dt.datetime | None:
    """Return the last moment by the clock; a day counts as a whole."""
    if not text:
        return None
    try:
        if "T" not in text:
            day = dt.datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 - by the clock
            return day + dt.timedelta(days=1, microseconds=-1)
        clock = dt.datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
        return local(clock.replace(tzinfo=dt.UTC), zone) if text.endswith("Z") else clock
    except (ValueError, OverflowError):
        raise RecurrenceError(f"UNTIL={text} is no time") from None
