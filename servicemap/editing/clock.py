"""Read days and times as people write them, by the clock of the area, twice a year with care."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from geodata.area import current_area
from servicemap import values
from servicemap.values import ValueRefused

TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)
ONE_DAY = dt.timedelta(days=1)


def zone() -> ZoneInfo:
    """Return the zone of the area."""
    return ZoneInfo(current_area().time_zone)


def time_of_day(text: str) -> dt.time:
    """Read 18:30 or 18.30; raises ValueRefused."""
    found = TIME.fullmatch(text)
    if found is None:
        told = _("%(text)s is not a time of day; write it as %(example)s.")
        raise ValueRefused(told % {"text": values.quoted(text), "example": "18:30"})
    return dt.time(int(found[1]), int(found[2]))


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the moment at which the clock shows this, the first of two; raises ValueRefused."""
    clock = dt.datetime.combine(day, time)
    found = clock.replace(tzinfo=zone())
    if found.astimezone(dt.UTC).astimezone(zone()).replace(tzinfo=None) != clock:
        told = _("%(time)s does not exist on that day: clocks are put forward over it.")
        raise ValueRefused(told % {"time": f"{time:%H:%M}"})
    return found


def is_twice(day: dt.date, time: dt.time) -> bool:
    """Say whether the clock shows this twice, since it is put back."""
    clock = dt.datetime.combine(day, time, zone())
    return clock.utcoffset() > clock.replace(fold=1).utcoffset()  # type: ignore[operator]


def as_said(found: dt.datetime) -> str:
    """Write a moment as sheets hold it: by the clock of the area, with its distance from UTC."""
    return found.astimezone(zone()).isoformat(timespec="seconds")


def local(text: str) -> dt.datetime:
    """Return what the clock shows at a moment of a sheet, without a zone; raises ValueError."""
    found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment has its distance from UTC")
    return found.astimezone(zone()).replace(tzinfo=None)


def last_day(begin: str, end: str, *, all_day: bool) -> dt.date:
    """Return the last day of a time; whole days end with the midnight after it."""
    ends = local(end)
    return (ends - ONE_DAY if all_day and ends > local(begin) else ends).date()
