"""Answer: how does the whole map do? What the city learns of its use, its gaps and its age.

What reads the whole map is worked out each night, and anew after an import of organisations; how
much waits for the city is always told as it is now.
"""

# ruff: noqa: S608 - only our own names of tables are put into statements
from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Max, Q, Sum
from django.utils import timezone

from geodata.models import ImportRun, ZeroSearch
from geodata.texts import Texts
from servicemap.models import Answers, Use
from servicemap.visitors.answers import SEARCH
from servicemap.visitors.figures import FEW, Figures, figures, last_weeks

MONTHS = (3, 6, 12, 24)
KEPT = 26 * 3600  # seconds: until the next night
MOST_WORDS = 50
TABLES = ("organisation", "place", "trail", "station", "hub", "amenity")


@dataclass(frozen=True)
class InVain:
    """What was looked for and not found in the last weeks, the most frequent first."""

    words: tuple[tuple[str, int], ...]  # those that came at least five times
    total: int  # of all searches that found nothing
    by_week: tuple[tuple[dt.date, int], ...]


@dataclass(frozen=True)
class Found:
    """How many visitors found what they looked for, and how many did not."""

    found: int = 0
    missed: int = 0

    @property
    def share(self) -> int | None:
        """Return how many in a hundred found it; None where nobody answered."""
        whole = self.found + self.missed
        return round(100 * self.found / whole) if whole else None


@dataclass(frozen=True)
class Freshness:
    """Of how many entries of a source how many were confirmed or changed within some months."""

    source: str  # its key
    name: str
    total: int
    within: tuple[int, ...]  # in the order of MONTHS

    @property
    def shares(self) -> tuple[int, ...]:
        """Return the same in per cent."""
        return tuple(round(100 * number / self.total) for number in self.within)


@dataclass(frozen=True)
class Covered:
    """How many organisations of each topic a district has, by the topic's key."""

    code: str
    names: Texts
    total: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Waiting:
    """What waits for the city, and for how long; days are None where nothing does."""

    what: str
    number: int
    oldest: float | None
    middle: float | None  # the median


@dataclass(frozen=True)
class WorkedOut:
    """What reads the whole map, as it was at a moment."""

    at: dt.datetime
    use: Figures
    freshness: tuple[Freshness, ...]
    coverage: tuple[Covered, ...]  # the district with the fewest first


def worked_out(now: dt.datetime | None = None) -> WorkedOut:
    """Return what reads the whole map, as it was worked out last; else work it out."""
    key = _key(now or timezone.now())
    known: WorkedOut | None = cache.get(key)
    if known is None:
        known = work_out(now)
        cache.set(key, known, KEPT)
    return known


def work_out(now: dt.datetime | None = None) -> WorkedOut:
    """Read the whole map: five queries, some seconds where there are 100,000 organisations."""
    now = now or timezone.now()
    use = figures(Use.objects.all(), timezone.localdate(now))
    return WorkedOut(now, use, _freshness(now), _coverage())


def in_vain(today: dt.date) -> InVain:
    """Return which searches found nothing in the last weeks. Two queries."""
    mondays = last_weeks(today)
    rows = ZeroSearch.objects.filter(week__range=(mondays[-1], mondays[0])).order_by()
    often = rows.values("words").annotate(sum=Sum("count")).filter(sum__gte=FEW)
    weeks = dict(rows.values_list("week").annotate(Sum("count")))
    words = often.order_by("-sum", "words").values_list("words", "sum")[:MOST_WORDS]
    by_week = tuple((monday, weeks.get(monday, 0)) for monday in mondays)
    return InVain(tuple(words), sum(weeks.values()), by_week)


def answers(today: dt.date) -> tuple[dict[dt.date, Found], dict[str, Found]]:
    """Return what visitors answered, by week and by where: the search, or a page. Two queries."""
    mondays = last_weeks(today)
    rows = Answers.objects.filter(week__range=(mondays[-1], mondays[0])).order_by()
    sums = (Sum("found"), Sum("missed"))
    weeks = {week: Found(*two) for week, *two in rows.values_list("week").annotate(*sums)}
    of_search = Q(page=SEARCH)
    parts = {"search": rows.filter(of_search), "pages": rows.exclude(of_search)}
    by_page = {
        name: Found(*(number or 0 for number in some.aggregate(a=sums[0], b=sums[1]).values()))
        for name, some in parts.items()
    }
    return {monday: weeks.get(monday, Found()) for monday in mondays}, by_page


def waiting(now: dt.datetime | None = None) -> tuple[Waiting, ...]:
    """Return how much waits for the city now, and for how many days. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"now": now or timezone.now()})
        return tuple(Waiting(*row) for row in cursor.fetchall())


def _key(now: dt.datetime) -> str:
    """Return by what it is kept: the day, and the last import that moved what it tells of."""
    moved = Q(counts__has_key="organisation") | Q(counts__has_key="district")
    last = ImportRun.objects.filter(moved).aggregate(last=Max("pk"))["last"]
    return f"city:{timezone.localdate(now)}:{last}"


def _freshness(now: dt.datetime) -> tuple[Freshness, ...]:
    since = {f"m{months}": now - dt.timedelta(days=30.4375 * months) for months in MONTHS}
    with connection.cursor() as cursor:
        cursor.execute(_FRESHNESS, since)
        return tuple(
            Freshness(key, name, total, tuple(within))
            for key, name, total, *within in cursor.fetchall()
        )


def _coverage() -> tuple[Covered, ...]:
    found: dict[int, Covered] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COVERAGE)
        rows: list[Any] = cursor.fetchall()
    for pk, code, names, topic, number in rows:
        one = found.setdefault(pk, Covered(code, json.loads(names), number, {}))
        if topic is not None:
            one.counts[topic] = number
    return tuple(found.values())


_CHANGED = " UNION ALL ".join(
    f"SELECT source_pk, updated_at AS changed FROM geodata_{table}"
    " WHERE closed_at IS NULL AND merged_into_id IS NULL AND NOT is_example"
    for table in TABLES[1:]
)
_FRESHNESS = f"""
    WITH entry AS (
        SELECT o.source_pk, greatest(o.updated_at, s.confirmed_at) AS changed
        FROM geodata_organisation o LEFT JOIN servicemap_standing s ON s.organisation_id = o.id
        WHERE o.closed_at IS NULL AND o.merged_into_id IS NULL AND NOT o.is_example
        UNION ALL {_CHANGED}
    ), counted AS (
        SELECT source_pk, count(*) AS total,
            {
    ", ".join(f"count(*) FILTER (WHERE changed >= %(m{months})s) AS m{months}" for months in MONTHS)
}
        FROM entry GROUP BY source_pk
    )
    SELECT k.key, k.name, c.total, {", ".join(f"c.m{months}" for months in MONTHS)}
    FROM counted c JOIN geodata_source k ON k.id = c.source_pk ORDER BY c.total DESC, k.key
"""
# Postal areas where there are some, else districts. An organisation counts where it lies, and where
# its operating area holds the middle: areas that merely touch have nothing in common.
_COVERAGE = """
    WITH district AS MATERIALIZED (
        SELECT id, code, name, polygon, ST_PointOnSurface(polygon) AS middle
        FROM geodata_district WHERE closed_at IS NULL AND merged_into_id IS NULL
        AND kind = (SELECT max(kind) FROM geodata_district
            WHERE closed_at IS NULL AND merged_into_id IS NULL)
    ), has AS (
        SELECT d.id, o.id AS organisation FROM district d
        JOIN geodata_organisation o ON o.point && d.polygon AND ST_Covers(d.polygon, o.point)
        UNION
        SELECT d.id, a.organisation_id FROM district d
        JOIN geodata_operatingarea a ON a.shape && d.middle AND ST_Covers(a.shape, d.middle)
    ), real AS (
        SELECT has.id, s.topics, s.entry FROM has
        JOIN geodata_searchdocument s ON s.noun = 'organisation' AND s.entry = has.organisation
        WHERE NOT s.is_example
    ), counted AS (
        SELECT r.id, t.topic, count(*) AS number
        FROM real r CROSS JOIN LATERAL unnest(r.topics) AS t (topic) GROUP BY r.id, t.topic
        UNION ALL SELECT d.id, NULL, count(r.entry)
        FROM district d LEFT JOIN real r USING (id) GROUP BY d.id
    )
    SELECT d.id, d.code, d.name::text, c.topic, c.number
    FROM counted c JOIN district d USING (id)
    ORDER BY min(c.number) FILTER (WHERE c.topic IS NULL) OVER (PARTITION BY d.id), d.code, d.id,
        c.topic NULLS FIRST
"""
_WAITING = """
    WITH one AS (
        SELECT 'changes' AS what, submitted_at AS since FROM servicemap_revision
        WHERE state = 'submitted'
        UNION ALL SELECT 'claims', made_at FROM servicemap_claim WHERE state = 'open'
        UNION ALL SELECT 'reports', made_at FROM servicemap_report WHERE state = 'open'
    )
    SELECT w.what, count(since), extract(epoch FROM %(now)s - min(since))::float / 86400,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM %(now)s - since))::float
            / 86400
    FROM unnest(ARRAY['changes', 'claims', 'reports']) WITH ORDINALITY AS w (what, number)
    LEFT JOIN one ON one.what = w.what GROUP BY w.what, w.number ORDER BY w.number
"""
