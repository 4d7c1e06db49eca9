"""Work out which entry stands for which, from the pairs that are the same and from nothing else."""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q
from psycopg2.extras import execute_values

from geodata.models import Entry, SamePair
from geodata.search import indexing
from geodata.statements import recompose
from importers.belongings import Belongings, Member, Moved, as_moved, remembered
from importers.kinds import MODELS

LOCK = 1_936_551_530  # any number, the same for ever


class Union:
    """Which entries hang together."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.parent = {pk: pk for pk in ids}

    def root(self, pk: int) -> int:
        while self.parent[pk] != pk:
            self.parent[pk] = pk = self.parent[self.parent[pk]]
        return pk

    def join(self, one: int, other: int) -> None:
        self.parent[self.root(one)] = self.root(other)

    def groups(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for pk in sorted(self.parent):
            found.setdefault(self.root(pk), []).append(pk)
        return list(found.values())


@dataclass
class Clusters:
    """Some entries, everything that hangs together with them, and why: the merged pairs."""

    noun: str
    members: dict[int, Member] = field(default_factory=dict)
    pairs: list[SamePair] = field(default_factory=list)

    @property
    def model(self) -> type[Entry]:
        return MODELS[self.noun]

    def union(self) -> Union:
        """Return what hangs together by the pairs."""
        union = Union(self.members)
        for pair in self.pairs:
            if pair.one in self.members and pair.other in self.members:
                union.join(pair.one, pair.other)
        return union

    def arrange(self, also: Iterable[Moved] = ()) -> None:
        """Let the oldest open one stand for each group, and give it what belongs to all.

        `also` remembers more of whose things are, beside what the pairs do.
        """
        groups = self.union().groups()
        root_of = {pk: root for group in groups for root in [self._standing(group)] for pk in group}
        before = {pk: each.root for pk, each in self.members.items()}
        changed = {pk for pk in root_of if root_of[pk] != before[pk]}
        self._write(changed, root_of)
        memory = remembered([*(pair.moved for pair in self.pairs), *also])
        belongings = Belongings(self.model, self.members, root_of, memory)
        belongings.move()
        self._remember(root_of, belongings)
        both = {each[pk] for pk in changed for each in (root_of, before) if each[pk] in root_of}
        recompose(self.model, changed | both)
        indexing.refresh(self.model, changed | both)

    def _standing(self, group: list[int]) -> int:
        def order(pk: int) -> tuple[bool, bool, int]:
            each = self.members[pk]
            return each.is_closed, each.root != pk, pk

        return min(group, key=order)

    def _write(self, changed: set[int], root_of: dict[int, int]) -> None:
        rows = [(pk, root_of[pk]) for pk in sorted(changed)]
        with connection.cursor() as cursor:
            execute_values(
                cursor.cursor,
                f"UPDATE {self.model._meta.db_table} t SET merged_into_id = NULLIF(n.root, n.id) "
                "FROM (VALUES %s) n (id, root) WHERE t.id = n.id",
                rows,
                page_size=1_000,
            )

    def _remember(self, root_of: dict[int, int], belongings: Belongings) -> None:
        """Let the first pair of each group remember what is to be remembered of all."""
        of_group: dict[int, dict[tuple[str, int], int]] = {}
        for key, owner in belongings.kept.items():
            of_group.setdefault(root_of[owner], {})[key] = owner
        changed = []
        for pair in sorted(self.pairs, key=lambda each: each.pk):
            moved = as_moved(of_group.pop(root_of.get(pair.one, 0), {}))
            if moved != pair.moved:
                pair.moved = moved
                changed.append(pair)
        SamePair.objects.bulk_update(changed, ["moved"], batch_size=1_000)


def gather(noun: str, ids: Iterable[int]) -> Clusters:
    """Find everything that hangs together with some entries."""
    model: Any = MODELS[noun]
    members: dict[int, Member] = {}
    pairs: dict[int, SamePair] = {}
    known: set[int] = set()
    fresh = set(ids)
    while fresh:
        known |= fresh
        near: set[int] = set()
        rows = model._default_manager.filter(Q(pk__in=fresh) | Q(merged_into__in=fresh))
        for pk, source, closed, root in rows.values_list(
            "pk", "source", "closed_at", "merged_into"
        ):
            members[pk] = Member(pk, source, closed is not None, root or pk)
            near |= {pk, root or pk}
        merged = SamePair.objects.filter(noun=noun, status=SamePair.Status.MERGED)
        for pair in merged.filter(Q(one__in=fresh) | Q(other__in=fresh)):
            pairs[pair.pk] = pair
            near |= {pair.one, pair.other}
        fresh = near - known
    return Clusters(noun, members, list(pairs.values()))


def lock() -> None:
    """Wait until nobody else decides who stands for whom; holds until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
