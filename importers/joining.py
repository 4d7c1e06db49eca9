"""Join bike stations, stops and the like to the hubs that they lie beside, whatever their sources.

Hubs of a source stay as they are. What lies within the distance of its kind (osm/hubs.toml) joins
the nearest; beside a station without a hub one is made, of the source "derived", which closes when
what made it one has gone. All of it is worked out anew each time, so that it never matters in which
order sources come in, and a second time changes nothing.
"""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import F

from geodata.models import Instance
from importers import derived
from importers.osm.rules import read_table

NOUNS = {"station", "entrance", "hub", "hub_component"}
HUBS = read_table("hubs.toml")
LEAST_LINES = int(tomllib.loads(Path(__file__).with_suffix(".toml").read_text())["least_lines"])
JOINS: dict[str, int] = {row["kind"]: row["joins"] for row in HUBS["anchor"]}

# A timetable has thousands of bus stops; those of other sources are bus stations.
ANCHOR = "(s.mode <> 'bus' OR s.departures = '{}' AND s.routes = '[]' OR s.lines >= %(lines)s)"
NEAR = """
    {one} && ST_Expand({other}, {metres} / (110500 * cos(radians(ST_Y({other})))),
                       {metres} / 110500)
    AND ST_DWithin({one}::geography, {other}::geography, {metres})
"""
APART = "ST_Distance({one}::geography, {other}::geography)"
BOTH = "LEAST((%(joins)s::jsonb ->> one.kind)::float, (%(joins)s::jsonb ->> other.kind)::float)"
OPEN = "{0}.closed_at IS NULL AND {0}.merged_into_id IS NULL"

# Where the hubs of sources can be entered; only the first place of each is its anchor.
PLACES = f"""
    DROP TABLE IF EXISTS pg_temp.joining_place;
    CREATE TEMP TABLE joining_place ON COMMIT DROP AS
    WITH h AS (SELECT * FROM geodata_hub h WHERE {OPEN.format("h")} AND h.source_pk <> %(own)s),
    c AS (SELECT c.hub_id, c.station_id, c.point FROM geodata_hubcomponent c
          WHERE c.station_id IS NOT NULL AND c.closed_at IS NULL AND c.source_pk <> %(own)s)
    SELECT h.id AS hub, h.kind, h.point, true AS is_anchor FROM h
    UNION ALL SELECT h.id, h.kind, c.point, false FROM h JOIN c ON c.hub_id = h.id
    UNION ALL SELECT h.id, h.kind, e.point, false FROM h JOIN c ON c.hub_id = h.id
              JOIN geodata_entrance e ON e.station_id = c.station_id AND {OPEN.format("e")};
    CREATE INDEX ON joining_place USING gist (point);
    ANALYZE joining_place
"""
# What may join a hub: components that no source has put into one, and stations that none knows.
FREE = f"""
    DROP TABLE IF EXISTS pg_temp.joining_free;
    CREATE TEMP TABLE joining_free ON COMMIT DROP AS
    SELECT NULL::bigint AS station, c.id AS component, c.kind, c.point, c.search_text,
           (%(within)s::jsonb ->> c.kind)::float AS metres, false AS is_anchor,
           NULL::bigint AS hub, NULL::bigint AS beside
    FROM geodata_hubcomponent c
    WHERE {OPEN.format("c")} AND c.source_pk <> %(own)s AND %(within)s::jsonb ? c.kind
      AND (c.hub_id IS NULL AND NOT c.provenance ? 'hub'
           OR c.provenance -> 'hub' ->> 'source' = '{derived.KEY}')
    UNION ALL
    SELECT s.id, NULL, s.mode, s.point, s.search_text,
           COALESCE((%(within)s::jsonb ->> s.mode)::float, (%(joins)s::jsonb ->> s.mode)::float),
           %(joins)s::jsonb ? s.mode AND {ANCHOR}, NULL, NULL
    FROM (SELECT *, jsonb_array_length(routes) AS lines FROM geodata_station) s
    WHERE {OPEN.format("s")} AND NOT EXISTS (
        SELECT 1 FROM geodata_hubcomponent c WHERE c.station_id = s.id AND c.hub_id IS NOT NULL
          AND c.closed_at IS NULL AND c.source_pk <> %(own)s);
    CREATE INDEX ON joining_free USING gist (point);
    ANALYZE joining_free
"""
# A kind of rail joins an anchor only, as far as both allow; the rest joins whatever is nearest.
JOIN_HUBS = f"""
    UPDATE joining_free f SET hub = (
        SELECT p.hub FROM joining_place p
        WHERE {NEAR.format(one="p.point", other="f.point", metres="f.metres")}
          AND (%(within)s::jsonb ? f.kind OR p.is_anchor AND ST_DWithin(
              p.point::geography, f.point::geography,
              COALESCE((%(joins)s::jsonb ->> p.kind)::float, f.metres)))
        ORDER BY {APART.format(one="p.point", other="f.point")}, p.hub LIMIT 1)
"""
ANCHORS = """
    SELECT station, kind FROM joining_free WHERE is_anchor AND hub IS NULL ORDER BY station
"""
NEIGHBOURS = f"""
    SELECT one.station, other.station, {APART.format(one="one.point", other="other.point")}
    FROM joining_free one JOIN joining_free other ON other.station <> one.station
      AND {NEAR.format(one="other.point", other="one.point", metres=BOTH)}
    WHERE one.is_anchor AND other.is_anchor AND one.hub IS NULL AND other.hub IS NULL
"""
# The new hubs: an anchor, the stations that joined it, and what lies near any of these.
BESIDE = f"""
    UPDATE joining_free f SET beside = a.anchor
    FROM unnest(%(stations)s::bigint[], %(anchors)s::bigint[]) a (station, anchor)
    WHERE f.station = a.station;
    DROP TABLE IF EXISTS pg_temp.joining_beside;
    CREATE TEMP TABLE joining_beside ON COMMIT DROP AS
    SELECT beside, point FROM joining_free WHERE beside IS NOT NULL
    UNION ALL SELECT f.beside, e.point FROM joining_free f
              JOIN geodata_entrance e ON e.station_id = f.station AND {OPEN.format("e")}
              WHERE f.beside IS NOT NULL;
    CREATE INDEX ON joining_beside USING gist (point);
    UPDATE joining_free f SET beside = (
        SELECT p.beside FROM joining_beside p
        WHERE {NEAR.format(one="p.point", other="f.point", metres="f.metres")}
        ORDER BY {APART.format(one="p.point", other="f.point")}, p.beside LIMIT 1)
    WHERE f.hub IS NULL AND f.beside IS NULL AND %(within)s::jsonb ? f.kind;
    UPDATE joining_free SET beside = NULL WHERE beside NOT IN (
        SELECT beside FROM joining_free WHERE beside IS NOT NULL
        GROUP BY beside HAVING count(DISTINCT kind) >= %(least)s)
"""


def settle(nouns: tuple[str, ...], now: dt.datetime) -> None:
    """After a sync at `now` of a source that brings such nouns: join what lies together."""
    if NOUNS & set(nouns):
        join_components(now)


def join_components(now: dt.datetime) -> int:
    """Join all components and stations of all sources; returns how many rows changed."""
    values = {
        "own": derived.source().pk,
        "now": now,
        "within": json.dumps(HUBS["within"]),
        "joins": json.dumps(JOINS),
        "merged": HUBS["merged"],
        "least": HUBS["least_kinds"],
        "lines": LEAST_LINES,
    }
    for statement in (PLACES, FREE, JOIN_HUBS):
        _execute(statement, values)
    belongs = _anchored(_rows(ANCHORS, values), _rows(NEIGHBOURS, values))
    _execute(BESIDE, values | {"stations": [*belongs], "anchors": [*belongs.values()]})
    changed = derived.write(values)
    if changed:
        Instance.objects.filter(pk=1).update(revision=F("revision") + 1)
    return changed


def _anchored(stations: list[tuple[Any, ...]], near: list[tuple[Any, ...]]) -> dict[int, int]:
    """Return for every station the anchor that it belongs to, which may be itself.

    The most important kinds come first; a station near an anchor already taken is none any more, so
    that nothing chains.
    """
    neighbours: dict[int, list[tuple[float, int]]] = {}
    for one, other, metres in near:
        neighbours.setdefault(one, []).append((metres, other))
    order = list(JOINS)
    belongs: dict[int, int] = {}
    for station, _kind in sorted(stations, key=lambda each: (order.index(each[1]), each[0])):
        anchors = [each for each in neighbours.get(station, ()) if belongs.get(each[1]) == each[1]]
        belongs[station] = min(anchors)[1] if anchors else station
    return belongs


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
