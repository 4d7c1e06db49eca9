"""Find what lies in some boxes, of whatever kind, and say what each of the few that are shown is.

Two statements however much there is: one for where everything lies, one for what is shown of it.
What has a name is found by its document, as searches find it; amenities often have none.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.utils import timezone

from geodata.coordinates import Box
from geodata.models import Source
from servicemap import values
from servicemap.parameters import Parameter
from servicemap.wording import chosen

NOUNS = ("amenity", "organisation", "event", "place", "station", "hub")


@dataclass(frozen=True)
class Found:
    """Where things lie, and no more: n nouns, ids, kinds, and positions of shape (n, 2)."""

    nouns: list[str]
    ids: list[int]
    kinds: list[str]
    is_named: list[bool]
    lonlat: npt.NDArray[np.float64]

    def what(self, index: int) -> tuple[str, str]:
        """Return noun and kind of one of them."""
        return self.nouns[index], self.kinds[index]


@dataclass(frozen=True)
class Thing:
    """One of them, as it is shown."""

    noun: str
    id: int
    kind: str
    name: str
    name_language: str
    lonlat: tuple[float, float]
    is_example: bool
    wheelchair: str
    opening_hours: tuple[str, ...] = ()  # rules
    starts_at: dt.datetime | None = None  # of an event: when it next begins
    sources: tuple[str, ...] = field(default=())

    def properties(self) -> dict[str, Any]:
        """Return the properties that every answer tells of it."""
        starts_at = self.starts_at and timezone.localtime(self.starts_at)
        return {
            "noun": self.noun,
            "name": self.name,
            "name_language": self.name_language,
            "kind": self.kind,
            "is_example": self.is_example,
            "wheelchair": self.wheelchair,
            "opening_hours": list(self.opening_hours),
            "starts_at": starts_at.isoformat(timespec="minutes") if starts_at else None,
        }

    def as_feature(self, more: dict[str, Any]) -> dict[str, Any]:
        """Return a GeoJSON Feature with what an answer adds."""
        coordinates = [round(degrees, 7) for degrees in self.lonlat]
        return {
            "type": "Feature",
            "id": f"{self.noun}:{self.id}",
            "geometry": {"type": "Point", "coordinates": coordinates},
            "properties": self.properties() | more,
        }


def inside(boxes: Sequence[Box], nouns: Sequence[str] = NOUNS) -> Found:
    """Return what is open (of events: still to come) and lies in one of the boxes."""
    rows: list[tuple[str, int, str, bool, float, float]] = []
    if boxes and nouns:
        with connection.cursor() as cursor:
            cursor.execute(_INSIDE if "event" in nouns else _STANDING, _given(boxes, nouns))
            rows = cursor.fetchall()
    nouns, ids, kinds, is_named, lons, lats = zip(*rows, strict=True) if rows else [()] * 6
    lonlat = np.column_stack((lons, lats)).astype(np.float64).reshape(-1, 2)
    return Found(list(nouns), list(ids), list(kinds), list(is_named), lonlat)


def told(found: Found, indices: Iterable[int], language: str) -> list[Thing]:
    """Return what some of them are, in the order of the indices."""
    shown = [(found.nouns[each], found.ids[each]) for each in indices]
    if not shown:
        return []
    ids = {noun: [id for each, id in shown if each == noun] for noun in NOUNS}
    amenities = ids.pop("amenity")
    named = [(noun, id) for noun, several in ids.items() for id in several]
    given: dict[str, Any] = {
        "nouns": [noun for noun, _id in named],
        "ids": [id for _noun, id in named],
        "amenities": amenities,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, given)
        things = {(row[0], row[1]): _thing(row, language) for row in cursor.fetchall()}
    return [things[each] for each in shown if each in things]


def credit(things: Iterable[Thing]) -> list[str]:
    """Return whom to credit for them, in one query."""
    keys = {key for thing in things for key in thing.sources}
    if not keys:
        return []
    sources = Source.objects.filter(key__in=keys).exclude(attribution="").order_by("rank", "key")
    return list(sources.values_list("attribution", flat=True))


def _given(boxes: Sequence[Box], nouns: Sequence[str]) -> dict[str, Any]:
    west, south, east, north = (
        [float(side) for side in sides] for sides in zip(*boxes, strict=True)
    )
    return {
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "nouns": [noun for noun in nouns if noun != "amenity"],
        "amenities": "amenity" in nouns,
        "now": timezone.now(),
    }


def _thing(row: tuple[Any, ...], language: str) -> Thing:
    noun, id, kind, names, lon, lat, is_example, wheelchair, rules, starts_at, sources = row
    name, spoken = chosen(json.loads(names), language)
    return Thing(
        noun,
        id,
        kind,
        name,
        spoken,
        (lon, lat),
        is_example,
        wheelchair,
        tuple(json.loads(rules)),
        starts_at,
        tuple(sources),
    )


# How an event is organised, as one or as a series, is not what kind of thing it is. Where a thing
# lies says more than its noun, by whose index PostgreSQL would read half of all documents.
_INSIDE = """
    WITH box AS MATERIALIZED (
        SELECT ST_MakeEnvelope(w, s, e, n, 4326) AS sides
        FROM unnest(
            %(west)s::float8[], %(south)s::float8[], %(east)s::float8[], %(north)s::float8[]
        ) AS b(w, s, e, n)
    )
    SELECT d.noun, d.entry, CASE d.noun WHEN 'event' THEN '' ELSE d.kind END, true,
        ST_X(d.point), ST_Y(d.point)
    FROM box JOIN geodata_searchdocument d ON d.point && box.sides
    WHERE d.noun || '' = ANY(%(nouns)s) AND (d.noun <> 'event' OR d.ends_at >= %(now)s)
    UNION
    SELECT 'amenity', a.id, a.kind, a.search_text <> '', ST_X(a.point), ST_Y(a.point)
    FROM box JOIN geodata_amenity a ON a.point && box.sides
    WHERE %(amenities)s AND a.closed_at IS NULL AND a.merged_into_id IS NULL
    ORDER BY 1, 2
"""
# What stands has an index of its own: it is a third of what lies in a box.
_STANDING = _INSIDE.replace("(d.noun <> 'event' OR d.ends_at >= %(now)s)", "d.noun <> 'event'")
_TOLD = """
    SELECT d.noun, d.entry, CASE d.noun WHEN 'event' THEN '' ELSE d.kind END, d.name::text,
        ST_X(d.point), ST_Y(d.point), d.is_example, d.wheelchair,
        coalesce(t.rules, '[]')::text, d.starts_at, d.sources
    FROM unnest(%(nouns)s::text[], %(ids)s::bigint[]) AS asked(noun, entry)
    JOIN geodata_searchdocument d ON d.noun = asked.noun AND d.entry = asked.entry
    LEFT JOIN geodata_openingtimes t ON t.digest = d.hours_id
    UNION ALL
    SELECT 'amenity', a.id, a.kind, a.name::text, ST_X(a.point), ST_Y(a.point), a.is_example,
        a.wheelchair,
        (CASE WHEN a.opening_hours = '' THEN '[]' ELSE to_json(ARRAY[a.opening_hours])::text END),
        NULL, ARRAY[s.key]
    FROM geodata_amenity a JOIN geodata_source s ON s.id = a.source_pk
    WHERE a.id = ANY(%(amenities)s)
"""


def _nouns(text: str) -> tuple[str, ...]:
    asked = [values.choice(each.strip(), NOUNS) for each in text.split(",")]
    return tuple(dict.fromkeys(asked))


KINDS: Parameter[tuple[str, ...]] = Parameter(
    "kinds",
    "Only these kinds of things, separated by commas.",
    {"type": "array", "items": {"type": "string", "enum": list(NOUNS)}},
    "amenity,organisation",
    _nouns,
)
KIND: Parameter[str] = Parameter(
    "kind",
    "Only what is of this kind more closely, such as bench, library or sports_field.",
    {"type": "string", "minLength": 1, "maxLength": 40},
    "bench",
    str,
)
