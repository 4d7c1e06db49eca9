"""Bring changed rows in step field by field, so that nothing said by hand or by others is lost."""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from geodata.models import Source
from geodata.provenance import compose, restate
from geodata.statements import HOURS, Shape, flatten, iso, ranks, row_of, selected, shape_of
from geodata.statements import write_rows as write
from importers.kinds import Kind

BATCH = 1_000


def update_changed(kind: Kind, differs: str, values: dict[str, Any]) -> int:
    """Update the rows of a source whose staged record `differs` (SQL); returns how many."""
    shape = shape_of(kind.model)
    rank, now = ranks(), iso(values["now"])
    number = 0
    for batch in _changed(shape, kind, differs, values):
        made = []
        for found in batch:
            width = len(shape.columns) + shape.has_hours
            row = row_of(shape, found[: -1 - width])
            staged = flatten(shape, found[-width:])
            said = restate(row.said, (row.own.source, row.own.record), staged, now)
            further = {
                "fingerprint": found[-1 - width],
                "closed_at": None,
                "updated_at": values["now"],
            }
            made.append((row.pk, compose(said, row.own, rank), further))
        write(kind.model, made)
        number += len(made)
    return number


def _changed(
    shape: Shape, kind: Kind, differs: str, values: dict[str, Any]
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield batches of: what `row_of` takes, the new fingerprint, the staged texts."""
    staged = [f's."{each.column}"::text' for each in shape.columns]
    if shape.has_hours:
        staged.append(f"s.{HOURS}::jsonb::text")
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, k.key, t.source_id, t.created_at, t.provenance::text, "
            f"{selected(shape, 't')}, s.fingerprint, {', '.join(staged)} "
            f"FROM {kind.table} t JOIN {kind.staging} s "
            f"ON t.source_pk = %(source)s AND t.source_id = s.source_id "
            f"JOIN {Source._meta.db_table} k ON k.id = t.source_pk "
            f"WHERE NOT t.is_withdrawn AND (t.closed_at IS NOT NULL OR {differs})",
            values,
        )
        while batch := cursor.fetchmany(BATCH):
            yield batch
