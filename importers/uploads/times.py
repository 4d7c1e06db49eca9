"""Read times as offices write them, in the area's own time."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from importers.uploads.reasons import Refused

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
POINTS = re.compile(r"(?:[^\W\d]{2,12} )?(\d{1,2})\.(\d{1,2})\.(\d{4})")
CLOCK = re.compile(
    r"[ T]*(?:klo|kl\.?|at)?\s*(\d{1,2})[:.](\d{2})(?::\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)


def read_time(text: str, zone: str) -> tuple[dt.datetime, bool]:
    """Return an aware time and whether it is a whole day; raises Refused.

    A time that comes twice when the clock is put back is the first of the two.
    """
    day, rest = _day(text)
    if not rest:
        return dt.datetime.combine(day, dt.time(), ZoneInfo(zone)), True
    clock = CLOCK.fullmatch(rest)
    if clock is None:
        raise Refused("bad-time", text=text)
    try:
        time = dt.time(int(clock[1]), int(clock[2]))
    except ValueError:
        raise Refused("bad-time", text=text) from None
    if clock[3]:
        offset = dt.datetime.strptime(clock[3].replace("Z", "+0000"), "%z").tzinfo
        return dt.datetime.combine(day, time, offset), False
    local = dt.datetime.combine(day, time, ZoneInfo(zone))
    there_and_back = local.astimezone(dt.UTC).astimezone(ZoneInfo(zone))
    if there_and_back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused("no-such-time", text=text)
    return local, False


def _day(text: str) -> tuple[dt.date, str]:
    plain = text.strip()
    for shape, order in ((ISO, (1, 2, 3)), (POINTS, (3, 2, 1))):
        if found := shape.match(plain):
            year, month, day = (int(found[at]) for at in order)
            try:
                return dt.date(year, month, day), plain[found.end() :]
            except ValueError:
                break
    raise Refused("bad-time", text=text)
