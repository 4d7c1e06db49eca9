"""Say how an event comes again in the few ways that people mean, and write those as rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from geodata.recurrence import Recurrence, RecurrenceError
from servicemap.editing.clock import zone

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAILY, WEEKLY, DAY_OF_MONTH, WEEKDAY_OF_MONTH, LAST_OF_MONTH = (
    *("daily", "weekly", "day-of-month", "weekday-of-month", "last-of-month"),
)
WAYS = (DAILY, WEEKLY, DAY_OF_MONTH, WEEKDAY_OF_MONTH, LAST_OF_MONTH)
MOST = 12  # the largest interval
SOME_MONDAY = dt.datetime(2024, 1, 1)  # noqa: DTZ001 - by the clock


@dataclass(frozen=True)
class Repeats:
    """One of the `WAYS`, every so many days, weeks or months, up to a day."""

    way: str
    every: int = 1
    days: tuple[str, ...] = ()  # of the week, where it is weekly
    until: dt.date | None = None

    def rule(self, first: dt.date) -> str:
        """Return the iCalendar rule of what begins on a day."""
        weekday = DAYS[first.weekday()]
        parts = {
            DAILY: "FREQ=DAILY",
            WEEKLY: f"FREQ=WEEKLY;BYDAY={','.join(self.days)}",
            DAY_OF_MONTH: f"FREQ=MONTHLY;BYMONTHDAY={first.day}",
            WEEKDAY_OF_MONTH: f"FREQ=MONTHLY;BYDAY={number_in_month(first)}{weekday}",
            LAST_OF_MONTH: f"FREQ=MONTHLY;BYDAY=-1{weekday}",
        }[self.way]
        interval = f";INTERVAL={self.every}" if self.every > 1 else ""
        until = f";UNTIL={self.until:%Y%m%d}" if self.until else ""
        return parts + interval + until

    @classmethod
    def of(cls, rule: str, begin: dt.datetime) -> Repeats | None:
        """Return what a rule means for what begins then; None where none of the ways says it."""
        try:
            read = Recurrence.parse(rule, zone())
        except RecurrenceError:
            return None
        until = _last_day(read.until, begin)
        parts = dict(read.parts)
        days = tuple(each for each in DAYS if each in parts.get("BYDAY", "").split(","))
        every = int(parts.get("INTERVAL", 1))
        weekly = cls(WEEKLY, every, days or (DAYS[begin.weekday()],), until)
        ways = (weekly, *(cls(way, every, (), until) for way in WAYS if way != WEEKLY))
        if every > MOST:
            return None
        return next((each for each in ways if _same(rule, each.rule(begin.date()), begin)), None)

    def words(self, first: dt.date) -> str:
        """Return it as a sentence without its stop, in the active language."""
        said = _PHRASES[self.way](self, first)
        if self.until is None:
            return said
        return _("%(repeats)s until %(day)s") % {
            "repeats": said,
            "day": date_format(self.until, "DATE_FORMAT"),
        }


def told(rule: str) -> str:
    """Return a rule in words, whatever its first time is; as it is where no words of ours say it.

    A rule of ours tells its days itself. Raises RecurrenceError.
    """
    first = Recurrence.parse(rule, zone()).first(SOME_MONDAY)
    meant = Repeats.of(rule, first) if first else None
    return meant.words(first.date()) if meant and first else rule


def is_last_of_month(day: dt.date) -> bool:
    """Say whether no other day of the same name comes in its month."""
    return (day + dt.timedelta(days=7)).month != day.month


def number_in_month(day: dt.date) -> int:
    """Return the how manieth of its name a day is in its month: 1 to 5."""
    return (day.day - 1) // 7 + 1


def _same(rule: str, other: str, begin: dt.datetime) -> bool:
    return _normal(rule, begin) == _normal(other, begin)


def _normal(rule: str, begin: dt.datetime) -> tuple[dict[str, str], dt.date | None] | None:
    """Return a rule without what goes without saying."""
    read = Recurrence.parse(rule, zone())
    parts = {name: value for name, value in read.parts if (name, value) not in _PLAIN}
    if "BYDAY" in parts:
        parts["BYDAY"] = ",".join(sorted(parts["BYDAY"].replace("+", "").split(",")))
    elif parts["FREQ"] == "WEEKLY":
        parts["BYDAY"] = DAYS[begin.weekday()]
    elif parts["FREQ"] == "MONTHLY":
        parts.setdefault("BYMONTHDAY", str(begin.day))
    return parts, _last_day(read.until, begin)


def _last_day(until: dt.datetime | None, begin: dt.datetime) -> dt.date | None:
    """Return the last day on which it may begin."""
    if until is None:
        return None
    is_whole = until.time() >= begin.time()
    return until.date() if is_whole else until.date() - dt.timedelta(days=1)


_PLAIN = (("INTERVAL", "1"), ("WKST", "MO"))


def _daily(repeats: Repeats, _first: dt.date) -> str:
    return ngettext("Every day", "Every %(count)d days", repeats.every) % {"count": repeats.every}


def _weekly(repeats: Repeats, _first: dt.date) -> str:
    told = ngettext("Every week on %(days)s", "Every %(count)d weeks on %(days)s", repeats.every)
    days = [on_days()[DAYS.index(each)] for each in repeats.days]
    return told % {"count": repeats.every, "days": get_text_list(days, _("and"))}


def _day_of_month(repeats: Repeats, first: dt.date) -> str:
    told = ngettext(
        "Every month on day %(number)d", "Every %(count)d months on day %(number)d", repeats.every
    )
    return told % {"count": repeats.every, "number": first.day}


def _weekday_of_month(repeats: Repeats, first: dt.date) -> str:
    return _monthly(repeats, _nth()[number_in_month(first) - 1], first)


def _last_of_month(repeats: Repeats, first: dt.date) -> str:
    return _monthly(repeats, pgettext("weekday of a month", "last"), first)


def _monthly(repeats: Repeats, nth: str, first: dt.date) -> str:
    told = ngettext(
        "Every month on the %(nth)s %(weekday)s",
        "Every %(count)d months on the %(nth)s %(weekday)s",
        repeats.every,
    )
    weekday = _the_days()[first.weekday()]
    return told % {"count": repeats.every, "nth": nth, "weekday": weekday}


_PHRASES: dict[str, Callable[[Repeats, dt.date], str]] = {
    DAILY: _daily,
    WEEKLY: _weekly,
    DAY_OF_MONTH: _day_of_month,
    WEEKDAY_OF_MONTH: _weekday_of_month,
    LAST_OF_MONTH: _last_of_month,
}


def on_days() -> tuple[str, ...]:
    """Return the days of the week as in "every week on …"."""
    return (
        pgettext("every week on …", "Mondays"),
        pgettext("every week on …", "Tuesdays"),
        pgettext("every week on …", "Wednesdays"),
        pgettext("every week on …", "Thursdays"),
        pgettext("every week on …", "Fridays"),
        pgettext("every week on …", "Saturdays"),
        pgettext("every week on …", "Sundays"),
    )


def _the_days() -> tuple[str, ...]:
    return (
        pgettext("on the second …", "Monday"),
        pgettext("on the second …", "Tuesday"),
        pgettext("on the second …", "Wednesday"),
        pgettext("on the second …", "Thursday"),
        pgettext("on the second …", "Friday"),
        pgettext("on the second …", "Saturday"),
        pgettext("on the second …", "Sunday"),
    )


def _nth() -> tuple[str, ...]:
    return (
        pgettext("weekday of a month", "first"),
        pgettext("weekday of a month", "second"),
        pgettext("weekday of a month", "third"),
        pgettext("weekday of a month", "fourth"),
        pgettext("weekday of a month", "fifth"),
    )
