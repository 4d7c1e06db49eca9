"""Let a station keep its public id when another source begins, or ceases, to bring it.

Curated stations stand in for what the open data of a place lacks. Where OpenStreetMap has the same
station (same mode, a name in common, within 500 m), it wins: it takes the curated row over.
"""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

from django.db import connection

SAME_STATION_METRES = 500
SAME = f"""
    t.source_pk <> %(source)s AND t.mode = s.mode
    AND string_to_array(trim(t.search_text, E'\\n'), E'\\n')
        && string_to_array(trim(s.search_text, E'\\n'), E'\\n')
    AND ST_DWithin(t.point::geography, s.point::geography, {SAME_STATION_METRES})
"""
OWN = """
    EXISTS (SELECT 1 FROM geodata_station own
            WHERE own.source_pk = %(source)s AND own.source_id = s.source_id)
"""
# What the former source has said is said by the new one, until it says otherwise: else it would
# stay for ever beside what a hand has said.
RENAMED = """
    (SELECT COALESCE(jsonb_object_agg(f.key, (
        SELECT f.value || CASE WHEN f.value -> 'source' = to_jsonb(former.key)
                                AND f.value -> 'record' = to_jsonb(t.source_id)
                          THEN jsonb_build_object('source', k.key, 'record', chosen.source_id)
                          ELSE '{}' END
               || CASE WHEN f.value ? 'others' THEN jsonb_build_object('others', (
                      SELECT jsonb_agg(CASE
                          WHEN o -> 'source' = to_jsonb(former.key)
                               AND o -> 'record' = to_jsonb(t.source_id)
                          THEN o || jsonb_build_object('source', k.key, 'record', chosen.source_id)
                          ELSE o END ORDER BY place)
                      FROM jsonb_array_elements(f.value -> 'others') WITH ORDINALITY a (o, place)))
                  ELSE '{}' END)), '{}')
     FROM jsonb_each(t.provenance) f)
"""
YIELDING = "t.source_pk = ANY(%(yielding)s)"


def leave_out_covered(source: int, yielding: list[int]) -> int:
    """Drop staged stations that an open one of a source that does not yield stands for."""
    return _execute(
        f"""
        DELETE FROM staging_station s USING geodata_station t
        WHERE {SAME} AND t.closed_at IS NULL AND NOT {YIELDING}
        """,
        source,
        yielding,
    )


def adopt(source: int, yielding: list[int], leaving: list[int]) -> int:
    """Take over rows of other sources for staged stations that have none; returns how many.

    Open rows are taken from `yielding` sources, closed ones from `leaving` (all imported) sources.
    A yielding row that cannot be taken over, because there is a row already, is closed.
    """
    taken = _execute(
        f"""
        WITH pairs AS (
            SELECT DISTINCT ON (s.source_id) s.source_id, t.id
            FROM staging_station s JOIN geodata_station t ON {SAME}
            WHERE NOT {OWN} AND (
                t.closed_at IS NULL AND {YIELDING}
                OR t.closed_at IS NOT NULL AND t.source_pk = ANY(%(leaving)s)
            )
            ORDER BY s.source_id, t.closed_at IS NOT NULL, t.point <-> s.point, t.id
        ), chosen AS (
            SELECT DISTINCT ON (id) id, source_id FROM pairs ORDER BY id, source_id
        )
        UPDATE geodata_station t
        SET source_pk = %(source)s, source_id = chosen.source_id, fingerprint = '',
            provenance = {RENAMED}
        FROM chosen, geodata_source former, geodata_source k
        WHERE t.id = chosen.id AND former.id = t.source_pk AND k.id = %(source)s
        """,
        source,
        yielding,
        leaving,
    )
    _execute(
        f"""
        UPDATE geodata_station t SET closed_at = now(), updated_at = now()
        FROM staging_station s
        WHERE {SAME} AND t.closed_at IS NULL AND {YIELDING}
        """,
        source,
        yielding,
        leaving,
    )
    return taken


def _execute(
    statement: str, source: int, yielding: list[int], leaving: list[int] | None = None
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            statement, {"source": source, "yielding": yielding, "leaving": leaving or []}
        )
        return int(cursor.rowcount)
