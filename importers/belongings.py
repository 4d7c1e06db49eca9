"""Give what belongs to entries to the ones that stand for them, and remember whose it was.

What a source has put below its own entry is known to be that entry's, since relations never leave
their source. Only what hands made, or what could be of two, must be remembered.
"""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from psycopg2.extras import execute_values

from geodata.models import Entry, OpeningHours, Source
from geodata.provenance import HAND
from geodata.statements import recompose

Memory = dict[tuple[str, int], int]
"""Relation, such as "place.organisation", and primary key → the entry that it belongs to."""
Moved = dict[str, Any]
"""A memory as JSON: owner → relation → primary keys."""


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of a cluster: of which source, whether it has closed, and who stood for it."""

    pk: int
    source: int
    is_closed: bool
    root: int


@dataclass
class Belongings:
    """What belongs to entries of a model while it is arranged anew who stands for whom."""

    model: type[Entry]
    members: Mapping[int, Member]
    root_of: Mapping[int, int]
    memory: Memory
    kept: Memory = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sources = dict(Source.objects.values_list("key", "pk"))
        self.clusters: dict[int, list[Member]] = {}
        for each in self.members.values():
            self.clusters.setdefault(each.root, []).append(each)

    def move(self) -> None:
        """Move everything; `kept` then holds what is to be remembered."""
        touched: dict[type[Entry], set[int]] = {}
        for relation in _relations(self.model):
            composed = self._move_relation(relation)
            if composed:
                child: Any = relation.model
                touched.setdefault(child, set()).update(composed)
        for model, ids in touched.items():
            recompose(model, ids)

    def _move_relation(self, relation: Any) -> set[int]:
        """Move what one relation tells of; returns which of it is to be composed anew."""
        key = key_of(relation)
        moves, rewritten, composed = [], [], set()
        for pk, owner, source, standing, said in self._rows(relation, key):
            if said and self._rewrite(said):
                rewritten.append((pk, json.dumps(said, ensure_ascii=False)))
            if owner in self.members or (key, pk) in self.memory:
                by_hand = bool(said) and said["source"] == HAND
                target = self._target(relation, (key, pk), owner, None if by_hand else source)
                if target != owner:
                    moves.append((pk, target))
            if said or standing:
                composed.add(standing or pk)
        self._write(relation, moves, rewritten)
        return composed if moves or rewritten else set()

    def _target(
        self, relation: Any, key: tuple[str, int], at: int | None, source: int | None
    ) -> int | None:
        owner, is_certain = self._owner(key, at, source)
        target: int | None = self.root_of.get(owner, owner) if owner else owner
        if target == key[1] and relation.model is self.model:
            target = None  # nothing is a part of itself
        if owner is not None and target != owner and not is_certain:
            self.kept[key] = owner
        return target

    def _owner(
        self, key: tuple[str, int], at: int | None, source: int | None
    ) -> tuple[int | None, bool]:
        """Return to which entry something belongs by nature, and whether that needs no memory."""
        remembered = self.memory.get(key)
        if remembered not in self.members:
            remembered = None
        if at is None:
            return remembered, False
        cluster = self.clusters[self.members[at].root]
        own = [each for each in cluster if each.source == source]
        if len(own) == 1:
            return own[0].pk, True
        return remembered or at, False

    def _rewrite(self, said: dict[str, Any]) -> bool:
        """Let what sources say beside what is shown name the entries that stand from now on."""
        changed = False
        for each in said.get("others", ()):
            value = each["value"] or ""
            if not value.isdigit() or int(value) not in self.members:
                continue
            source = self.sources.get(each["source"])
            owner, _ = self._owner(("", 0), int(value), source)
            target = str(self.root_of[owner or int(value)])
            changed |= target != value
            each["value"] = target
        return changed

    def _rows(self, relation: Any, key: str) -> list[Any]:
        is_entry = issubclass(relation.model, Entry)
        said = f"c.provenance -> '{relation.name}'"
        columns = f"c.source_pk, c.merged_into_id, {said}" if is_entry else "NULL, NULL, NULL"
        beside = (
            f"OR c.provenance ? '{relation.name}' AND EXISTS (SELECT 1 FROM "
            f"jsonb_array_elements({said} -> 'others') o WHERE o ->> 'value' = ANY(%(texts)s))"
        )
        values: dict[str, Any] = {
            "ids": list(self.members),
            "texts": [str(pk) for pk in self.members],
            "remembered": [pk for name, pk in self.memory if name == key],
        }
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT c.id, c.{relation.column}, {columns} FROM {_table(relation)} c "
                f"WHERE c.{relation.column} = ANY(%(ids)s) OR c.id = ANY(%(remembered)s) "
                f"{beside if is_entry else ''} ORDER BY c.id",
                values,
            )
            return [(*row[:4], row[4] and _loaded(row[4])) for row in cursor.fetchall()]

    def _write(self, relation: Any, moves: Sequence[Any], rewritten: Sequence[Any]) -> None:
        table = _table(relation)
        with connection.cursor() as cursor:
            execute_values(
                cursor.cursor,
                f"UPDATE {table} c SET {relation.column} = n.target::bigint "
                "FROM (VALUES %s) n (id, target) WHERE c.id = n.id",
                moves,
                page_size=1_000,
            )
            execute_values(
                cursor.cursor,
                f"UPDATE {table} c SET provenance = "
                f"jsonb_set(c.provenance, '{{{relation.name}}}', n.said::jsonb) "
                "FROM (VALUES %s) n (id, said) WHERE c.id = n.id",
                rewritten,
                page_size=1_000,
            )


def remembered(moved: Iterable[Moved]) -> Memory:
    """Read memories that pairs keep."""
    return {
        (key, pk): int(owner)
        for each in moved
        for owner, children in each.items()
        for key, ids in children.items()
        for pk in ids
    }


def as_moved(memory: Memory) -> Moved:
    """Write a memory as a pair keeps it."""
    moved: Moved = {}
    for (key, pk), owner in sorted(memory.items()):
        moved.setdefault(str(owner), {}).setdefault(key, []).append(pk)
    return moved


def key_of(relation: Any) -> str:
    """Return how a memory calls a relation."""
    return f"{relation.model._meta.model_name}.{relation.name}"


def _loaded(said: Any) -> Any:
    return json.loads(said) if isinstance(said, str) else said


def _table(relation: Any) -> str:
    return str(relation.model._meta.db_table)


def _relations(model: type[Entry]) -> list[models.ForeignKey[Any, Any]]:
    """Return the relations of what belongs to entries of a model and can belong to another."""
    found: Any = (each.field for each in model._meta.related_objects if each.one_to_many)
    return [
        each
        for each in found
        if each.name != "merged_into" and each.model is not OpeningHours and not _is_unique(each)
    ]


def _is_unique(relation: Any) -> bool:
    """Say whether two owners may have the same, so that it cannot become one's."""
    return any(
        relation.name in each.fields
        for each in relation.model._meta.constraints
        if isinstance(each, models.UniqueConstraint)
    )
