"""Read tokens of opening hours as clauses; what can be read in two ways is not understood."""

from __future__ import annotations

import re
from itertools import pairwise

from importers.hours.lexicon import MONTHS, NotUnderstood, Token
from importers.hours.rule import WHOLE_DAY, Clause, Dates, days_in

JOINS = ("comma", "list", "slash")
DATES = ("date", "span", "feast", "month", "half_month")
CLOCK = ("time", "number", "half")
EARLIEST = 4 * 60  # an opening before that, midnight apart, is rather a date or an error
NOON, LATEST_NIGHT, DAY = 12 * 60, 6 * 60, 24 * 60


class Reader:
    """Goes through the tokens once."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.scope: tuple[Dates, ...] = ()  # the dates that the following weekdays are of
        self.is_scope_clear = True

    def clauses(self) -> list[Clause]:
        """Return all clauses; raises NotUnderstood."""
        found: list[Clause] = []
        self.skip("end", "comma")
        while self.at < len(self.tokens):
            found.append(self.clause())
            after_times = bool(found[-1].times)
            apart = self.skip("end", "comma", "list")
            # "la suljettu su 12-18": nobody can tell which of the two days is closed.
            if not apart and not after_times and self.at < len(self.tokens):
                raise NotUnderstood("what follows closed days is not set apart")
        return found

    def clause(self) -> Clause:
        if self.what() in DATES or self.is_day_and_month():
            dates = self.dates()
            self.skip("end", "comma")
            if self.what() in ("off", "always", *CLOCK):
                self.is_scope_clear = False
                return self.on_dates(dates)
            if all(each.is_one_day for each in dates):
                raise NotUnderstood("a date has a weekday besides")
            self.scope, self.is_scope_clear = dates, True
        elif not self.is_scope_clear:
            raise NotUnderstood("weekdays after a date may or may not be of that date")
        return self.on_weekdays()

    def on_weekdays(self) -> Clause:
        if self.take("off"):
            if self.what() in DATES or self.is_day_and_month():
                self.is_scope_clear = False
                return Clause(self.dates(), (), ())
            days = self.days()
            if not days:
                raise NotUnderstood("it is closed, but not told when")
            if self.what() in (*CLOCK, "always", "off"):
                raise NotUnderstood("closed days and opening times run into each other")
            return Clause(self.scope, days, ())
        days = self.days()
        if self.take("off"):
            if not days:
                raise NotUnderstood("it is closed, but not told when")
            return Clause(self.scope, days, ())
        if self.take("always"):
            return Clause(self.scope, days, (WHOLE_DAY,))
        if not days:
            raise NotUnderstood("no day is named")
        self.skip("comma")
        return Clause(self.scope, days, self.times())

    def on_dates(self, dates: tuple[Dates, ...]) -> Clause:
        """Read what holds on dates without weekdays: closed, or the times of single days."""
        if self.take("off"):
            # "1.6. suljettu la": closed on that day, or on its Saturdays?
            if self.what() == "days":
                raise NotUnderstood("closed dates and weekdays run into each other")
            return Clause(dates, (), ())
        if self.take("always"):
            return Clause(dates, (), (WHOLE_DAY,))
        if not all(each.is_one_day for each in dates):
            raise NotUnderstood("dates have times, but no weekdays")
        return Clause(dates, (), self.times())

    def days(self) -> tuple[str, ...]:
        found: list[str] = []
        is_stretch = bool(self.what() == "between" and self.what(1) == "days" and self.take())
        while self.what() == "days":
            day = self.take_text()
            if self.what() == "range" and self.what(1) == "days":
                self.take()
                last = self.take_text()
                if "-" in day + last or "PH" in (day, last) or day == last:
                    raise NotUnderstood("a stretch of days has no such ends")
                day = f"{day}-{last}"
            elif is_stretch:
                raise NotUnderstood("from one day, but not until which")
            found.append(day)
            if self.what() in JOINS and self.what(1) == "days":
                self.take()
        return tuple(found)

    def times(self) -> tuple[str, ...]:
        found: list[tuple[int, int]] = []
        while self.what() in CLOCK or (self.what() == "between" and self.what(1) in CLOCK):
            found.append(self.stretch())
            if self.what() in ("comma", "list") and self.what(1) in CLOCK:
                # "9-12, 24.12." was a date, which is no time; "9-12, 13-17" goes on.
                self.take()
            else:
                break
        if not found:
            raise NotUnderstood("days have no times")
        for one, other in pairwise(found):
            if one[1] >= other[0]:
                raise NotUnderstood("times overlap or go back")
        return tuple(f"{_clock(start)}-{_clock(end)}" for start, end in found)

    def stretch(self) -> tuple[int, int]:
        if self.what() == "between":
            self.take()
        first = self.tokens[self.at]
        self.take()
        if self.what() != "range" or self.what(1) not in CLOCK:
            raise NotUnderstood("a time has no end")
        self.take()
        last = self.tokens[self.at]
        self.take()
        if (first.what == "half") != (last.what == "half"):
            raise NotUnderstood("only one of two times is before or after noon")
        start, end = _minutes(first), _minutes(last)
        if start in (DAY, end) or 0 < start < EARLIEST:
            raise NotUnderstood("it opens at an odd time")
        if end < start and not (start >= NOON and 0 < end <= LATEST_NIGHT):
            if not (end == 0 and start >= NOON):
                raise NotUnderstood("it closes before it opens")
            end = DAY
        return start, end

    def dates(self) -> tuple[Dates, ...]:
        found = [self.stretch_of_dates()]
        while self.what() in JOINS and (self.what(1) in DATES or self.is_day_and_month(1)):
            self.take()
            found.append(self.stretch_of_dates())
        return tuple(found)

    def stretch_of_dates(self) -> Dates:
        first = self.date()
        if self.what() != "range":
            if first is None:
                raise NotUnderstood("half a word for a month")
            return first
        self.take()
        last = self.date()
        if first is None or last is None:
            raise NotUnderstood("half a word for a month")
        if first.first != first.last and (first.first[1], last.first[1]) != (1, 1):
            raise NotUnderstood("stretches of stretches of dates")
        if last.year is not None and first.year is None:
            return Dates(first.first, last.last, last.year, last.last_year)
        return Dates(first.first, last.last, first.year, last.last_year)

    def date(self) -> Dates | None:
        token = self.tokens[self.at] if self.at < len(self.tokens) else Token("nothing", "")
        if token.what == "half_month" and (self.what(1), self.what(2)) != ("range", "month"):
            return None
        if token.what in ("month", "half_month") and self.what(1) != "number":
            self.take()
            month = MONTHS.index(token.text) + 1
            return Dates((month, 1), (month, days_in(month)))
        if token.what in ("month", "number"):
            return self.day_and_month()
        self.take()
        if token.what == "feast":
            month_name, day_number = token.text.split()
            when = (MONTHS.index(month_name) + 1, int(day_number))
            return Dates(when, when)
        numbers = [int(each) for each in re.findall(r"\d+", token.text)]
        if token.what == "date":
            day, month, *years = numbers
            year = years[0] if years else None
            return Dates((month, day), (month, day), year, year)
        if token.what == "span":
            first, last, month, *years = numbers
            year = years[0] if years else None
            if first >= last:
                raise NotUnderstood("the dates end before they begin")
            return Dates((month, first), (month, last), year, year)
        raise NotUnderstood("a date is missing")

    def day_and_month(self) -> Dates:
        """Read "1 June" or "June 1", with or without a year."""
        texts = {self.what(): self.take_text(), self.what(): self.take_text()}
        if set(texts) != {"month", "number"}:
            raise NotUnderstood("a number is no date")
        year = int(self.take_text()) if self.what() == "year" else None
        when = (MONTHS.index(texts["month"]) + 1, int(texts["number"]))
        return Dates(when, when, year, year)

    def is_day_and_month(self, ahead: int = 0) -> bool:
        return (self.what(ahead), self.what(ahead + 1)) == ("number", "month")

    def what(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at].what if at < len(self.tokens) else ""

    def take(self, what: str = "") -> bool:
        """Go on, when the next token is such a one."""
        if what and self.what() != what:
            return False
        self.at += 1
        return True

    def take_text(self) -> str:
        if self.at >= len(self.tokens):
            raise NotUnderstood("it ends too early")
        self.at += 1
        return self.tokens[self.at - 1].text

    def skip(self, *whats: str) -> bool:
        start = self.at
        while self.what() in whats:
            self.at += 1
        return self.at > start


def _minutes(token: Token) -> int:
    """Return the minutes since midnight."""
    numbers = [int(each) for each in re.findall(r"\d+", token.text)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    if token.what == "half":
        if not 1 <= hour <= 12:
            raise NotUnderstood(f"{token.text} is no time")
        hour = hour % 12 + (12 if "p" in token.text else 0)
    if minute > 59 or minute % 5 or hour * 60 + minute > DAY:
        raise NotUnderstood(f"{token.text} is no time of opening hours")
    return hour * 60 + minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
