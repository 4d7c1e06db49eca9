"""Check when an event of a sheet happens, and tell its next times as they would be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from geodata import occurrences
from geodata.models import Event, EventException
from geodata.recurrence import Recurrence, RecurrenceError
from servicemap.editing import clock
from servicemap.editing.fields import Wrong, listed
from servicemap.editing.patches import Sheet, at
from servicemap.values import FIRST_DAY, LAST_DAY, ValueRefused, day

MOST_EXCEPTIONS = 200
LONGEST_RULE = 500


@dataclass(frozen=True)
class NextTime:
    """One of the times at which an event of a sheet happens; by the clock of the area."""

    date: dt.date  # of the rule, by which an exception names it
    begins: dt.datetime
    ends: dt.datetime | None
    status: str
    moved_from: dt.datetime | None


def check_moment(value: Any) -> None:
    """Check a moment as a sheet holds it; raises Wrong."""
    try:
        found = clock.local(value)
    except (TypeError, ValueError, OverflowError):
        raise Wrong(_("This is no day and time.")) from None
    if not FIRST_DAY <= found.date() <= LAST_DAY:
        raise Wrong(_("This is too early or too late."))


def check_rule(value: Any) -> None:
    """Check how something comes again; raises Wrong."""
    if not isinstance(value, str) or len(value) > LONGEST_RULE:
        raise Wrong(_("This is no rule by which something comes again."))
    try:
        Recurrence.parse(value, clock.zone())
    except RecurrenceError:
        raise Wrong(_("This is no rule by which something comes again.")) from None


def check_exceptions(value: Any) -> None:
    """Check on which days something does not happen as usual; raises Wrong."""
    dates = []
    for each in listed(value, MOST_EXCEPTIONS):
        if not isinstance(each, dict):
            raise Wrong(_("This is no day and time."))
        try:
            dates.append(day(str(each.get("date"))))
        except ValueRefused as refused:
            raise Wrong(str(refused)) from None
        if each.get("moved_to") is not None:
            check_moment(each["moved_to"])
    if len(set(dates)) < len(dates):
        raise Wrong(_("One day is there twice."))


def check_bool(value: Any) -> None:
    """Check a yes or no; raises Wrong."""
    if not isinstance(value, bool):
        raise Wrong(_("Choose one of those that are offered."))


def problems(sheet: Sheet, target: str) -> Mapping[str, str]:
    """Return what is wrong with an event as a whole, by path; its single values are checked."""
    begins, ends = (at(sheet, f"{target}.{name}") for name in ("starts_at", "ends_at"))
    rule = at(sheet, f"{target}.recurrence")
    found: dict[str, str] = {}
    if begins and ends and clock.local(ends) < clock.local(begins):
        found[f"{target}.ends_at"] = _("It ends before it begins.")
    if begins and rule:
        start = clock.local(begins)
        first = Recurrence.parse(rule, clock.zone()).first(start)
        if first is None:
            found[f"{target}.recurrence"] = _("By this it never happens.")
        elif first != start:
            found[f"{target}.recurrence"] = _("The first time is on none of these days.")
    place = at(sheet, f"{target}.place")
    if place is not None and not _is_place(sheet, place):
        found[f"{target}.place"] = _("This place is no longer there.")
    return found


def next_times(sheet: Sheet, target: str, most: int) -> list[NextTime]:
    """Return the next times of an event of a sheet; none where it cannot be told."""
    begins = at(sheet, f"{target}.starts_at")
    try:
        event, exceptions = _event(sheet, target, begins), _exceptions(sheet, target)
    except (KeyError, TypeError, ValueError, OverflowError):
        return []
    now = timezone.now()
    zone = clock.zone()
    times = occurrences.times_of(event, exceptions, now)
    coming = (each for each in times if (each.ends_at or each.starts_at) >= now)
    return [_next(each, zone) for each in islice(coming, most)]


def _next(time: Any, zone: ZoneInfo) -> NextTime:
    said = time.moved_from or time.starts_at
    begins, ends = time.starts_at, time.ends_at
    return NextTime(
        said.astimezone(zone).date(),
        begins.astimezone(zone),
        ends.astimezone(zone) if ends else None,
        str(time.status),
        time.moved_from.astimezone(zone) if time.moved_from else None,
    )


def _event(sheet: Sheet, target: str, begins: str) -> Event:
    ends = at(sheet, f"{target}.ends_at")
    return Event(
        starts_at=dt.datetime.fromisoformat(begins),
        ends_at=dt.datetime.fromisoformat(ends) if ends else None,
        recurrence=at(sheet, f"{target}.recurrence") or "",
        status=at(sheet, f"{target}.status") or Event.Status.SCHEDULED,
    )


def _exceptions(sheet: Sheet, target: str) -> dict[dt.date, EventException]:
    found = {}
    for each in at(sheet, f"{target}.exceptions") or ():
        date = dt.date.fromisoformat(each["date"])
        moved = dt.datetime.fromisoformat(each["moved_to"]) if each["moved_to"] else None
        found[date] = EventException(date=date, cancelled=moved is None, moved_to=moved)
    return found


def _is_place(sheet: Sheet, key: Any) -> bool:
    prefix = f"places.{key}."
    there = any(path.startswith(prefix) for path in sheet)
    return there and at(sheet, f"{prefix}gone") is not True
