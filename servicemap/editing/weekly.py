"""Opening hours as people fill them in: a week, its exceptions, by appointment; to and from rules.

A rule that says more than that cannot be read back, and is left to be edited as a rule.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils import timezone

from geodata.hours import Hours

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOLIDAYS = "PH"
APPOINTMENT = '"by appointment"'
ALWAYS = "24/7"
OFF = "off"
LONGEST_RULE = 500
COMPARED_DAYS = 400  # a year and a holiday more: for as long two writings must say the same

Ranges = tuple[tuple[str, str], ...]
"""When it is open on a day: ("09:00", "17:00"), …; nothing when it is closed."""

_DAY = "|".join((*DAYS, HOLIDAYS))
_TIME = r"\d{1,2}(?:[:.]\d{2})?"
_RANGE = rf"{_TIME}\s*[-–—]\s*{_TIME}"
_TIMES = rf"(?:{_RANGE}(?:\s*,\s*{_RANGE})*|off|closed)"
_WEEKDAYS = re.compile(
    rf"(?:(?P<days>(?:{_DAY})(?:-(?:{_DAY}))?(?:, ?(?:{_DAY})(?:-(?:{_DAY}))?)*):? )?"
    rf"(?P<times>{_TIMES})"
)
_MONTH = "|".join(MONTHS)
_EXCEPTION = re.compile(
    rf"(?P<y>\d{{4}}) (?P<m>{_MONTH}) (?P<d>\d{{1,2}})"
    rf"(?:-(?:(?:(?P<y2>\d{{4}}) )?(?P<m2>{_MONTH}) )?(?P<d2>\d{{1,2}}))? (?P<times>{_TIMES})"
)
_TYPED = re.compile(rf"\s*{_RANGE}(?:\s*(?:,|;|&|/)\s*{_RANGE})*\s*")


@dataclass(frozen=True)
class Exceptional:
    """Days on which it is otherwise, the last one included."""

    first: dt.date
    last: dt.date
    ranges: Ranges

    def rule(self) -> str:
        """Return it as a rule."""
        return f"{_dates(self.first, self.last)} {_times(self.ranges)}"


@dataclass(frozen=True)
class Weekly:
    """What the form of opening hours holds."""

    days: Mapping[str, Ranges] = field(default_factory=dict)  # by DAYS
    holidays: Ranges | None = None  # on public holidays; None: as on other days
    exceptions: tuple[Exceptional, ...] = ()
    by_appointment: bool = False
    always: bool = False

    @classmethod
    def of(cls, rules: Sequence[str]) -> Weekly | None:
        """Read rules; None where they say more than the form can hold."""
        found = _read("; ".join(rule.strip(" ;") for rule in rules))
        if found is None or not _say_the_same(rules, found.rules()):
            return None
        return found

    def rules(self) -> list[str]:
        """Return rules, none of them longer than is kept."""
        told = [ALWAYS] if self.always else _week(self.days)
        if self.holidays is not None:
            told.append(f"{HOLIDAYS} {_times(self.holidays)}")
        told += [each.rule() for each in self.exceptions]
        packed: list[str] = []
        room = LONGEST_RULE - len(f" || {APPOINTMENT}")
        for each in told:
            if packed and len(packed[-1]) + len(each) + 2 <= room:
                packed[-1] += f"; {each}"
            else:
                packed.append(each)
        if self.by_appointment and packed:
            packed[-1] += f" || {APPOINTMENT}"
        return packed or ([APPOINTMENT] if self.by_appointment else [])


def ranges_of(text: str) -> Ranges:
    """Read what somebody typed for a day, such as 9–12, 13.30–17; raises ValueError."""
    if not text.strip():
        return ()
    if len(text) > LONGEST_RULE or not _TYPED.fullmatch(text):
        raise ValueError(text)
    return _ranges(re.findall(_RANGE, text))


def typed(ranges: Ranges) -> str:
    """Write a day's hours as somebody may type them: 9–12, 13.30–17."""
    return ", ".join(f"{_short(begin)}–{_short(end)}" for begin, end in ranges)


def _read(text: str) -> Weekly | None:
    body, _bars, appointment = text.partition("||")
    body = body.strip(" ;")
    if appointment and appointment.strip() != APPOINTMENT:
        return None
    if body == APPOINTMENT and not appointment:
        return Weekly(by_appointment=True)
    days: dict[str, Ranges] = {}
    holidays: Ranges | None = None
    exceptions = []
    always = False
    try:
        for part in filter(None, (each.strip() for each in body.split(";"))):
            if part == ALWAYS:
                always = True
            elif found := _EXCEPTION.fullmatch(part):
                exceptions.append(_exception(found))
            elif found := _WEEKDAYS.fullmatch(part):
                ranges = _said(found["times"])
                told = _named(found["days"])
                days |= {day: ranges for day in told if day != HOLIDAYS}
                holidays = ranges if HOLIDAYS in told else holidays
            else:
                return None
    except ValueError:
        return None
    if always and days:
        return None
    return Weekly(days, holidays, tuple(exceptions), bool(appointment), always)


def _say_the_same(one: Sequence[str], other: Sequence[str]) -> bool:
    today = timezone.localdate()
    first, second = Hours.of(one), Hours.of(other)
    if not first.is_readable or not second.is_readable:
        return list(one) == list(other)
    return first.days(today, COMPARED_DAYS) == second.days(today, COMPARED_DAYS)


def _exception(found: re.Match[str]) -> Exceptional:
    year, month = int(found["y"]), MONTHS.index(found["m"]) + 1
    first = dt.date(year, month, int(found["d"]))
    if not found["d2"]:
        return Exceptional(first, first, _said(found["times"]))
    until_month = MONTHS.index(found["m2"]) + 1 if found["m2"] else month
    last = dt.date(int(found["y2"] or year), until_month, int(found["d2"]))
    if last < first:
        raise ValueError(found[0])
    return Exceptional(first, last, _said(found["times"]))


def _named(days: str | None) -> list[str]:
    """Return the days that a rule names: all of the week where it names none."""
    if days is None:
        return list(DAYS)
    named = []
    for part in days.split(","):
        first, _hyphen, last = part.strip().partition("-")
        if not last:
            named.append(first)
            continue
        begin, end = DAYS.index(first), DAYS.index(last)
        named += [DAYS[at % 7] for at in range(begin, end + 1 if end >= begin else end + 8)]
    return named


def _said(times: str) -> Ranges:
    return () if times in (OFF, "closed") else _ranges(re.findall(_RANGE, times))


def _ranges(texts: Iterable[str]) -> Ranges:
    found = []
    for text in texts:
        begin, end = (_clock(each) for each in re.split(r"[-–—]", text))
        if begin == end and begin != "00:00":
            raise ValueError(text)
        found.append((begin, "24:00" if end == "00:00" else end))
    return tuple(sorted(found))


def _clock(text: str) -> str:
    hours, _sign, minutes = text.strip().replace(".", ":").partition(":")
    if int(hours) > 24 or int(minutes or 0) > 59 or (int(hours) == 24 and int(minutes or 0)):
        raise ValueError(text)
    return f"{int(hours):02}:{minutes or '00'}"


def _short(clock: str) -> str:
    hours, minutes = clock.split(":")
    return f"{int(hours)}" if minutes == "00" else f"{int(hours)}.{minutes}"


def _times(ranges: Ranges) -> str:
    return ",".join(f"{begin}-{end}" for begin, end in ranges) or OFF


def _week(days: Mapping[str, Ranges]) -> list[str]:
    """Return the rules of a week, days in a row with the same hours as one; closed ones are not."""
    told = []
    for ranges, group in groupby(DAYS, key=lambda day: days.get(day, ())):
        named = list(group)
        if ranges:
            together = named[0] if len(named) == 1 else f"{named[0]}-{named[-1]}"
            told.append(f"{together} {_times(ranges)}")
    if not told and any(day in days for day in DAYS):
        return [f"Mo-Su {OFF}"]
    return told


def _dates(first: dt.date, last: dt.date) -> str:
    begin = f"{first.year} {MONTHS[first.month - 1]} {first.day:02}"
    if first == last:
        return begin
    if (first.year, first.month) == (last.year, last.month):
        return f"{begin}-{last.day:02}"
    return f"{begin}-{last.year} {MONTHS[last.month - 1]} {last.day:02}"


def rows_of(rules: Sequence[str], comments: Mapping[str, str]) -> list[Any]:
    """Return rules and what is said beside them as a sheet holds them."""
    said = {language: text for language, text in comments.items() if text}
    if not rules:
        return [["", said]] if said else []
    return [[rules[0], said], *([rule, {}] for rule in rules[1:])]


def comments_of(rows: Sequence[Any]) -> dict[str, str]:
    """Return what is said beside the rules of a sheet, by language."""
    found: dict[str, str] = {}
    for _rule, comment in rows:
        for language, text in comment.items():
            found[language] = f"{found[language]} {text}" if language in found else text
    return found
