"""Write the hubs that are worked out here, and which hub each component has been found to join."""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

from typing import Any

from django.db import connection

from geodata.models import Source

KEY = "derived"
RANK = 30_000  # whatever any source says is believed first

# The rows are told apart by the station's public id, which outlives a change of its source.
HUBS = """
    INSERT INTO geodata_hub AS old
        (source_pk, source_id, fingerprint, name, search_text, identifiers, provenance, is_example,
         created_at, updated_at, kind, point)
    SELECT %(own)s, 'station/' || s.id, '', s.name, s.search_text, '{}', '{}', s.is_example,
           %(now)s, %(now)s, s.mode, s.point
    FROM geodata_station s WHERE s.id IN (SELECT beside FROM joining_free)
    ORDER BY s.id
    ON CONFLICT (source_pk, source_id) DO UPDATE SET
        (name, search_text, kind, point, is_example, closed_at, updated_at) =
        (EXCLUDED.name, EXCLUDED.search_text, EXCLUDED.kind, EXCLUDED.point, EXCLUDED.is_example,
         NULL, EXCLUDED.updated_at)
    WHERE old.closed_at IS NOT NULL
       OR (old.name, old.kind, old.is_example) IS DISTINCT FROM
          (EXCLUDED.name, EXCLUDED.kind, EXCLUDED.is_example)
       OR NOT ST_OrderingEquals(old.point, EXCLUDED.point)
"""
PLACE = """
    UPDATE joining_free f SET hub = h.id FROM geodata_hub h
    WHERE h.source_pk = %(own)s AND h.source_id = 'station/' || f.beside
"""
# Stops come in dozens: of those of one name in a hub the nearest stands for all, unless a source's
# own component does.
STATIONS = """
    DROP TABLE IF EXISTS pg_temp.joining_station;
    CREATE TEMP TABLE joining_station ON COMMIT DROP AS
    WITH said AS (
        SELECT f.station, f.hub, f.kind, f.search_text,
               row_number() OVER (PARTITION BY f.hub, f.kind, f.search_text
                                  ORDER BY f.point <-> h.point, f.station) AS place
        FROM joining_free f JOIN geodata_hub h ON h.id = f.hub WHERE f.station IS NOT NULL)
    SELECT station, hub FROM said
    WHERE kind <> ALL (%(merged)s) OR place = 1 AND NOT EXISTS (
        SELECT 1 FROM geodata_hubcomponent c
        WHERE c.hub_id = said.hub AND c.kind = said.kind AND c.source_pk <> %(own)s
          AND c.closed_at IS NULL AND c.merged_into_id IS NULL
          AND string_to_array(trim(c.search_text, E'\\n'), E'\\n')
              && string_to_array(trim(said.search_text, E'\\n'), E'\\n'))
"""
COMPONENTS = """
    INSERT INTO geodata_hubcomponent AS old
        (source_pk, source_id, fingerprint, name, search_text, identifiers, provenance, is_example,
         created_at, updated_at, kind, point, hub_id, station_id, operator, street_address, website)
    SELECT %(own)s, 'station/' || s.id, '', s.name, s.search_text, '{}', '{}', s.is_example,
           %(now)s, %(now)s, s.mode, s.point, j.hub, s.id, s.operator, '{}', s.website
    FROM joining_station j JOIN geodata_station s ON s.id = j.station
    ORDER BY s.id
    ON CONFLICT (source_pk, source_id) DO UPDATE SET
        (name, search_text, kind, point, hub_id, station_id, operator, website, is_example,
         closed_at, updated_at) =
        (EXCLUDED.name, EXCLUDED.search_text, EXCLUDED.kind, EXCLUDED.point, EXCLUDED.hub_id,
         EXCLUDED.station_id, EXCLUDED.operator, EXCLUDED.website, EXCLUDED.is_example,
         NULL, EXCLUDED.updated_at)
    WHERE old.closed_at IS NOT NULL
       OR (old.name, old.kind, old.hub_id, old.station_id, old.operator, old.website,
           old.is_example) IS DISTINCT FROM
          (EXCLUDED.name, EXCLUDED.kind, EXCLUDED.hub_id, EXCLUDED.station_id, EXCLUDED.operator,
           EXCLUDED.website, EXCLUDED.is_example)
       OR NOT ST_OrderingEquals(old.point, EXCLUDED.point)
"""
GONE = """
    UPDATE {table} t SET closed_at = %(now)s, updated_at = %(now)s
    WHERE t.source_pk = %(own)s AND t.closed_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM {kept} k WHERE t.source_id = 'station/' || k.{column})
"""
JOINED = f"""
    UPDATE geodata_hubcomponent c SET hub_id = f.hub, updated_at = %(now)s,
        provenance = jsonb_set(c.provenance, '{{hub}}', jsonb_build_object(
            'source', '{KEY}', 'record', '', 'at', to_char(%(now)s AT TIME ZONE 'UTC',
                                                           'YYYY-MM-DD"T"HH24:MI:SS+00:00')))
    FROM joining_free f
    WHERE c.id = f.component AND f.hub IS NOT NULL AND c.hub_id IS DISTINCT FROM f.hub
"""
PARTED = f"""
    UPDATE geodata_hubcomponent c
    SET hub_id = NULL, provenance = c.provenance - 'hub', updated_at = %(now)s
    WHERE c.provenance -> 'hub' ->> 'source' = '{KEY}'
      AND NOT EXISTS (SELECT 1 FROM joining_free f WHERE f.component = c.id AND f.hub IS NOT NULL)
"""


def source() -> Source:
    """Return the source of what is worked out here."""
    name = "Worked out here from what lies together"
    return Source.objects.get_or_create(key=KEY, defaults={"name": name, "rank": RANK})[0]


def write(values: dict[str, Any]) -> int:
    """Bring hubs and components in step with the temporary table; returns how many rows changed."""
    gone_hubs = GONE.format(table="geodata_hub", kept="joining_free", column="beside")
    gone = GONE.format(table="geodata_hubcomponent", kept="joining_station", column="station")
    changed = _execute(HUBS, values) + _execute(gone_hubs, values)
    _execute(PLACE, values)
    _execute(STATIONS, values)
    return changed + sum(
        _execute(statement, values) for statement in (COMPONENTS, gone, JOINED, PARTED)
    )


def _execute(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
