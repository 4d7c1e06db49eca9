"""Find events by when they are: those going on first, then each at its next beginning."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.extras import DateTimeTZRange

from geodata.area import current_area
from geodata.models import Event, Occurrence
from geodata.models.event import during
from servicemap import values

ONE_DAY = dt.timedelta(days=1)
OVER = Coalesce("ends_at", "starts_at")
Events = QuerySet[Event] | None  # which are meant; None: all, since only open ones have times


class TimeCursor(NamedTuple):
    """Where a page of events ends: when the last one begins, and its id."""

    starts_at: dt.datetime
    event: int

    def __str__(self) -> str:
        """Write it as `cursor` reads it."""
        moment = self.starts_at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        return f"{moment},{self.event}"


def cursor(text: str) -> TimeCursor:
    """Read where a page of events ends."""
    found = re.fullmatch(r"(\d{4}-[\d:.T-]{8,24})Z,([1-9]\d{0,17})", text, re.ASCII)
    try:
        moment = dt.datetime.fromisoformat(f"{found[1]}+00:00") if found else None
    except ValueError:
        moment = None
    if found is None or moment is None:
        raise values.ValueRefused(
            _("%(text)s is not where a page ends; take the address from `next`.")
            % {"text": values.quoted(text)}
        )
    return TimeCursor(moment, int(found[2]))


@dataclass(frozen=True)
class Span:
    """From when on, and until when if that is asked; both with their time zone."""

    since: dt.datetime
    until: dt.datetime | None = None  # not included

    @classmethod
    def of_days(cls, since: dt.date | None, until: dt.date | None) -> Span:
        """Return whole days of the area; without a first one, from now on."""
        zone = ZoneInfo(current_area().time_zone)
        return cls(
            timezone.now() if since is None else _midnight(since, zone),
            None if until is None else _midnight(until + ONE_DAY, zone),
        )

    def times(self) -> QuerySet[Occurrence]:
        """Return the times that touch this span; one without an end is over when it begins."""
        touching = Occurrence.objects.annotate(over=OVER, during=during())
        span = DateTimeTZRange(self.since, self.until)
        return self._within(touching.filter(during__overlap=span))

    def page(self, events: Events, after: TimeCursor | None, limit: int) -> list[TimeCursor]:
        """Return these events by their first times in this span.

        Two questions, each in the order of an index: of what goes on when the span begins there is
        little, and of what begins later only the first rows are read.
        """
        times = Occurrence.objects.annotate(over=OVER, during=during())
        if after is not None:
            later = Q(starts_at=after.starts_at, event__gt=after.event)
            times = times.filter(Q(starts_at__gt=after.starts_at) | later)
        found: list[TimeCursor] = []
        if after is None or after.starts_at < self.since:
            moment = DateTimeTZRange(self.since, self.since, "[]")
            going_on = times.filter(starts_at__lt=self.since, during__overlap=moment)
            found = _cursors(self._firsts(self._within(going_on), events), limit)
        if len(found) < limit:
            later_on = self._within(times.filter(starts_at__gte=self.since))
            found += _cursors(self._firsts(later_on, events), limit - len(found))
        return found

    def count(self, events: Events) -> int:
        """Return how many of these events have a time in this span."""
        rows = _of(self.times(), events)
        counted: dict[str, int] = rows.aggregate(count=Count("event", distinct=True))
        return counted["count"]

    def firsts(self, events: QuerySet[Event]) -> QuerySet[Occurrence]:
        """Return of each event the first time in this span."""
        return self._firsts(self.times(), events)

    def _firsts(self, times: QuerySet[Occurrence], events: Events) -> QuerySet[Occurrence]:
        own = Occurrence.objects.annotate(over=OVER).filter(event=OuterRef("event"))
        first = self._within(own).order_by("starts_at").values("starts_at")[:1]
        return _of(times, events).filter(starts_at=Subquery(first))

    def _within(self, times: QuerySet[Any]) -> QuerySet[Any]:
        # What begins with the span belongs to it, even without an end.
        times = times.filter(Q(over__gt=self.since) | Q(starts_at__gte=self.since))
        return times if self.until is None else times.filter(starts_at__lt=self.until)


def _of(times: QuerySet[Occurrence], events: Events) -> QuerySet[Occurrence]:
    if events is None:
        return times
    return times.filter(event__in=events.order_by().values("pk"))


def _cursors(times: QuerySet[Occurrence], limit: int) -> list[TimeCursor]:
    rows = times.order_by("starts_at", "event").values_list("starts_at", "event")
    return [TimeCursor(*row) for row in rows[:limit]]


def _midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone)
