"""Forget what was counted long ago, and rare words of searches as soon as their week is over."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from geodata.models import ZeroSearch
from servicemap.models import Answers, Use
from servicemap.visitors.figures import FEW
from servicemap.visitors.use import What, week_of

# The hits stay counted, without the words.
_FOLD = """
    WITH rare AS (
        DELETE FROM servicemap_use
        WHERE what = %(found)s AND week < %(week)s AND words <> '' AND count < %(few)s
        RETURNING noun, entry, week, what, count
    )
    INSERT INTO servicemap_use (noun, entry, week, what, words, count)
    SELECT noun, entry, week, what, '', sum(count) FROM rare
    GROUP BY noun, entry, week, what ORDER BY noun, entry, week, what
    ON CONFLICT (noun, entry, week, what, words)
    DO UPDATE SET count = servicemap_use.count + excluded.count
"""


def tidy(today: dt.date | None = None) -> int:
    """Do each night's work; returns how many rows were too old."""
    week = week_of(today or timezone.localdate())
    first = week - dt.timedelta(days=settings.USE_DAYS)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_FOLD, {"found": What.FOUND, "week": week, "few": FEW})
        tables = (Use, Answers, ZeroSearch)
        return sum(table._default_manager.filter(week__lt=first).delete()[0] for table in tables)
