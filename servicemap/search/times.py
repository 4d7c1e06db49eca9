"""Tell of events that were asked for by days when they happen on these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.db.models.functions import Coalesce

from geodata.area import current_area
from geodata.models import Occurrence
from servicemap.hits import Hit
from servicemap.search.query import SearchQuery


def midnight(day: dt.date) -> dt.datetime:
    """Return when a day begins in the area."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(current_area().time_zone))


def within_days(query: SearchQuery, hits: Sequence[Hit]) -> list[Hit]:
    """Give events the first of their times on the asked days. One query, none without days."""
    asked = [hit.id for hit in hits if hit.noun == "event"]
    if not asked or not (query.since or query.until):
        return list(hits)
    times = Occurrence.objects.filter(event__in=asked).annotate(
        over=Coalesce("ends_at", "starts_at")
    )
    times = times.filter(over__gte=midnight(query.first_day))
    if query.until:
        times = times.filter(starts_at__lt=midnight(query.until + dt.timedelta(days=1)))
    first = dict(times.values_list("event").annotate(first=Min("starts_at")))
    return [
        replace(hit, starts_at=first.get(hit.id, hit.starts_at)) if hit.noun == "event" else hit
        for hit in hits
    ]
