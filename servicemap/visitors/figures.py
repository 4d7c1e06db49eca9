"""Answer: was it of use? What an organisation's people learn of its last weeks.

Small numbers are told as "fewer than five" and others to the nearest five, so that nobody can be
seen among them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet, Sum
from django.utils import timezone

from geodata.models import Event, Organisation, Place
from servicemap.models import Use
from servicemap.visitors.use import What, week_of

WEEKS = 12
FEW = 5
MOST_WORDS = 20


@dataclass(frozen=True)
class Week:
    """One week, which begins on this Monday: what was counted, by what it was, rounded."""

    monday: dt.date
    counts: dict[str, int | None]
    is_over: bool


@dataclass(frozen=True)
class Figures:
    """The weeks, the latest first; `words` of the searches that found it, the most frequent first.

    All of `total` are rounded sums, not sums of what was rounded.
    """

    weeks: tuple[Week, ...]
    total: dict[str, int | None]
    words: tuple[tuple[str, int | None], ...] = ()


def rounded(number: int) -> int | None:
    """Return a number to the nearest five; None for one that is fewer than five, and not none."""
    return None if 0 < number < FEW else FEW * ((number + FEW // 2) // FEW)


def of_organisation(organisation: Organisation, today: dt.date | None = None) -> Figures:
    """Return what was counted of an organisation, its places and its events. Two queries."""
    places = Place.objects.filter(organisation=organisation).values("pk")
    events = Event.objects.filter(organisation=organisation).values("pk")
    return figures(
        Use.objects.filter(
            Q(noun="organisation", entry=organisation.pk)
            | Q(noun="place", entry__in=places)
            | Q(noun="event", entry__in=events)
        ),
        today or timezone.localdate(),
    )


def figures(rows: QuerySet[Use], today: dt.date) -> Figures:
    """Sum up what was counted in the last weeks. Two queries."""
    mondays = last_weeks(today)
    rows = rows.filter(week__gte=mondays[-1], week__lte=mondays[0])
    counts: dict[dt.date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(What.values, 0))
    sums = rows.order_by().values_list("week", "what").annotate(Sum("count"))
    for week, what, number in sums:
        counts[week][what] = number
    total = {what: sum(counts[week][what] for week in mondays) for what in What.values}
    return Figures(
        tuple(_week(monday, counts[monday], monday == mondays[0]) for monday in mondays),
        {what: rounded(number) for what, number in total.items()},
        _words(rows),
    )


def last_weeks(today: dt.date) -> list[dt.date]:
    """Return the Mondays of the last weeks, this one among them, the latest first."""
    return [week_of(today) - dt.timedelta(weeks=ago) for ago in range(WEEKS)]


def _week(monday: dt.date, counts: dict[str, int], is_this: bool) -> Week:
    told = {what: rounded(number) for what, number in counts.items()}
    return Week(monday, told, not is_this)


def _words(rows: QuerySet[Use]) -> tuple[tuple[str, int | None], ...]:
    """Return the words that came often enough in a week to be told, and how often in these weeks.

    One search finds an organisation, its places and events: it came as often as the one it found
    most often.
    """
    told = rows.filter(what=What.FOUND).exclude(words="").order_by()
    often = told.values("week", "words").annotate(most=Max("count")).filter(most__gte=FEW)
    found: dict[str, int] = defaultdict(int)
    for words, number in often.values_list("words", "most"):
        found[words] += number
    ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return tuple((words, rounded(number)) for words, number in ranked[:MOST_WORDS])
