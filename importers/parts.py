"""Write what belongs to an entry and has rows of its own: topics, operating areas, exceptions.

A source that says nothing of them (None) leaves them as they are. So does an import to entries
that are merged: theirs may come from several.
"""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from geodata.coordinates import Box
from geodata.models import District, Event, OperatingArea
from geodata.operating import reshape
from importers.kinds import Kind
from importers.records import DayException, OperatingPart
from importers.soundness import Unsound, cell

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,19}")
LONGEST_RADIUS = 1_000_000.0
MOST = 100  # of one entry
Shape = dict[str, Any]
Resolved = tuple[Shape, list[int]]
"""The columns of an operating area, and the districts that it is made of."""
SHAPES = ("polygon", "centre", "radius_metres")
FIELDS = {field.name: field for field in OperatingArea._meta.concrete_fields}
MOVED_TO: Any = Event._meta.get_field("starts_at")
# Rows of this import that may be written to, with what is staged for them.
ROWS = """
    FROM {table} t JOIN {staging} s ON t.source_pk = %(source)s AND t.source_id = s.source_id
    WHERE t.closed_at IS NULL AND s.{part} IS NOT NULL AND t.merged_into_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM {table} m WHERE m.merged_into_id = t.id)
"""
TOPICS = """
    WITH said AS (SELECT t.id, p.key FROM ({rows}) t, jsonb_array_elements_text(t.part) p(key)),
    wanted AS (SELECT said.id, topic.id AS topic FROM said JOIN geodata_topic topic USING (key)),
    gone AS (
        DELETE FROM geodata_organisation_topics x
        WHERE organisation_id IN (SELECT id FROM ({rows}) t) AND NOT EXISTS (
            SELECT 1 FROM wanted w WHERE (w.id, w.topic) = (x.organisation_id, x.topic_id))
        RETURNING organisation_id),
    come AS (
        INSERT INTO geodata_organisation_topics (organisation_id, topic_id)
        SELECT id, topic FROM wanted ON CONFLICT DO NOTHING RETURNING organisation_id)
    SELECT organisation_id FROM gone UNION SELECT organisation_id FROM come
"""
EXCEPTIONS = """
    WITH said AS (
        SELECT t.id, p.* FROM ({rows}) t,
               jsonb_to_recordset(t.part) p(date date, cancelled boolean, moved_to timestamptz)),
    gone AS (
        DELETE FROM geodata_eventexception x WHERE event_id IN (SELECT id FROM ({rows}) t)
          AND NOT EXISTS (SELECT 1 FROM said WHERE (said.id, said.date) = (x.event_id, x.date))
        RETURNING event_id),
    come AS (
        INSERT INTO geodata_eventexception AS x (event_id, date, cancelled, moved_to)
        SELECT id, date, cancelled, moved_to FROM said
        ON CONFLICT (event_id, date) DO UPDATE
            SET (cancelled, moved_to) = (EXCLUDED.cancelled, EXCLUDED.moved_to)
            WHERE (x.cancelled, x.moved_to) IS DISTINCT FROM (EXCLUDED.cancelled, EXCLUDED.moved_to)
        RETURNING event_id)
    SELECT event_id FROM gone UNION SELECT event_id FROM come
"""


def part_cell(name: str, value: Any, plausible: Box) -> str | None:
    """Check what a record says of a part and write it as JSON, None for nothing; raises Unsound."""
    if value is None:
        return None
    if len(value) > MOST:
        raise Unsound(f"{name} has {len(value)} items, at most {MOST}")
    if len({each.date for each in value} if name == "exceptions" else value) < len(value):
        raise Unsound("exceptions has one day twice")
    return json.dumps([CELLS[name](each, plausible) for each in value], sort_keys=True)


def write_parts(kind: Kind, values: Mapping[str, Any]) -> int:
    """Bring the parts in step with what is staged; returns how many other entries that changes."""
    touched: set[int] = set()
    for part in kind.parts:
        rows = ROWS.format(table=kind.table, staging=kind.staging, part=part)
        touched |= WRITE[part](f"SELECT t.id, s.{part}::jsonb AS part {rows}", values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {kind.table} SET updated_at = %(now)s "
            "WHERE id = ANY(%(touched)s) AND updated_at <> %(now)s",
            {"now": values["now"], "touched": sorted(touched)},
        )
        return int(cursor.rowcount)


def _topic(key: object, plausible: Box) -> str:
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise Unsound(f"topics has {str(key)[:40]!r}, which is no key")
    return key


def _operating_part(part: OperatingPart, plausible: Box) -> dict[str, Any]:
    for code in part.postal_codes:
        if not CODE.fullmatch(code):
            raise Unsound(f"operating_areas has the postal code {code[:40]!r}")
    if (part.centre is None) != (part.radius_metres is None):
        raise Unsound("operating_areas has a radius without a centre, or a centre without a radius")
    if part.radius_metres is not None and not 0 < part.radius_metres <= LONGEST_RADIUS:
        raise Unsound(f"operating_areas has a radius of {part.radius_metres} m")
    if not part.postal_codes and (part.polygon is None) == (part.centre is None):
        raise Unsound("operating_areas needs postal areas, one shape or one radius")
    return {
        "postal_codes": list(part.postal_codes),
        "radius_metres": part.radius_metres,
        **{
            name: cell(FIELDS[name], getattr(part, name), plausible)
            for name in ("polygon", "centre")
        },
    }


def _exception(exception: DayException, plausible: Box) -> dict[str, Any]:
    if type(exception.date) is not dt.date:
        raise Unsound(f"exceptions has {str(exception.date)[:40]!r}, which is no date")
    moved = exception.moved_to
    return {
        "date": exception.date.isoformat(),
        "cancelled": moved is None,
        "moved_to": None if moved is None else cell(MOVED_TO, moved, plausible),
    }


def _by_statement(statement: str) -> Callable[[str, Mapping[str, Any]], set[int]]:
    def write(rows: str, values: Mapping[str, Any]) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(rows=rows), values)
            return {pk for (pk,) in cursor.fetchall()}

    return write


def _write_operating_areas(rows: str, values: Mapping[str, Any]) -> set[int]:
    """Replace the operating areas of organisations where they differ; returns whose were."""
    with connection.cursor() as cursor:
        cursor.execute(rows, values)
        said = {pk: json.loads(parts) for pk, parts in cursor.fetchall()}
    districts = _districts(
        {code for parts in said.values() for part in parts for code in part["postal_codes"]}
    )
    wanted = {
        pk: [found for part in parts if (found := _resolved(part, districts))]
        for pk, parts in said.items()
    }
    there = OperatingArea.objects.filter(organisation__in=said).order_by("pk")
    standing: dict[int, list[Resolved]] = {pk: [] for pk in said}
    for area in there.prefetch_related("districts"):
        standing[area.organisation_id].append(_standing(area))
    changed = {pk for pk in said if wanted[pk] != standing[pk]}
    OperatingArea.objects.filter(organisation__in=changed).delete()
    made = [
        (OperatingArea(organisation_id=pk, **shape), ids)
        for pk in sorted(changed)
        for shape, ids in wanted[pk]
    ]
    OperatingArea.objects.bulk_create([area for area, _ids in made])
    through = OperatingArea.districts.through
    chosen = [through(operatingarea=area, district_id=pk) for area, ids in made for pk in ids]
    through.objects.bulk_create(chosen)
    reshape(changed)
    return changed


def _districts(codes: set[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    postal = District.objects.open().filter(kind=District.Kind.POSTAL, code__in=codes)
    for code, pk in postal.order_by("pk").values_list("code", "pk"):
        found.setdefault(code, []).append(pk)
    return found


def _resolved(part: dict[str, Any], districts: dict[str, list[int]]) -> Resolved | None:
    """Say what a part comes to; None when its postal areas are unknown and nothing stands in."""
    known = sorted({pk for code in part["postal_codes"] for pk in districts.get(code, ())})
    kind = OperatingArea.Kind
    shape: Shape = {"kind": kind.DISTRICTS.value, **dict.fromkeys(SHAPES)}
    if known:
        return shape, known
    if part["polygon"]:
        polygon = GEOSGeometry(part["polygon"])
        return shape | {"kind": kind.DRAWN.value, "polygon": polygon}, []
    if part["centre"]:
        centre, metres = GEOSGeometry(part["centre"]), float(part["radius_metres"])
        return shape | {"kind": kind.RADIUS.value, "centre": centre, "radius_metres": metres}, []
    return None


def _standing(area: OperatingArea) -> Resolved:
    shape = {name: getattr(area, name) for name in ("kind", *SHAPES)}
    return shape, sorted(each.pk for each in area.districts.all())


CELLS: dict[str, Callable[[Any, Box], Any]] = {
    "topics": _topic,
    "operating_areas": _operating_part,
    "exceptions": _exception,
}
WRITE: dict[str, Callable[[str, Mapping[str, Any]], set[int]]] = {
    "topics": _by_statement(TOPICS),
    "operating_areas": _write_operating_areas,
    "exceptions": _by_statement(EXCEPTIONS),
}
