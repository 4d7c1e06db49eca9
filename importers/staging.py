"""Write the records that parsing yields into temporary tables, where each is checked first.

Temporary tables belong to the connection: an import that is killed leaves none behind.
"""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from geodata.coordinates import Box
from geodata.models import OpeningHours
from geodata.texts import search_text
from importers.kinds import HOURS, HOURS_TEXT, KINDS, Kind
from importers.parts import part_cell
from importers.records import Problem, Record
from importers.soundness import Unsound, cell, copy_line, identity, texts_cell

BATCH = 5_000
KEPT = "staging_kept"
RULE = OpeningHours._meta.get_field("rule")


@dataclass
class Staged:
    """What lies in the staging tables, and what was refused on the way."""

    nouns: tuple[str, ...]
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def kinds(self) -> list[Kind]:
        """Return the kinds that the source can bring, those that others refer to first."""
        return [kind for noun, kind in KINDS.items() if noun in self.nouns]


@contextmanager
def staging_tables(nouns: tuple[str, ...]) -> Iterator[Staged]:
    """Make one empty table per kind, shaped as the model's, and drop them in the end."""
    staged = Staged(nouns)
    _drop(staged.kinds)  # an earlier import in this process may have been interrupted
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {KEPT} (noun text, source_id text)")
        for kind in staged.kinds:
            cursor.execute(_create(kind))
    try:
        yield staged
    finally:
        if not connection.needs_rollback and connection.is_usable():
            _drop(staged.kinds)


def fill(staged: Staged, records: Iterable[Record | Problem], plausible: Box) -> None:
    """Check every record and copy the sound ones; the others keep their former version."""
    batches: dict[str, list[str]] = {kind.noun: [] for kind in staged.kinds}
    seen: dict[str, set[str]] = {noun: set() for noun in batches}
    for record in records:
        if isinstance(record, Problem):
            staged.problems.append(record)
            continue
        try:
            line = _line(record, seen, plausible)
        except Unsound as error:
            problem = Problem(record.noun, str(record.source_id)[:200], str(error))
            staged.problems.append(problem)
            continue
        staged.counts[record.noun] += 1
        batches[record.noun].append(line)
        if len(batches[record.noun]) >= BATCH:
            _copy(KINDS[record.noun], batches[record.noun])
    for noun, lines in batches.items():
        _copy(KINDS[noun], lines)
    _keep(staged.problems)
    with connection.cursor() as cursor:
        for table in (KEPT, *(kind.staging for kind in staged.kinds)):
            # Without index and statistics the sync compares every row with every other: 14 s
            # instead of 0.1 s for 20,000 rows.
            cursor.execute(f"CREATE INDEX ON {table} (source_id)")
            cursor.execute(f"ANALYZE {table}")


def check(record: Record, plausible: Box) -> None:
    """Raise Unsound for what `fill` would refuse of a record by itself."""
    _line(record, {record.noun: set()}, plausible)


def _line(record: Record, seen: dict[str, set[str]], plausible: Box) -> str:
    if record.noun not in seen:
        raise Unsound(f"this source is not known to bring a {record.noun}")
    key = identity(record.source_id)
    if key in seen[record.noun]:
        raise Unsound("it comes twice; the first is taken")
    kind = KINDS[record.noun]
    values: list[str | None] = [texts_cell(record.name, "name"), search_text(record.name)]
    values += [_relation(getattr(record, each.name), each) for each in kind.relations]
    values += [cell(each, getattr(record, each.name), plausible) for each in kind.columns]
    if kind.has_hours:
        values.append(_hours(record, plausible))
    values += [part_cell(name, getattr(record, name), plausible) for name in kind.parts]
    rest = copy_line(values)
    fingerprint = hashlib.sha256(rest.encode()).hexdigest()
    seen[record.noun].add(key)
    return f"{copy_line((key, fingerprint))}\t{rest}\n"


def _hours(record: Record, plausible: Box) -> str | None:
    """Write the rule and the source's own words as one JSON list, as `geodata.statements` does."""
    rule = getattr(record, HOURS) and cell(RULE, getattr(record, HOURS), plausible)
    words = json.loads(texts_cell(getattr(record, HOURS_TEXT), HOURS_TEXT))
    return json.dumps([[rule, words]], ensure_ascii=False) if rule or words else None


def _relation(value: str | None, relation: Any) -> str | None:
    if value is None and not relation.null:
        raise Unsound(f"{relation.name} is missing")
    return None if value is None else identity(value)


def _keep(problems: list[Problem]) -> None:
    lines = [
        copy_line((each.kind, each.source_id.replace("\0", ""))) + "\n"
        for each in problems
        if each.keeps
    ]
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {KEPT} FROM STDIN", io.StringIO("".join(lines)))


def _copy(kind: Kind, lines: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {kind.staging} FROM STDIN", io.StringIO("".join(lines)))
    lines.clear()


def _create(kind: Kind) -> str:
    """Take the columns' types from the model's table; the resolved relations come last."""
    keys = "".join(f", NULL::text AS {each.name}_key" for each in kind.relations)
    plain = "".join(f', "{each.column}"' for each in kind.columns)
    hours = f", NULL::text AS {HOURS}" if kind.has_hours else ""
    parts = "".join(f", NULL::text AS {name}" for name in kind.parts)
    columns = f"source_id, fingerprint, name, search_text{keys}{plain}{hours}{parts}"
    return f"CREATE TEMP TABLE {kind.staging} AS SELECT {columns} FROM {kind.table} WITH NO DATA"


def _drop(kinds: list[Kind]) -> None:
    tables = ", ".join(f"pg_temp.{table}" for table in (KEPT, *(each.staging for each in kinds)))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {tables}")
