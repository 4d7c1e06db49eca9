"""Write opening hours as a rule of OpenStreetMap; hours that contradict each other are none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from importers.hours.lexicon import DAYS, MONTHS, NotUnderstood

LONGEST = 500
ALWAYS = "24/7"
WHOLE_DAY = "00:00-24:00"
LEAP = 2024  # a year that has every day


@dataclass(frozen=True)
class Dates:
    """A stretch of days of the year, of one year when it is named; both ends belong to it."""

    first: tuple[int, int]  # month, day
    last: tuple[int, int]
    year: int | None = None
    last_year: int | None = None

    def __post_init__(self) -> None:
        for (month, day), year in ((self.first, self.year), (self.last, self.last_year)):
            try:
                dt.date(year or LEAP, month, day)
            except ValueError:
                raise NotUnderstood(f"there is no day {day}.{month}.") from None
        if (self.year is None) != (self.last_year is None):
            raise NotUnderstood("only one end of the dates has a year")
        if (self.year or 0, self.first) > (self.last_year or 0, self.last) and self.year:
            raise NotUnderstood("the dates end before they begin")

    @property
    def is_one_day(self) -> bool:
        return (self.first, self.year) == (self.last, self.last_year)

    @property
    def covered(self) -> frozenset[int]:
        """Return the days of the year that it covers, in whatever year that is."""
        first, last = (dt.date(LEAP, *each).timetuple().tm_yday for each in (self.first, self.last))
        if (self.last_year or 0) > (self.year or 0) + 1:
            return frozenset(range(1, 367))
        if first <= last and self.year == self.last_year:
            return frozenset(range(first, last + 1))
        return frozenset(range(first, 367)) | frozenset(range(1, last + 1))

    def __str__(self) -> str:
        whole_months = self.first[1] == 1 and self.last[1] == days_in(self.last[0])
        if self.year is None and whole_months:
            first, last = MONTHS[self.first[0] - 1], MONTHS[self.last[0] - 1]
            return first if first == last else f"{first}-{last}"
        first, last = _day(self.first, self.year), _day(self.last, self.last_year)
        if self.is_one_day:
            return first
        if self.year is None and self.first[0] == self.last[0] and self.first < self.last:
            return f"{first}-{self.last[1]:02d}"
        return f"{first}-{last}"


@dataclass(frozen=True)
class Clause:
    """On which days of which dates it is open when; without times it is closed then."""

    dates: tuple[Dates, ...]
    days: tuple[str, ...]  # Mo, Mo-Fr, PH
    times: tuple[str, ...]

    @property
    def weekdays(self) -> frozenset[str]:
        return frozenset(day for item in self.days for day in _expanded(item))

    def __str__(self) -> str:
        dates, days = ",".join(map(str, self.dates)), ",".join(self.days)
        return " ".join(filter(None, (dates, days, ",".join(self.times) or "off")))


def write(clauses: list[Clause]) -> str:
    """Return the rule; raises NotUnderstood when it would not say what the words say."""
    clauses = list(dict.fromkeys(clauses))
    _check_scopes(clauses)
    # A later rule outweighs an earlier one, so what holds for few days comes last.
    ordered = sorted(clauses, key=_narrowness)
    rule = "; ".join(map(str, ordered))
    if rule in (WHOLE_DAY, f"Mo-Su {WHOLE_DAY}"):
        return ALWAYS
    if len(rule) > LONGEST or not rule:
        raise NotUnderstood("its rule is too long")
    return rule


def _narrowness(clause: Clause) -> int:
    if not clause.dates:
        return 0
    if clause.days:
        return 1
    return 3 if all(each.is_one_day for each in clause.dates) else 2


def _check_scopes(clauses: list[Clause]) -> None:
    """Refuse a day that has two rules, and seasons that may or may not replace the usual hours."""
    scopes: dict[tuple[Dates, ...], list[Clause]] = {}
    for clause in clauses:
        scopes.setdefault(clause.dates, []).append(clause)
    for scope in scopes.values():
        _check_once(scope)
    usual = scopes.pop((), [])
    seasons = {dates: scope for dates, scope in scopes.items() if any(each.days for each in scope)}
    for scope in seasons.values():
        if usual and _mentioned(scope) != _mentioned(usual):
            raise NotUnderstood("a season has other weekdays than the rest of the year")
    taken: set[int] = set()
    for dates in seasons:
        covered = set().union(*(each.covered for each in dates))
        if covered & taken:
            raise NotUnderstood("two seasons overlap")
        taken |= covered


def _check_once(scope: list[Clause]) -> None:
    said: set[str] = set()
    for clause in scope:
        days = clause.weekdays or frozenset(DAYS)
        if days & said:
            raise NotUnderstood(f"{', '.join(sorted(days & said))} is there twice")
        if len(days) < sum(len(_expanded(item)) for item in clause.days):
            raise NotUnderstood("a day is there twice")
        said |= days


def _mentioned(scope: list[Clause]) -> frozenset[str]:
    return frozenset().union(*(clause.weekdays for clause in scope)) - {"PH"}


def _expanded(item: str) -> list[str]:
    first, _, last = item.partition("-")
    if not last:
        return [item]
    start, end = DAYS.index(first), DAYS.index(last)
    return [DAYS[(start + step) % 7] for step in range((end - start) % 7 + 1)]


def _day(month_and_day: tuple[int, int], year: int | None) -> str:
    month, day = month_and_day
    return f"{f'{year} ' if year else ''}{MONTHS[month - 1]} {day:02d}"


def days_in(month: int) -> int:
    return (dt.date(LEAP, month % 12 + 1, 1) - dt.timedelta(days=1)).day
