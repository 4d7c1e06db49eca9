"""Keep what bike stations and the like say of themselves at this moment."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from geodata.area import current_area
from importers.errors import InputError
from importers.registry import source_module
from importers.sources import Live, Say, Wanted

EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # a clock that was never set says 1970
AHEAD = dt.timedelta(minutes=2)  # how far the clock of a service may be ahead of ours
MOST = 1_000_000

# Where another entry stands for the component, the status is told there.
UPSERT = """
    INSERT INTO geodata_livestatus AS old
        (component_id, vehicles, docks, is_renting, is_returning, reported_at, fetched_at)
    SELECT DISTINCT ON (1) COALESCE(c.merged_into_id, c.id), n.vehicles, n.docks, n.is_renting,
           n.is_returning, n.reported_at, %(now)s
    FROM unnest(%(keys)s::text[], %(vehicles)s::int[], %(docks)s::int[], %(renting)s::bool[],
                %(returning)s::bool[], %(times)s::timestamptz[])
         AS n (source_id, vehicles, docks, is_renting, is_returning, reported_at)
    JOIN geodata_hubcomponent c ON c.source_id = n.source_id AND c.closed_at IS NULL
    JOIN geodata_source k ON k.id = c.source_pk AND k.key = %(source)s
    ORDER BY 1, n.reported_at DESC
    ON CONFLICT (component_id) DO UPDATE SET
        (vehicles, docks, is_renting, is_returning, reported_at, fetched_at) =
        (EXCLUDED.vehicles, EXCLUDED.docks, EXCLUDED.is_renting, EXCLUDED.is_returning,
         EXCLUDED.reported_at, EXCLUDED.fetched_at)
    WHERE old.reported_at <= EXCLUDED.reported_at
"""


def refresh_live(feed_key: str, say: Say = print) -> int:
    """Ask a feed of the area how things stand and write it in one statement; returns how many.

    What belongs to no known component is ignored. Raises InputError when the feed has no live
    status, and FetchError when it cannot be had: then everything stays as it was.
    """
    area = current_area()
    feed = area.feed(feed_key)
    module = source_module(feed.module)
    if module.fetch_live is None:
        raise InputError(f"The source {module.key} tells no live status.")
    cache = Path(settings.CACHE_DIR)
    cache.mkdir(parents=True, exist_ok=True)
    now = timezone.now()
    found: list[Live] = []
    refused: Counter[str] = Counter()
    for live in module.fetch_live(Wanted(area, feed, cache, say)):
        if reason := _wrong(live, now):
            refused[reason] += 1
        else:
            found.append(live)
    for reason, number in refused.items():
        say(f"{number} statuses refused: {reason}")
    return _write(feed.key, found, now)


def _wrong(live: Live, now: dt.datetime) -> str:
    """Return what is wrong with a status; "" when it is sound."""
    if live.reported_at.utcoffset() is None:
        return "their time has no zone"
    if live.reported_at < EARLIEST:
        return "their time is not set (1970)"
    if live.reported_at > now + AHEAD:
        return "their time lies in the future"
    if not 0 <= live.vehicles <= MOST or not 0 <= (live.docks or 0) <= MOST:
        return "their numbers cannot be"
    return ""


def _write(source: str, found: list[Live], now: dt.datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            UPSERT,
            {
                "source": source,
                "now": now,
                "keys": [each.source_id.replace("\0", "") for each in found],
                "vehicles": [each.vehicles for each in found],
                "docks": [each.docks for each in found],
                "renting": [each.is_renting for each in found],
                "returning": [each.is_returning for each in found],
                "times": [each.reported_at for each in found],
            },
        )
        return int(cursor.rowcount)
