"""Choose the days that stand for a typical weekday, Saturday and Sunday of a timetable.

Of the eight weeks from the timetable's first day on, a weekday is a Tuesday, Wednesday or Thursday
(Mondays and Fridays differ, and holidays move). The most common number of trips is typical; where
none is more common than others, the busiest day is taken; of several such days the first.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from importers.gtfs.archive import Archive
from importers.gtfs.information import day
from importers.gtfs.notes import Notes
from importers.gtfs.tables import rows

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_TYPES = ("weekday", "saturday", "sunday")
CANDIDATES = {"weekday": ((1, 2, 3), (0, 4)), "saturday": ((5,),), "sunday": ((6,),)}
BACK = 3  # a departure at 25:10 belongs to the day before, one at 49:10 to the day before that
WEEKS = 8
LONGEST = 3 * 366  # days that are looked at; a service until 2099 is no plan
PLAIN, CHANGED = "calendar.txt", "calendar_dates.txt"
DATES = {"start_date", "end_date"}
Flags = NDArray[np.bool_]


@dataclass
class Calendar:
    """Which services run on which of the days from `first` on: a row per service."""

    services: list[str]
    first: dt.date
    runs: Flags

    def typical(self, trips: NDArray[np.int64], start: dt.date | None) -> dict[str, int]:
        """Return the typical days by day type, as numbers of days after `first`.

        `trips` is how many trips each service has; `start` the timetable's own first day.
        """
        totals: NDArray[np.int64] = trips @ self.runs
        if not totals.any():
            return {}
        begin = (start - self.first).days if start else 0
        if not 0 <= begin < len(totals) or not totals[begin : begin + 7 * WEEKS].any():
            begin = int(np.argmax(totals * 2 >= totals.max()))
        window = range(begin, min(begin + 7 * WEEKS, len(totals)))
        found = {}
        for day_type, choices in CANDIDATES.items():
            for weekdays in choices:
                dates = [n for n in window if self._weekday(n) in weekdays and totals[n]]
                if dates:
                    found[day_type] = _typical(dates, totals)
                    break
        return found

    def on(self, number: int) -> Flags:
        """Return for every service whether it runs on a day; on none outside what is known."""
        if 0 <= number < self.runs.shape[1]:
            return self.runs[:, number]
        return np.zeros(len(self.services), bool)

    def _weekday(self, number: int) -> int:
        return (self.first.weekday() + number) % 7


def read_calendar(archive: Archive, services: Sequence[str], notes: Notes) -> Calendar | None:
    """Read when these services run; None when no sound row says it."""
    weekly = list(_weekly(archive, notes))
    changes = list(_changes(archive, notes))
    dates = [date for _, _, start, end in weekly for date in (start, end)]
    dates += [date for _, date, _ in changes]
    if not dates:
        notes.add(PLAIN, f"row says when a service runs, nor does {CHANGED}")
        return None
    first = min(dates)
    length = min((max(dates) - first).days + 1, LONGEST)
    number = {service: n for n, service in enumerate(services)}
    runs: Flags = np.zeros((len(number), length), bool)
    weekdays = (first.weekday() + np.arange(length)) % 7
    for service, pattern, start, end in weekly:
        if service in number:
            span = slice((start - first).days, max((end - first).days + 1, 0))
            runs[number[service], span] = pattern[weekdays[span]]
    for service, date, is_added in changes:
        if service in number and (date - first).days < length:
            runs[number[service], (date - first).days] = is_added
    return Calendar(list(services), first, runs)


def _weekly(archive: Archive, notes: Notes) -> list[tuple[str, Flags, dt.date, dt.date]]:
    found = []
    for row in rows(archive, PLAIN, {"service_id", *DATES, *DAYS}, notes):
        start, end = day(row["start_date"]), day(row["end_date"])
        if start is None or end is None or end < start:
            notes.add(PLAIN, "rows have dates that are none", row["service_id"])
            continue
        found.append((row["service_id"], np.array([row[each] == "1" for each in DAYS]), start, end))
    return found


def _changes(archive: Archive, notes: Notes) -> list[tuple[str, dt.date, bool]]:
    found = []
    for row in rows(archive, CHANGED, {"service_id", "date", "exception_type"}, notes):
        date = day(row["date"])
        if date is None or row["exception_type"] not in ("1", "2"):
            notes.add(CHANGED, "rows have no date or no exception_type", row["service_id"])
            continue
        found.append((row["service_id"], date, row["exception_type"] == "1"))
    return found


def _typical(dates: list[int], totals: NDArray[np.int64]) -> int:
    likely = _most_common([int(totals[date]) for date in dates])
    dates = [date for date in dates if totals[date] == likely]
    # What runs after midnight belongs to the day before, which has to be a typical one as well.
    before = [int(totals[date - 1]) if date else 0 for date in dates]
    return dates[before.index(_most_common(before))]


def _most_common(numbers: list[int]) -> int:
    common = Counter(numbers)
    return max(common, key=lambda number: (common[number], number))
