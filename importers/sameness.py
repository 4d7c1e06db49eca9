"""Find entries of different sources that describe the same thing, and say why it looks so."""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import connection
from rapidfuzz import fuzz

from geodata.models import Entry, SamePair
from geodata.texts import fold
from importers import derived, merging
from importers.kinds import MODELS

TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
WORDS = TABLE.pop("words")
NOUNS = tuple(TABLE)
DEGREES_PER_METRE = 1 / 50_000  # generous up to 64 degrees north, where a degree is 49 km wide
BATCH = 1_000
MOST_COMPARED = 5  # with one entry; in a city's centre dozens have somewhat similar names
ALIKE = 0.4  # of 0 to 1, as pg_trgm counts over the names in all languages
# What is worked out here of other entries is the same as they by nature, and is nobody's to decide.
DERIVED = f"ARRAY(SELECT id FROM geodata_source WHERE key = '{derived.KEY}')"
# An example is nothing that exists, and so never the same as anything.
COMPARED = (
    f"{{0}}.closed_at IS NULL AND NOT {{0}}.is_example AND {{0}}.source_pk <> ALL ({DERIVED})"
)
OTHERS = f"t.source_pk <> s.source_pk AND {COMPARED.format('t')}"
WRITTEN = f"s.updated_at = %(now)s AND {COMPARED.format('s')}"
# What shares an identifier; what lies near and is called somewhat alike; and, where there is no
# position, what is called just the same.
SEARCHES = (
    f"""
    SELECT s.id, t.id
    FROM (SELECT *, unnest(identifiers) AS called FROM {{table}}) s
    JOIN (SELECT *, unnest(identifiers) AS called FROM {{table}}) t USING (called)
    WHERE {WRITTEN} AND {OTHERS}
    """,
    f"""
    SELECT s.id, t.id FROM {{table}} s CROSS JOIN LATERAL (
        SELECT t.id FROM {{table}} t
        WHERE t.point && ST_Expand(s.point, %(around)s) AND {OTHERS}
          AND similarity(t.search_text, s.search_text) > {ALIKE}
        ORDER BY similarity(t.search_text, s.search_text) DESC, t.point <-> s.point
        LIMIT {MOST_COMPARED}
    ) t
    WHERE {WRITTEN}
    """,
    f"""
    SELECT s.id, t.id FROM {{table}} s JOIN {{table}} t USING (search_text)
    WHERE {WRITTEN} AND {OTHERS} AND s.search_text <> ''
      AND (s.point IS NULL OR t.point IS NULL)
    """,
)


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
    found: dict[tuple[int, int], Alike] = {}
    for one, other, metres in _candidates(model, rule, now):
        alike = compare(noun, one, other, metres)
        if alike.by_rule or alike.score >= rule["propose_at"]:
            found[one.pk, other.pk] = alike
    if found:
        _settle_pairs(noun, found)
    return len(found)


def _settle_pairs(noun: str, found: dict[tuple[int, int], Alike]) -> None:
    """Write the pairs down, and merge those of which the rule is sure and nobody has decided."""
    known = SamePair.objects.filter(noun=noun, one__in={one for one, _other in found})
    pairs = {(pair.one, pair.other): pair for pair in known}
    fresh = [
        SamePair(noun=noun, one=one, other=other, score=alike.score, reasons=alike.reasons)
        for (one, other), alike in found.items()
        if (one, other) not in pairs
    ]
    SamePair.objects.bulk_create(fresh, batch_size=1_000)
    again = []
    for key, pair in pairs.items():
        if key in found and pair.status == SamePair.Status.PROPOSED:
            pair.score, pair.reasons = found[key].score, found[key].reasons
            again.append(pair)
    SamePair.objects.bulk_update(again, ["score", "reasons"], batch_size=1_000)
    sure = [pair for pair in (*fresh, *again) if found[pair.one, pair.other].by_rule]
    merging.merge_all(sure)


def compare(noun: str, one: Any, other: Any, metres: float | None) -> Alike:
    """Compare two entries of a kind that lie `metres` apart, None where one has no position.

    The reasons say what speaks for it.
    """
    rule = TABLE[noun]
    shared = sorted(set(one.identifiers) & set(other.identifiers))
    if shared:
        return Alike(1.0, [{"what": "identifier", "value": shared[0]}], by_rule=True)
    if apart := _contradiction(rule, one, other):
        return Alike(0.0, [apart], by_rule=False)
    name = alike_names(one.name, other.name)
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


@lru_cache(maxsize=10_000)
def _words(name: str) -> str:
    words = re.findall(r"[\w.]+", fold(name))
    told = [word for word in words if word not in WORDS["ignored"]]
    return " ".join(told or words)


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
) -> Iterator[tuple[Entry, Entry, float | None]]:
    """Yield two entries, one of them written at `now`, and the metres between; each pair once."""
    table = model._meta.db_table
    values = {"around": rule["metres"] * DEGREES_PER_METRE, "now": now}
    pairs: set[tuple[int, int]] = set()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT source_pk), count(*) FILTER (WHERE updated_at = %(now)s) "
            f"FROM {table} WHERE closed_at IS NULL",
            values,
        )
        sources, written = cursor.fetchone()
        if sources < 2 or not written:
            return
        # Of rows written a moment ago PostgreSQL expects few, and would compare every one with
        # every other: 23 s instead of 0.1 s for 4,000.
        for search, loops in zip(SEARCHES, ("off", "on", "off"), strict=True):
            cursor.execute(f"SET LOCAL enable_nestloop = {loops}")
            cursor.execute(search.format(table=table), values)
            pairs |= {(min(pair), max(pair)) for pair in cursor.fetchall()}
        cursor.execute("SET LOCAL enable_nestloop = on")
    in_order = sorted(pairs)
    for start in range(0, len(in_order), BATCH):
        chunk = in_order[start : start + BATCH]
        entries = model._default_manager.defer("provenance").in_bulk(
            {pk for pair in chunk for pk in pair}
        )
        apart = _metres_apart(table, chunk)
        yield from ((entries[one], entries[other], apart[one, other]) for one, other in chunk)


def _metres_apart(table: str, pairs: list[tuple[int, int]]) -> dict[tuple[int, int], float | None]:
    """Return the geodesic distance of each pair; None when one has no position."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.id, t.id, ST_Distance(s.point::geography, t.point::geography) "
            "FROM unnest(%s::bigint[], %s::bigint[]) p(one, other) "
            f"JOIN {table} s ON s.id = p.one JOIN {table} t ON t.id = p.other",
            [[one for one, _ in pairs], [other for _, other in pairs]],
        )
        return {(one, other): metres for one, other, metres in cursor.fetchall()}
