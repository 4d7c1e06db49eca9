"""Write very many rows at once: COPY into the tables of models, indexes made afterwards."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, connections, models

from tests.benchmarks.region import FIRST

BATCH = 20_000


class Table:
    """The table of a model: rows are given by field, what is not given has its default."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = model._meta.concrete_fields
        self.name = model._meta.db_table
        self._columns = {field.attname: at for at, field in enumerate(fields)}
        self._titles = ", ".join(f'"{field.column}"' for field in fields)
        self._usual = [_usual(field) for field in fields]
        self._lines: list[str] = []
        self._next = FIRST

    def add(self, **given: Any) -> int:
        """Keep a row, and return its id; many are written together."""
        row, pk = self._usual.copy(), self._next
        row[self._columns["id"]] = str(pk)
        self._next += 1
        for name, value in given.items():
            row[self._columns[name]] = written(value)
        self._lines.append("\t".join(row))
        if len(self._lines) >= BATCH:
            self.flush()
        return pk

    def flush(self) -> None:
        """Write what is kept."""
        if not self._lines:
            return
        text = StringIO("\n".join(self._lines) + "\n")
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {self.name} ({self._titles}) FROM STDIN", text)
        self._lines.clear()


def written(value: Any) -> str:
    """Return a value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace("\n", "\\n")  # ours have no tabs
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).replace("\\", "\\\\")
    if isinstance(value, list | tuple):  # of plain keys
        return "{" + ",".join(value) + "}"
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return str(value)


def _usual(field: Any) -> str:
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return json.dumps(value, cls=DjangoJSONEncoder)
    if isinstance(field, ArrayField):
        return "{}"
    return written(value)


@contextmanager
def without_indexes(tables: Sequence[str]) -> Iterator[None]:
    """Take away the indexes that no constraint needs, and all triggers; make them at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes i WHERE tablename = ANY(%s) AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
            [list(tables)],
        )
        indexes = dict(cursor.fetchall())
        for name in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(_make, indexes.values()))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {table}")
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            if sequence := cursor.fetchone()[0]:
                highest = f"(SELECT max(id) FROM {table})"  # noqa: S608 - a name of our own
                cursor.execute(f"SELECT setval(%s, {highest})", [sequence])


def _make(definition: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(definition)
    connections.close_all()
