"""Keep the one shape of each operating area, whichever way it was told."""

# ruff: noqa: S608 - the fragments are ours
from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

QUARTER = "quad_segs=16"  # corners in a quarter of a circle: at most 0.2 % of the radius is lost
SHAPE = f"""
    CASE a.kind
    WHEN 'drawn' THEN a.polygon
    WHEN 'radius' THEN ST_Multi(ST_Buffer(
        a.centre::geography, a.radius_metres, '{QUARTER}')::geometry)
    ELSE (
        SELECT ST_Multi(ST_Union(d.polygon)) FROM geodata_district d
        JOIN geodata_operatingarea_districts c ON c.district_id = d.id
        WHERE c.operatingarea_id = a.id AND d.closed_at IS NULL
    ) END
"""
NONE_YET = "a.shape IS NULL"
OF_ORGANISATIONS = "a.organisation_id = ANY(%(ids)s)"
OF_DISTRICTS = """a.id IN (SELECT operatingarea_id FROM geodata_operatingarea_districts
    WHERE district_id = ANY(%(ids)s))"""


def reshape(
    organisations: Iterable[int] | None = None, *, districts: Iterable[int] | None = None
) -> int:
    """Work out the shape of the areas of these organisations, or of those with these districts.

    Without either, of all that have none. One statement, which writes only what differs; returns
    how many it wrote.
    """
    if organisations is not None:
        which, ids = OF_ORGANISATIONS, list(organisations)
    elif districts is not None:
        which, ids = OF_DISTRICTS, list(districts)
    else:
        which, ids = NONE_YET, []
    if not ids and which != NONE_YET:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH made AS MATERIALIZED (
                SELECT a.id, {SHAPE} AS shape FROM geodata_operatingarea a WHERE {which}
            )
            UPDATE geodata_operatingarea a SET shape = made.shape FROM made
            WHERE made.id = a.id AND a.shape::bytea IS DISTINCT FROM made.shape::bytea
            """,
            {"ids": ids},
        )
        return int(cursor.rowcount)
