"""Tell from the record of imports how each source is doing."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet
from django.utils import timezone

from geodata.models import ImportRun
from importers.kinds import KINDS

Status = ImportRun.Status
GOOD = (Status.DONE, Status.UNCHANGED)
BAD = (Status.FAILED, Status.REFUSED)
MOST_FAILURES = 3  # so often in a row may a source fail before it is said to keep failing
MOST_AGE = 3  # so many times its schedule may the last success be ago


@dataclass(frozen=True)
class Runs:
    """The imports of one source that tell how it is doing."""

    last: ImportRun | None = None
    success: ImportRun | None = None
    read: ImportRun | None = None  # the last good one that found a new file and read it
    failures: int = 0  # since the last success

    @property
    def message(self) -> str:
        """Return what went wrong in the last attempt, for everybody to read."""
        return public(self.last.message) if self.last else ""

    def state(self, every: dt.timedelta | None, now: dt.datetime) -> str:
        """Return never, failing, stale, retrying or ok; `every` is when it runs by itself."""
        if self.failures >= MOST_FAILURES:
            return "failing"
        if self.success is None:
            return "retrying" if self.failures else "never"
        if every and now - self.success.started_at > MOST_AGE * every:
            return "stale"
        return "retrying" if self.failures else "ok"


def confirmed_on(source: str) -> dt.date | None:
    """Return the day on which a source was last imported well: what is open, it still had then."""
    runs = ImportRun.objects.filter(source__key=source, status__in=GOOD)
    last: dt.datetime | None = runs.aggregate(last=Max("started_at"))["last"]
    return timezone.localtime(last).date() if last else None


def public(message: str) -> str:
    """Return what a run says went wrong, without what is nobody's business.

    Addresses may hold keys in their queries, paths tell of the machine, a driver names its server.
    """
    message = re.sub(
        r"(The database refused|The disk of the database is full)\b.*", r"\1.", message
    )
    message = re.sub(r"(https?://[^\s?#]+)[?#][^\s]*?(?=[:;,.)]*(\s|$))", r"\1?…", message)
    return re.sub(r"(?<![\w/:.])/(?:[^\s/()]+/)+([^\s/()]+)", r"\1", message)


def runs_by_source() -> dict[int, Runs]:
    """Return what is known by the source's primary key; three queries, and one for each in trouble.

    What an import refused is left in the database: it may be long.
    """
    every = ImportRun.objects.all()
    last = _latest(every)
    success = _latest(every.filter(status__in=GOOD))
    read = _latest(every.filter(status__in=GOOD).exclude(counts={}))
    return {
        source: Runs(run, success.get(source), read.get(source), _failures(run, success))
        for source, run in last.items()
    }


def _latest(runs: QuerySet[ImportRun]) -> dict[int, ImportRun]:
    chosen = runs.order_by("source_id", "-started_at", "-pk").distinct("source_id")
    return {run.source_id: run for run in chosen.defer("problems")}


def _failures(last: ImportRun, success: dict[int, ImportRun]) -> int:
    good = success.get(last.source_id)
    if good is not None and good.pk == last.pk:
        return 0
    bad = ImportRun.objects.filter(source=last.source_id, status__in=BAD)
    return (bad.filter(started_at__gt=good.started_at) if good else bad).count()


def open_entries() -> dict[int, dict[str, int]]:
    """Return how many open entries of each kind each source has brought; one query."""
    parts = " UNION ALL ".join(
        f"SELECT source_pk, '{kind.noun}', count(*) FROM {kind.table} "  # noqa: S608 - own names
        "WHERE closed_at IS NULL GROUP BY source_pk"
        for kind in KINDS.values()
    )
    found: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(parts)
        for source, noun, count in cursor.fetchall():
            found.setdefault(source, {})[noun] = count
    return found


def problems_of(run: ImportRun) -> list[dict[str, str]]:
    """Return what an import refused, record by record."""
    problems: list[dict[str, str]] = ImportRun.objects.values_list("problems", flat=True).get(
        pk=run.pk
    )
    return problems


def by_reason(problems: Iterable[dict[str, str]], most: int) -> list[dict[str, Any]]:
    """Group what was refused by its reason, the commonest first, with an example of each."""
    counts: Counter[str] = Counter()
    examples: dict[str, dict[str, str]] = {}
    for each in problems:
        counts[each["reason"]] += 1
        examples.setdefault(each["reason"], each)
    return [
        {
            "reason": reason,
            "count": count,
            "kind": examples[reason]["kind"],
            "example": examples[reason]["source_id"],
        }
        for reason, count in counts.most_common(most)
    ]
