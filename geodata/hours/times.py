"""Work opening hours out ahead, so that the database can tell what is open at a moment."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from geodata.hours.hours import Hours
from geodata.models import OpeningTimes

BEHIND, AHEAD = dt.timedelta(days=1), dt.timedelta(days=60)
NEW = dt.timedelta(days=2)
BATCH = 1_000


def rules_of(entry: Any) -> tuple[str, ...]:
    """Return the rules of an entry in their order; words of the source alone are no rule."""
    said = getattr(entry, "opening_hours", "")
    if isinstance(said, str):
        return (said,) if said else ()
    rows = sorted(said.all(), key=lambda row: row.pk)
    return tuple(row.rule for row in rows if row.rule)


def times_of(rules: Sequence[str]) -> OpeningTimes | None:
    """Return the row of rules, made if it is new; None when they cannot be read."""
    return times_for([rules])[0]


def times_for(many: Iterable[Sequence[str]]) -> list[OpeningTimes | None]:
    """Return the row of each of many rules, in their order: one query, and one if some are new.

    The times of equal rules are worked out once.
    """
    asked = [tuple(rules) for rules in many]
    digests = {rules: _digest(rules) for rules in set(asked) if Hours.of(rules).is_readable}
    known = OpeningTimes.objects.defer("open_at").in_bulk(list(set(digests.values())))
    now = timezone.now()
    made = [_worked_out(rules, now) for rules, digest in digests.items() if digest not in known]
    OpeningTimes.objects.bulk_create(made, ignore_conflicts=True, batch_size=BATCH)
    known |= {row.digest: row for row in made}
    return [known[digests[rules]] if rules in digests else None for rules in asked]


def renew(now: dt.datetime) -> int:
    """Work all times out anew from yesterday on; rules that nobody has any more are forgotten.

    Rules that are new may not have reached their entry's document yet.
    """
    unused = OpeningTimes.objects.filter(documents=None)
    unused.filter(known_from__lt=now - NEW).delete()
    used = OpeningTimes.objects.exclude(documents=None).values_list("rules", flat=True)
    rows = [_worked_out(tuple(rules), now) for rules in used.distinct()]
    OpeningTimes.objects.bulk_update(rows, ["open_at", "known_from", "known_until"], BATCH)
    return len(rows)


def digests_open_at(moment: dt.datetime) -> QuerySet[OpeningTimes, str] | list[str]:
    """Return the digests of the rules that are open at a moment.

    What has not been worked out as far as that, or is no more, is evaluated here and now.
    """
    within = Q(known_from__lte=moment, known_until__gt=moment)
    found = OpeningTimes.objects.filter(within, open_at__holds=moment)
    digests = found.values_list("digest", flat=True)
    beyond = OpeningTimes.objects.exclude(within).values_list("digest", "rules")
    evaluated = [key for key, rules in beyond if Hours.of(rules).state(moment).is_open]
    return [*digests, *evaluated] if evaluated else digests


def _digest(rules: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(rules).encode()).hexdigest()


def _worked_out(rules: tuple[str, ...], now: dt.datetime) -> OpeningTimes:
    since, until = now - BEHIND, now + AHEAD
    return OpeningTimes(
        digest=_digest(rules),
        rules=list(rules),
        open_at=Hours.of(rules).ranges(since, until),
        known_from=since,
        known_until=until,
    )
