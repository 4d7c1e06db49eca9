"""Find entries of different sources that describe the same thing, and say why it looks so."""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.db import connection
from rapidfuzz import fuzz

from geodata.models import Entry, SamePair
from geodata.texts import fold
from importers import merging
from importers.kinds import MODELS

TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
WORDS = TABLE.pop("words")
NOUNS = tuple(TABLE)
# Names of what is compared with a record: at most this many, the nearest first.
MOST_COMPARED = 20
DEGREES_PER_METRE = 1 / 50_000  # generous up to 64 degrees north, where a degree is 49 km wide


@dataclass(frozen=True)
class Alike:
    """How alike two entries are, why, and whether the rule may merge them."""

    score: float
    reasons: list[dict[str, Any]]
    by_rule: bool


def settle(nouns: tuple[str, ...], now: dt.datetime) -> None:
    """After a sync at `now`: keep what is merged in step, then look for more of the same."""
    for noun in (noun for noun in NOUNS if noun in nouns):
        merging.settle(noun, now)
        find(noun, now)


def find(noun: str, now: dt.datetime) -> int:
    """Compare what was written at `now` with other sources' entries; returns how many pairs.

    Pairs that the rule is sure of are merged, the others proposed; what was decided stays so.
    """
    model, rule = MODELS[noun], TABLE[noun]
    count = 0
    for one, other in _candidates(model, rule, now):
        first, second = sorted((one, other), key=lambda each: each.pk)
        alike = compare(noun, first, second)
        if not alike.by_rule and alike.score < rule["propose_at"]:
            continue
        pair, is_new = SamePair.objects.get_or_create(
            noun=noun,
            one=first.pk,
            other=second.pk,
            defaults={"score": alike.score, "reasons": alike.reasons, "by_rule": alike.by_rule},
        )
        count += 1
        if alike.by_rule and pair.status == SamePair.Status.PROPOSED:
            merging.merge(pair)
        elif not is_new and pair.status == SamePair.Status.PROPOSED:
            pair.score, pair.reasons = alike.score, alike.reasons
            pair.save(update_fields=["score", "reasons"])
    return count


def compare(noun: str, one: Any, other: Any) -> Alike:
    """Compare two entries of a kind; the reasons say what speaks for it and what against."""
    rule = TABLE[noun]
    shared = sorted(set(one.identifiers) & set(other.identifiers))
    if shared:
        return Alike(1.0, [{"what": "identifier", "value": shared[0]}], by_rule=True)
    if apart := _contradiction(rule, one, other):
        return Alike(0.0, [apart], by_rule=False)
    name = alike_names(one.name, other.name)
    metres = metres_between(one, other)
    reasons: list[dict[str, Any]] = [{"what": "name", "value": round(name, 2)}]
    near = 0.5
    if metres is not None:
        near = max(0.0, 1 - metres / rule["metres"])
        reasons.append({"what": "metres", "value": round(metres)})
    hints = [hint for hint in rule["hints"] if _same(getattr(one, hint), getattr(other, hint))]
    reasons += [{"what": hint, "value": str(getattr(one, hint))} for hint in hints]
    contact = any(hint in ("website", "email", "telephone") for hint in hints)
    score = min(1.0, 0.6 * name + 0.25 * near + 0.1 * bool(hints) + 0.1 * contact)
    is_near = metres is not None and metres <= rule["merge_metres"]
    sure = name >= WORDS["same"] and (is_near or (metres is None and contact))
    return Alike(round(score, 3), reasons, by_rule=sure)


def alike_names(one: dict[str, str], other: dict[str, str]) -> float:
    """Return how alike two names are, 0 to 1, in the language in which they are most alike."""
    best = 0.0
    for language, name in one.items():
        for tongue, title in other.items():
            if language and tongue and language != tongue:
                continue  # what is written alike in two languages may mean two things
            ratio = fuzz.token_sort_ratio(_words(name), _words(title)) / 100
            best = max(best, ratio)
    return best


def _words(name: str) -> str:
    words = re.findall(r"[\w.]+", fold(name))
    told = [word for word in words if word not in WORDS["ignored"]]
    return " ".join(told or words)


def metres_between(one: Any, other: Any) -> float | None:
    """Return the geodesic distance of two entries; None when one has no position."""
    model: Any = type(one)
    if getattr(one, model.geometry) is None or getattr(other, model.geometry) is None:
        return None
    here = getattr(other, model.geometry)
    away = model.objects.filter(pk=one.pk).annotate(away=Distance(model.geometry, here))
    found = away.values_list("away", flat=True).first()
    return None if found is None else float(found.m)


def _contradiction(rule: dict[str, Any], one: Any, other: Any) -> dict[str, Any] | None:
    """Say what makes it impossible that two entries are the same."""
    for column in rule["agree"]:
        if getattr(one, column) != getattr(other, column):
            return {"what": column, "value": "differs"}
    mine = {each.split(":")[0]: each for each in one.identifiers}
    for each in other.identifiers:
        scheme = each.split(":")[0]
        if scheme in mine and mine[scheme] != each:
            return {"what": "identifier", "value": f"{mine[scheme]} ≠ {each}"}
    return None


def _same(one: object, other: object) -> bool:
    return bool(one) and fold(str(one)).rstrip("/") == fold(str(other)).rstrip("/")


def _candidates(
    model: type[Entry], rule: dict[str, Any], now: dt.datetime
) -> Iterator[tuple[Entry, Entry]]:
    """Yield an entry written at `now` and one of another source that it may be; each pair once."""
    table = model._meta.db_table
    around = rule["metres"] * DEGREES_PER_METRE
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT s.id, o.id FROM {table} s CROSS JOIN LATERAL (
                (SELECT t.id FROM {table} t
                 WHERE t.identifiers && s.identifiers AND t.source_pk <> s.source_pk
                   AND t.closed_at IS NULL)
                UNION
                (SELECT t.id FROM {table} t
                 WHERE s.point IS NOT NULL AND t.point && ST_Expand(s.point, %(around)s)
                   AND t.source_pk <> s.source_pk AND t.closed_at IS NULL
                   AND similarity(t.search_text, s.search_text) > 0.25
                 ORDER BY t.point <-> s.point LIMIT {MOST_COMPARED})
                UNION
                (SELECT t.id FROM {table} t
                 WHERE (s.point IS NULL OR t.point IS NULL) AND s.search_text <> ''
                   AND t.search_text = s.search_text
                   AND t.source_pk <> s.source_pk AND t.closed_at IS NULL
                 LIMIT {MOST_COMPARED})
            ) o
            WHERE s.updated_at = %(now)s AND s.closed_at IS NULL
            ORDER BY least(s.id, o.id), greatest(s.id, o.id)
            """,
            {"around": around, "now": now},
        )
        pairs = list(dict.fromkeys((min(pair), max(pair)) for pair in cursor.fetchall()))
    for start in range(0, len(pairs), 500):
        chunk = pairs[start : start + 500]
        entries = model._default_manager.in_bulk({pk for pair in chunk for pk in pair})
        yield from ((entries[one], entries[other]) for one, other in chunk)
