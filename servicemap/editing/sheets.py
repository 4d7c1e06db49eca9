"""Read what an organisation tells as a sheet (path → value), and write a patch of it back.

Paths: `FIELD` and `FIELD.LANGUAGE` of the organisation, `places.ID.FIELD…`, `events.ID.FIELD…`. A
new place or event has an id that begins with `new-`. `gone` says that something is no more.
Values are what JSON holds: texts, numbers, lists; a position is [lon, lat], a time is ISO 8601.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.contrib.gis.db.models import PointField
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from geodata.models import (
    District,
    Entry,
    Event,
    EventException,
    OpeningHours,
    OperatingArea,
    Organisation,
    Place,
    Topic,
)
from geodata.models.fields import TextsField
from geodata.operating import reshape
from servicemap.editing.patches import tidy
from servicemap.pictures import showing

NEW = "new-"
GONE = "gone"
Rows: TypeAlias = Iterable[Any]


@dataclass(frozen=True)
class Part:
    """What of one noun its people may change: columns, and what is kept in rows beside it."""

    model: type[Entry]
    columns: tuple[str, ...]
    beside: tuple[str, ...] = ()

    def column(self, name: str) -> models.Field[Any, Any]:
        """Return a column by its name."""
        found: models.Field[Any, Any] = self.model._meta.get_field(name)  # type: ignore[assignment]
        return found


CONTACT = ("website", "email", "telephone", "street_address", "postal_code", "city", "wheelchair")
ORGANISATION = Part(
    Organisation,
    ("name", "kind", "description", "audience", *CONTACT, "languages", "identifiers", "point"),
    ("topics", "hours", "areas", "pictures"),
)
PLACE = Part(Place, ("name", "kind", "description", *CONTACT, "point"), ("hours",))
EVENT = Part(
    Event,
    (
        *("name", "summary", "description", "audience", "starts_at", "ends_at", "all_day"),
        *("status", "recurrence", "languages", "is_free", "price", "website", "wheelchair"),
        *("place", "point"),
    ),
    ("exceptions",),
)
CHILDREN = {"places": PLACE, "events": EVENT}


@dataclass(frozen=True)
class Where:
    """What a path leads to: a part of the sheet, which entry of it, and the field there."""

    group: str  # "" for the organisation itself, else a key of CHILDREN
    key: str  # of the place or event
    name: str  # of the field
    language: str = ""
    is_text: bool = field(default=False)  # whether it is one language of a text

    @property
    def part(self) -> Part:
        """Return what there is to change."""
        return CHILDREN[self.group] if self.group else ORGANISATION

    @property
    def target(self) -> str:
        """Return the path of the entry: "" or `places.12`."""
        return f"{self.group}.{self.key}" if self.group else ""


def where(path: str) -> Where:
    """Read a path; raises KeyError when it leads nowhere."""
    group, key, rest = "", "", path
    first, _dot, after = path.partition(".")
    if first in CHILDREN:
        key, _dot, rest = after.partition(".")
        group = first
        if not (key.isascii() and (key.isdigit() or key.startswith(NEW))):
            raise KeyError(path)
    name, dot, language = rest.partition(".")
    part = CHILDREN[group] if group else ORGANISATION
    if name == GONE or name in part.beside:
        if dot:
            raise KeyError(path)
        return Where(group, key, name)
    if name not in part.columns:
        raise KeyError(path)
    is_text = isinstance(part.column(name), TextsField)
    if is_text != bool(dot):
        raise KeyError(path)
    return Where(group, key, name, language, is_text)


def sheet_of(organisation: Organisation) -> dict[str, Any]:
    """Return everything that an organisation's people may change; eight queries."""
    found = dict(_told(ORGANISATION, organisation, ""))
    places = Place.objects.open().filter(organisation=organisation)
    for place in places.prefetch_related("opening_hours").order_by("pk"):
        found |= _told(PLACE, place, f"places.{place.pk}.")
    events = Event.objects.open().filter(organisation=organisation, series=None)
    for event in events.prefetch_related("exceptions").order_by("pk"):
        found |= _told(EVENT, event, f"events.{event.pk}.")
    return found


def _told(part: Part, entry: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for name in part.columns:
        column = part.column(name)
        value = getattr(entry, column.attname if column.is_relation else name)
        if isinstance(column, TextsField):
            for language, text in value.items():
                yield f"{prefix}{name}.{language}", text
        elif tidy(said := as_json(value)) is not None:
            yield f"{prefix}{name}", said
    for name in part.beside:
        if rows := BESIDE[name][0](entry):
            yield f"{prefix}{name}", rows


def as_json(value: Any) -> Any:
    """Return a column's value as a sheet holds it."""
    if isinstance(value, GEOSGeometry):
        return json.loads(value.geojson)["coordinates"]
    if isinstance(value, dt.datetime):
        return value.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds")
    return value


def from_json(column: models.Field[Any, Any], value: Any) -> Any:
    """Return a sheet's value as a column takes it."""
    if isinstance(column, PointField):
        return None if value is None else position(value)
    if isinstance(column, models.DateTimeField):
        return None if value is None else dt.datetime.fromisoformat(value)
    if value is None and not column.null:
        return [] if isinstance(column, ArrayField) else column.get_default()
    return value


def position(lonlat: Sequence[float]) -> Point:
    """Return [lon, lat] as a point."""
    lon, lat = lonlat
    return Point(lon, lat, srid=4326)


def _hours(entry: Any) -> list[Any]:
    return [[each.rule, each.comment] for each in entry.opening_hours.all()]


def _write_hours(entry: Any, rows: Rows) -> None:
    entry.opening_hours.all().delete()
    made = [OpeningHours(rule=rule, comment=comment) for rule, comment in rows]
    for each in made:
        setattr(each, entry._meta.model_name, entry)
    OpeningHours.objects.bulk_create(made)


def _topics(organisation: Any) -> list[str]:
    return sorted(topic.key for topic in organisation.topics.all())


def _write_topics(organisation: Any, keys: Rows) -> None:
    organisation.topics.set(Topic.objects.filter(key__in=list(keys)))


def _areas(organisation: Any) -> list[dict[str, Any]]:
    rows = organisation.operating_areas.order_by("pk").prefetch_related("districts")
    return [_area(row) for row in rows]


def _area(row: OperatingArea) -> dict[str, Any]:
    if row.kind == OperatingArea.Kind.RADIUS:
        return {"kind": row.kind, "centre": as_json(row.centre), "metres": row.radius_metres}
    if row.kind == OperatingArea.Kind.DISTRICTS:
        return {"kind": row.kind, "districts": sorted(each.pk for each in row.districts.all())}
    return {"kind": row.kind, "polygon": as_json(row.polygon)}


def _write_areas(organisation: Any, areas: Rows) -> None:
    organisation.operating_areas.all().delete()
    for told in areas:
        row = OperatingArea(organisation=organisation, kind=told["kind"])
        if row.kind == OperatingArea.Kind.RADIUS:
            row.centre, row.radius_metres = position(told["centre"]), told["metres"]
        elif row.kind == OperatingArea.Kind.DRAWN:
            row.polygon = MultiPolygon([Polygon(*rings) for rings in told["polygon"]], srid=4326)
        row.save()
        if row.kind == OperatingArea.Kind.DISTRICTS:
            row.districts.set(District.objects.filter(pk__in=told["districts"]))
    reshape([organisation.pk])  # districts are chosen after their area was saved


def _exceptions(event: Any) -> list[dict[str, Any]]:
    return [
        {"date": each.date.isoformat(), "moved_to": as_json(each.moved_to)}
        for each in event.exceptions.all()
    ]


def _write_exceptions(event: Any, rows: Rows) -> None:
    event.exceptions.all().delete()
    EventException.objects.bulk_create(
        EventException(
            event=event,
            date=dt.date.fromisoformat(each["date"]),
            cancelled=not each["moved_to"],
            moved_to=dt.datetime.fromisoformat(each["moved_to"]) if each["moved_to"] else None,
        )
        for each in rows
    )


# What is kept in rows of its own: how it is read, and how it is written.
BESIDE = {
    "hours": (_hours, _write_hours),
    "topics": (_topics, _write_topics),
    "areas": (_areas, _write_areas),
    "exceptions": (_exceptions, _write_exceptions),
    "pictures": (showing.read, showing.write),
}
