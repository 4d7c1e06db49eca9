"""Read and write entries field by field, as texts, so that their provenance can be kept."""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone
from psycopg2.extras import execute_batch

from geodata.models import Entry, OpeningHours, Source
from geodata.models.fields import TextsField
from geodata.provenance import (
    Composed,
    Rank,
    Speaker,
    Statements,
    Values,
    compose,
    enter,
    gathered,
    statements,
    withdraw,
)
from geodata.texts import search_text

HOURS = "opening_hours"
BOOKKEEPING = {
    *("id", "source", "source_id", "fingerprint", "search_text", "provenance", "merged_into"),
    *("is_example", "closed_at", "created_at", "updated_at", "unconfirmed_since"),
    "is_withdrawn",
}


@dataclass(frozen=True)
class Shape:
    """What of a model is said by sources: columns, texts in languages, and hours in their rows."""

    model: type[Entry]
    columns: tuple[models.Field[Any, Any], ...]
    has_hours: bool

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def noun(self) -> str:
        return str(self.model._meta.model_name)


@cache
def shape_of(model: type[Entry]) -> Shape:
    """Return the shape of a model."""
    columns = [each for each in model._meta.concrete_fields if each.name not in BOOKKEEPING]
    hours = any(each.name == model._meta.model_name for each in OpeningHours._meta.fields)
    return Shape(model, tuple(columns), hours)


@dataclass(frozen=True)
class Row:
    """An entry with everything that is said of it."""

    pk: int
    own: Speaker
    said: Statements
    shown: Values
    kept: dict[str, Any]  # its provenance as the row has it


def selected(shape: Shape, alias: str) -> str:
    """Return the SQL that selects the columns as texts, in their order, then the hours."""
    columns = [f'{alias}."{each.column}"::text' for each in shape.columns]
    if shape.has_hours:
        columns.append(
            "(SELECT jsonb_agg(jsonb_build_array(h.rule, h.comment) ORDER BY h.id)::text "
            f"FROM {OpeningHours._meta.db_table} h WHERE h.{shape.noun}_id = {alias}.id)"
        )
    return ", ".join(columns)


def flatten(shape: Shape, texts: Sequence[str | None]) -> Values:
    """Turn the selected texts into one value per field and language."""
    values: Values = {}
    names = [*shape.columns, *([None] if shape.has_hours else [])]
    for column, text in zip(names, texts, strict=True):
        if isinstance(column, TextsField):
            spoken = json.loads(text or "{}")
            values |= {f"{column.name}.{language}": word for language, word in spoken.items()}
        else:
            values[column.name if column else HOURS] = text
    return values


def read_rows(model: type[Entry], ids: Iterable[int]) -> list[Row]:
    """Read entries with what is said of each; locks them until the transaction ends."""
    shape = shape_of(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, k.key, t.source_id, t.created_at, t.provenance::text, "
            f"{selected(shape, 't')} FROM {shape.table} t "
            f"JOIN {Source._meta.db_table} k ON k.id = t.source_pk "
            "WHERE t.id = ANY(%s) ORDER BY t.id FOR UPDATE OF t",
            [list(ids)],
        )
        return [row_of(shape, found) for found in cursor.fetchall()]


def row_of(shape: Shape, found: Sequence[Any]) -> Row:
    """Make a row of: id, source key, source id, created at, provenance, selected columns."""
    pk, source, record, created_at, provenance, *texts = found
    own = Speaker(source, record, iso(created_at))
    shown = flatten(shape, texts)
    kept = json.loads(provenance)
    return Row(pk, own, statements(shown, kept, own), shown, kept)


def iso(moment: Any) -> str:
    """Write a time as provenance keeps it: UTC, to the second."""
    return str(moment.astimezone(dt.UTC).isoformat(timespec="seconds"))


def ranks() -> Rank:
    """Return the rank of each source; an unknown one comes last."""
    known = dict(Source.objects.values_list("key", "rank"))
    return lambda key: known.get(key, 32_000)


def write_rows(model: type[Entry], made: Iterable[tuple[int, Composed, dict[str, Any]]]) -> None:
    """Write entries by primary key, with further columns of each; the hours' rows too."""
    shape = shape_of(model)
    standing = {each.column: _standing(shape, each) for each in shape.columns if each.is_relation}
    updates, hours = [], []
    for pk, composed, further in made:
        columns = cells(shape, composed.values)
        if shape.has_hours:
            hours.append((pk, columns.pop(HOURS)))
        columns["search_text"] = search_text(json.loads(str(columns["name"])))
        columns["provenance"] = json.dumps(composed.provenance, ensure_ascii=False)
        updates.append((*(columns | further).values(), pk))
        names = tuple(columns | further)
    if not updates:
        return
    setting = ", ".join(f'"{name}" = {standing.get(name, "%s")}' for name in names)
    with connection.cursor() as cursor:
        execute_batch(
            cursor.cursor, f"UPDATE {shape.table} SET {setting} WHERE id = %s", updates, 500
        )
        _write_hours(cursor, shape, hours)


def _standing(shape: Shape, relation: models.Field[Any, Any]) -> str:
    """Let a relation lead to the entry that stands for what was named; to none if that is gone."""
    related: Any = relation.related_model
    found = (
        f"(SELECT COALESCE(p.merged_into_id, p.id) FROM {related._meta.db_table} p WHERE p.id = %s)"
    )
    return f"NULLIF({found}, {shape.table}.id)" if related is shape.model else found


def _write_hours(cursor: Any, shape: Shape, hours: list[tuple[int, str | None]]) -> None:
    if not hours:
        return
    table = OpeningHours._meta.db_table
    cursor.execute(
        f"DELETE FROM {table} WHERE {shape.noun}_id = ANY(%s)", [[pk for pk, _ in hours]]
    )
    rows = [
        (pk, rule, json.dumps(comment, ensure_ascii=False))
        for pk, text in hours
        for rule, comment in json.loads(text or "[]")
    ]
    execute_batch(
        cursor.cursor,
        f"INSERT INTO {table} ({shape.noun}_id, rule, comment) VALUES (%s, %s, %s)",
        rows,
        500,
    )


def cells(shape: Shape, values: Values) -> dict[str, str | None]:
    """Put one value per field and language back into columns."""
    columns: dict[str, str | None] = {}
    for column in shape.columns:
        if isinstance(column, TextsField):
            prefix = f"{column.name}."
            spoken = {
                name.removeprefix(prefix): text
                for name, text in values.items()
                if name.startswith(prefix) and text
            }
            columns[str(column.column)] = json.dumps(spoken, ensure_ascii=False)
        else:
            columns[str(column.column)] = _filled(column, values.get(column.name))
    if shape.has_hours:
        columns[HOURS] = values.get(HOURS)
    return columns


def _filled(column: models.Field[Any, Any], value: str | None) -> str | None:
    """Put what an empty column holds where nobody says anything."""
    if value is not None or column.null:
        return value
    empty = column.get_default()
    if isinstance(empty, list) and isinstance(column, ArrayField):
        return "{}"
    if isinstance(empty, (dict, list)):
        return json.dumps(empty)
    return "" if empty is None else str(empty)


def edited(model: type[Entry], pk: int, before: Values, fields: Iterable[str]) -> None:
    """Record that a hand changed these fields: call it after saving, with what was shown before.

    What differs is the hand's from then on; what the sources say is kept beside it. An entry that
    stands for this one shows it too.
    """
    [row] = read_rows(model, [pk])
    touched = set(fields)
    names = {
        name
        for name in {*before, *row.shown}
        if name.split(".")[0] in touched and before.get(name) != row.shown.get(name)
    }
    said = statements(row.shown | {name: before.get(name) for name in names}, row.kept, row.own)
    said = enter(said, {name: row.shown.get(name) for name in names}, iso(timezone.now()))
    write_rows(model, [(pk, compose(said, row.own, ranks()), {})])
    recompose(model, [_stands_for(model, pk)])


def release(model: type[Entry], pk: int, names: Iterable[str] = ()) -> None:
    """Let the sources speak again, of these fields or of all.

    What a hand said of an entry that this one stands for is taken back as well.
    """
    wanted, rank = list(names), ranks()
    entries: Any = model._default_manager
    together = [pk, *entries.filter(merged_into=pk).values_list("pk", flat=True)]
    made = []
    for row in read_rows(model, together):
        said = withdraw(row.said, wanted or list(row.said))
        if said != row.said:
            made.append((row.pk, compose(said, row.own, rank), {"updated_at": timezone.now()}))
    write_rows(model, made)
    recompose(model, [_stands_for(model, pk)])


def _stands_for(model: type[Entry], pk: int) -> int:
    """Return the entry that stands for one, which may be itself."""
    entries: Any = model._default_manager
    found: int | None = entries.filter(pk=pk).values_list("merged_into", flat=True).first()
    return found or pk


def recompose(model: type[Entry], ids: Iterable[int]) -> None:
    """Compose what entries show of what they and those that they stand for say."""
    wanted = set(ids)
    if not wanted:
        return
    entries: Any = model._default_manager
    members = entries.filter(merged_into__in=wanted)
    belongs: dict[int, int] = dict(members.values_list("pk", "merged_into"))
    is_closed = set(members.exclude(closed_at=None).values_list("pk", flat=True))
    said: dict[int, list[tuple[int, Statements]]] = {pk: [] for pk in wanted}
    standing = []
    for row in read_rows(model, wanted | belongs.keys()):
        if row.pk in belongs:
            words = _own_words(row, only_hands=row.pk in is_closed)
            said[belongs[row.pk]].append((row.pk, words))
        if row.pk in wanted:
            standing.append(row)
    rank, now = ranks(), timezone.now()
    made = []
    for row in standing:
        composed = compose(gathered(row.said, row.own, said[row.pk]), row.own, rank)
        if (composed.values, composed.provenance) != (row.shown, row.kept):
            made.append((row.pk, composed, {"updated_at": now}))
    write_rows(model, made)


def _own_words(row: Row, *, only_hands: bool) -> Statements:
    """Return what a member's source and hands said; hands hold though the source is silent."""
    own = () if only_hands else (row.own.source, row.own.record)
    words = {
        name: tuple(each for each in said if each.by_hand or each.speaker == own)
        for name, said in row.said.items()
    }
    return {name: said for name, said in words.items() if said}
