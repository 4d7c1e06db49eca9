"""Say when an event of a sheet would happen next."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from geodata.recurrence import Recurrence, RecurrenceError, local, moment_of
from servicemap.editing.clock import zone
from servicemap.editing.patches import Sheet, at

FIRST = 6  # times that are told
AHEAD = dt.timedelta(days=370)


def next_times(sheet: Sheet, target: str) -> list[dt.datetime]:
    """Return the next times of an event that is repeated; none when it cannot be told."""
    here = zone()
    rule, begins = at(sheet, f"{target}.recurrence"), at(sheet, f"{target}.starts_at")
    if not (rule and begins):
        return []
    now = local(timezone.now(), here)
    try:
        start = local(dt.datetime.fromisoformat(begins), here)
        found = Recurrence.parse(rule, here).between(start, now, now + AHEAD).within
    except (RecurrenceError, OverflowError, ValueError, TypeError):
        return []
    exceptions = {
        each["date"]: each.get("moved_to") for each in at(sheet, f"{target}.exceptions") or ()
    }
    times = []
    for clock in found:
        day = clock.date().isoformat()
        if day not in exceptions:
            times.append(moment_of(clock, here))
        elif exceptions[day]:
            times.append(dt.datetime.fromisoformat(exceptions[day]))
    return sorted(times)[:FIRST]
