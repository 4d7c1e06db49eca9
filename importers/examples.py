"""Read the invented organisations of an area, with what they do in the weeks after the import.

The file tells times from the day of the import on. That day is written into the copy that is
imported, so that reading stays pure, and the same day's file is the same file.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import shapely
from django.utils import timezone

from geodata.area import Area
from importers.errors import InputError
from importers.records import (
    DayException,
    EventRecord,
    OperatingPart,
    OrganisationRecord,
    PlaceRecord,
    Problem,
    Record,
)
from importers.sources import Fetched, Wanted

KEY = "examples"
LARGEST = 1_000_000
RECORDS = {each.noun: each for each in (OrganisationRecord, PlaceRecord, EventRecord)}
TEXTS = ("name", "description", "summary", "audience", "price", "street_address", "hours_text")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = dt.timedelta(days=7)
Table = dict[str, Any]


def find_file(wanted: Wanted) -> Fetched:
    """Write today's date before the given file or the area's own; raises InputError."""
    path = wanted.file or wanted.area.examples
    if path is None:
        raise InputError(f"The area {wanted.area.key} names no examples; give some with --file.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from None
    today = timezone.localdate()
    copy = wanted.cache / f"{wanted.area.key}-examples.toml"
    copy.write_bytes(b"today = %s\n" % today.isoformat().encode() + content)
    return Fetched(copy, data_date=today)


def is_at_hand(wanted: Wanted) -> bool:
    """Say whether the area has examples."""
    return wanted.area.examples is not None


def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
    """Yield a record per table of the file; raises InputError when it is none of ours."""
    try:
        document = tomllib.loads(stream.read(LARGEST).decode())
        today = document.pop("today")
    except (ValueError, KeyError, RecursionError) as error:
        raise InputError(
            f"The examples are no TOML file with the day of today ({error})."
        ) from None
    zone = ZoneInfo(area.time_zone)
    if type(today) is not dt.date or set(document) - set(RECORDS):
        raise InputError(f"The examples have other tables than {', '.join(RECORDS)}.")
    for noun, tables in document.items():
        for number, table in enumerate(tables if isinstance(tables, list) else [tables], start=1):
            key = table.get("id") if isinstance(table, dict) else None
            try:
                yield _record(noun, dict(table), today, zone)
            except (
                ArithmeticError,
                LookupError,
                TypeError,
                ValueError,
                shapely.GEOSException,
            ) as error:
                reason = f"not as documented ({type(error).__name__}: {error})"
                yield Problem(noun, str(key or f"number {number}"), reason)


def _record(noun: str, table: Table, today: dt.date, zone: ZoneInfo) -> Record:
    """Make a record; its tables are named as the record's fields are, but for these."""
    table["source_id"] = table.pop("id")
    for name in TEXTS:
        if not isinstance(table.get(name, {}), dict):
            raise TypeError(f"{name} is no table of languages")
    if "point" in table:
        table["point"] = shapely.Point(table["point"])
    for name in ("languages", "topics"):
        if name in table:
            table[name] = tuple(table[name])
    if "operating_areas" in table:
        around = table.get("point")
        table["operating_areas"] = tuple(
            _operating(each, around) for each in table["operating_areas"]
        )
    if "when" in table:
        table |= _times(table, today, zone)
    return RECORDS[noun](**table)


def _operating(part: Table, around: shapely.Point | None) -> OperatingPart:
    ring = part.pop("polygon", None)
    return OperatingPart(
        postal_codes=tuple(map(str, part.pop("postal_codes", ()))),
        polygon=shapely.MultiPolygon([shapely.Polygon(ring)]) if ring else None,
        centre=around if "radius_metres" in part else None,
        radius_metres=float(part.pop("radius_metres")) if "radius_metres" in part else None,
        **part,
    )


def _times(table: Table, today: dt.date, zone: ZoneInfo) -> Table:
    """Take out what tells the times of an event, and return the record's fields instead."""
    when = table.pop("when")
    starts_at, ends_at = _span(when, today, zone)
    weekly, off, moved = (table.pop(name, ()) for name in ("weekly", "not_on", "moved"))
    weekday = starts_at.weekday()
    exceptions = [DayException(date=_day(weekday, number, today)) for number in off]
    for each in moved:
        moved_to, _ends = _span(each["to"], today, zone)
        exceptions.append(DayException(date=_day(weekday, each["on"], today), moved_to=moved_to))
    return {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "kind": "series" if weekly else "",
        "recurrence": f"FREQ=WEEKLY;BYDAY={BYDAY[weekday]}" if weekly else "",
        "exceptions": tuple(exceptions),
    }


def _span(when: Table, today: dt.date, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime | None]:
    """Return when something begins and ends; what ends earlier than it began ends the next day."""
    (weekday,) = (day for day in WEEKDAYS if day in when)
    day = _day(WEEKDAYS.index(weekday), when[weekday], today)
    begins = dt.time.fromisoformat(when["from"])
    starts_at = dt.datetime.combine(day, begins, zone)
    if "to" not in when:
        return starts_at, None
    ends = dt.time.fromisoformat(when["to"])
    later = dt.timedelta(days=ends <= begins)
    return starts_at, dt.datetime.combine(day + later, ends, zone)


def _day(weekday: int, number: int, today: dt.date) -> dt.date:
    """Return the `number`th such weekday after today; 0 is the last one until today."""
    first = today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return first + (number - 1) * WEEK
