"""Bring the tables in step with what is staged: set-based, by natural key, deleting no entry."""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import connection

from importers.composing import update_changed
from importers.errors import TooManyVanished
from importers.kinds import HOURS, Kind, Relation
from importers.parts import write_parts
from importers.records import Problem
from importers.staging import KEPT, Staged

Values = dict[str, int | str | dt.datetime]  # bool is an int

MOST_VANISHED = 0.2
# A part that names its whole goes with it, although there are parts without a whole.
PARTS = {("hub_component", "hub")}
# The import of one source, as parameters of every statement.
MATCH = "t.source_pk = %(source)s AND t.source_id = s.source_id"
GONE = f"""
    t.source_pk = %(source)s AND t.closed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM {{staging}} s WHERE s.source_id = t.source_id)
    AND NOT EXISTS (SELECT 1 FROM {KEPT} k WHERE k.noun = %(noun)s AND k.source_id = t.source_id)
"""
LASTING = "AND COALESCE(t.ends_at, t.starts_at) >= now()"


@dataclass
class Counts:
    """What an import did, or would do, to one kind."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    reopened: int = 0
    refused: int = 0

    @property
    def is_still(self) -> bool:
        """Say whether nothing changed."""
        return not (self.new or self.changed or self.closed or self.reopened)


def sync(
    staged: Staged, source: int, now: dt.datetime, *, is_example: bool = False
) -> dict[str, Counts]:
    """Insert, update, close and reopen; call it inside a transaction. `source` is the row's key."""
    values: Values = {"source": source, "now": now, "is_example": is_example}
    return {kind.noun: _sync_kind(staged, kind, values) for kind in staged.kinds}


def check_vanished(staged: Staged, source: int) -> None:
    """Raise TooManyVanished when more than a fifth of the source's open rows would be closed.

    Events that are over count neither way: sources drop them, after a festival many at once.
    """
    before = gone = 0
    for kind in staged.kinds:
        values: Values = {"source": source, "noun": kind.noun}
        lasting = LASTING if kind.noun == "event" else ""
        where = GONE.format(staging=kind.staging) + lasting
        gone += _number(f"SELECT count(*) FROM {kind.table} t WHERE {where}", values)
        before += _number(
            f"SELECT count(*) FROM {kind.table} t "
            f"WHERE t.source_pk = %(source)s AND t.closed_at IS NULL {lasting}",
            values,
        )
    if gone > before * MOST_VANISHED:
        raise TooManyVanished(
            f"{gone} of {before} entries of this source would vanish, which is more than "
            f"{MOST_VANISHED:.0%}. Nothing was changed. If the input is right, repeat with --force."
        )


def _sync_kind(staged: Staged, kind: Kind, shared: Values) -> Counts:
    values: Values = shared | {"noun": kind.noun}
    for relation in kind.relations:
        _resolve(kind, relation, values)
        if not relation.null or (kind.noun, relation.name) in PARTS:
            _refuse_orphans(staged, kind, relation.name, values)
    counts = _count(kind, values)
    counts.refused = sum(problem.kind == kind.noun for problem in staged.problems)
    counts.closed = _execute(_close(kind), values)
    update_changed(kind, _differs(kind), values)
    counts.new = _execute(_insert(kind), values)
    if kind.has_hours:
        _insert_hours(kind, values)
    renewed = write_parts(kind, values)  # of entries that are otherwise as they were
    counts.changed, counts.unchanged = counts.changed + renewed, counts.unchanged - renewed
    for relation in kind.relations:
        if relation.related_model is kind.model:
            _relate_to_own(kind, relation, values)
    if not counts.is_still:
        _execute(f"ANALYZE {kind.table}", values)  # what follows asks for rows that are new
    return counts


def _resolve(kind: Kind, relation: Relation, values: Values) -> None:
    """Turn a relation's source id into the row's key; only open rows can be related to.

    Where another entry stands for that row, it is the one that is related to.
    """
    name, parent = relation.name, relation.related_model._meta.db_table
    gone = GONE.format(staging=kind.staging)
    stays = f"AND NOT ({gone})" if relation.related_model is kind.model else ""  # closed just after
    _execute(f"ALTER TABLE {kind.staging} ADD COLUMN {name}_id bigint", values)
    _execute(
        f"UPDATE {kind.staging} s SET {name}_id = COALESCE(t.merged_into_id, t.id) FROM {parent} t "
        f"WHERE t.source_pk = %(source)s AND t.source_id = s.{name}_key AND t.closed_at IS NULL "
        f"{stays}",
        values,
    )


def _relate_to_own(kind: Kind, relation: Relation, values: Values) -> None:
    """Relate new rows to rows of the same kind, which may have come with the same import."""
    name = relation.name
    waiting = f"SELECT count(*) FROM {kind.staging} WHERE {name}_key <> '' AND {name}_id IS NULL"
    if not _number(waiting, values):
        return
    _execute(f"ANALYZE {kind.table}", values)  # else every row is compared with every other
    _execute(
        f"""
        UPDATE {kind.table} t SET {name}_id = COALESCE(p.merged_into_id, p.id)
        FROM {kind.staging} s JOIN {kind.table} p
          ON p.source_pk = %(source)s AND p.source_id = s.{name}_key AND p.closed_at IS NULL
        WHERE {MATCH} AND s.{name}_id IS NULL AND NOT t.provenance ? '{name}'
        """,
        values,
    )


def _refuse_orphans(staged: Staged, kind: Kind, name: str, values: Values) -> None:
    with connection.cursor() as cursor:
        given = f"{name}_key IS NOT NULL" if (kind.noun, name) in PARTS else "true"
        cursor.execute(
            f"DELETE FROM {kind.staging} WHERE {name}_id IS NULL AND {given} "
            f"RETURNING source_id, {name}_key"
        )
        orphans = cursor.fetchall()
        for source_id, key in orphans:
            reason = f"its {name} {key} is not among the entries"
            staged.problems.append(Problem(kind.noun, source_id, reason))
        cursor.execute(
            f"INSERT INTO {KEPT} SELECT %s, unnest(%s::text[])",
            [kind.noun, [source_id for source_id, _ in orphans]],
        )


def _differs(kind: Kind) -> str:
    """Say in SQL when a staged row is not what its open entry's source has said."""
    relations = "".join(
        f" OR s.{each.column}::text IS DISTINCT FROM {_own_word(each)}" for each in kind.relations
    )
    return f"(t.fingerprint <> s.fingerprint{relations})"


def _own_word(relation: Relation) -> str:
    """Return in SQL what the source itself has said of a relation, whatever is shown."""
    kept = f"t.provenance -> '{relation.name}'"
    own = "'source' = (SELECT key FROM geodata_source WHERE id = %(source)s)"
    return f"""CASE
        WHEN NOT t.provenance ? '{relation.name}'
          OR {kept} ->> {own} AND {kept} ->> 'record' = t.source_id
        THEN t.{relation.column}::text
        ELSE (SELECT o ->> 'value' FROM jsonb_array_elements({kept} -> 'others') o
              WHERE o ->> {own} AND o ->> 'record' = t.source_id)
    END"""


def _count(kind: Kind, values: Values) -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FILTER (WHERE NOT still AND t.closed_at IS NOT NULL),
                   count(*) FILTER (WHERE NOT still AND t.closed_at IS NULL),
                   count(*) FILTER (WHERE still)
            FROM {kind.table} t JOIN {kind.staging} s ON {MATCH},
                 LATERAL (SELECT t.is_withdrawn OR t.closed_at IS NULL AND NOT {_differs(kind)})
                     AS each(still)
            """,
            values,
        )
        reopened, changed, unchanged = cursor.fetchone()
    return Counts(reopened=reopened, changed=changed, unchanged=unchanged)


def _close(kind: Kind) -> str:
    gone = GONE.format(staging=kind.staging)
    return f"UPDATE {kind.table} t SET closed_at = %(now)s, updated_at = %(now)s WHERE {gone}"


def _columns(kind: Kind) -> list[str]:
    own = [str(each.column) for each in (*kind.columns, *kind.relations)]
    return ["fingerprint", "name", "search_text", *own]


def _insert(kind: Kind) -> str:
    columns = ", ".join(f'"{each}"' for each in _columns(kind))
    return f"""
        INSERT INTO {kind.table}
            (source_pk, source_id, is_example, provenance, created_at, updated_at, {columns})
        SELECT %(source)s, s.source_id, %(is_example)s, '{{}}', %(now)s, %(now)s, {columns}
        FROM {kind.staging} s
        WHERE NOT EXISTS (SELECT 1 FROM {kind.table} t WHERE {MATCH})
        ORDER BY s.source_id
    """


def _insert_hours(kind: Kind, values: Values) -> None:
    """Give new entries their opening hours."""
    _execute(
        f"""
        INSERT INTO geodata_openinghours ({kind.noun}_id, rule, comment)
        SELECT t.id, h.value ->> 0, h.value -> 1
        FROM {kind.table} t JOIN {kind.staging} s ON {MATCH},
             jsonb_array_elements(s.{HOURS}::jsonb) h
        WHERE t.created_at = %(now)s
        """,
        values,
    )


def _execute(statement: str, values: Values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _number(statement: str, values: Values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


def as_json(counts: dict[str, Counts]) -> dict[str, dict[str, int]]:
    """Write the counts as an import run stores them."""
    return {noun: asdict(each) for noun, each in counts.items()}
