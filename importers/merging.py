"""Let one entry stand for several that describe the same thing, and part them again.

Every source keeps its own entry. One of them, the oldest that is open, stands for all: it shows
what `geodata.provenance` composes of them, and what belongs to the others (places, events,
entrances …) belongs to it. Their ids keep working, since each leads to the one. Who stands for whom
follows from the pairs that are merged, in whatever order that was decided.
"""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import datetime as dt
import json
from collections import deque
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from geodata.models import Entry, Instance, SamePair
from geodata.statements import recompose
from importers.belongings import Moved
from importers.clusters import Clusters, gather, lock
from importers.kinds import MODELS

MERGED, APART, PROPOSED = (
    SamePair.Status.MERGED,
    SamePair.Status.APART,
    SamePair.Status.PROPOSED,
)


def merge(pair: SamePair, by: AbstractBaseUser | None = None) -> Entry:
    """Merge the two entries of a pair; returns the one that stands for both.

    A pair that is merged already stays so. `by` is who decided; None is the rule, which keeps to
    what people have decided.
    """
    model: Any = MODELS[pair.noun]
    with transaction.atomic():
        merge_all([pair], by)
        one: Entry = model._default_manager.get(pk=pair.one)
        return one.merged_into or one


def merge_all(pairs: list[SamePair], by: AbstractBaseUser | None = None) -> None:
    """Merge pairs of one noun; the number of statements does not grow with theirs.

    By rule, what a person has parted, or one source tells apart, is not merged by way of a third;
    such a pair stays proposed.
    """
    if not pairs:
        return
    noun = pairs[0].noun
    with transaction.atomic():
        lock()
        clusters = gather(noun, {pk for pair in pairs for pk in (pair.one, pair.other)})
        there = [
            each
            for each in pairs
            if each.one in clusters.members and each.other in clusters.members
        ]
        agreed = there if by else _agreed(clusters, there)
        if not agreed:
            return
        _decide(agreed, MERGED, by)
        known = {pair.pk for pair in agreed}
        clusters.pairs = [each for each in clusters.pairs if each.pk not in known] + agreed
        clusters.arrange()


def part(pair: SamePair, by: AbstractBaseUser | None = None) -> None:
    """Say that the two are not the same; what was merged is parted again.

    Where others hold them together, each of these goes with the one that it is most like, and is
    proposed for the other.
    """
    with transaction.atomic():
        lock()
        clusters = gather(pair.noun, [pair.one, pair.other])
        moved = [each.moved for each in clusters.pairs]
        clusters.pairs = [each for each in clusters.pairs if each.pk != pair.pk]
        _decide([pair], APART, by)
        while path := _path(clusters.pairs, pair.one, pair.other):
            weakest = min(path, key=lambda each: (not each.by_rule, each.score, -each.pk))
            clusters.pairs.remove(weakest)
            _decide([weakest], PROPOSED, by)
        clusters.arrange(moved)


def settle(noun: str, now: dt.datetime) -> None:
    """After a sync at `now`: let an open entry stand for each that has closed, and compose anew."""
    model: Any = MODELS[noun]
    forgotten = _forget_deleted(noun)
    if ids := _out_of_step(noun):
        gather(noun, ids).arrange(forgotten)
    touched = model._default_manager.filter(updated_at=now).exclude(merged_into=None, merged=None)
    recompose(model, set(touched.values_list(Coalesce("merged_into_id", "id"), flat=True)))


def _agreed(clusters: Clusters, pairs: list[SamePair]) -> list[SamePair]:
    """Keep those, the most alike first, that put nothing together that is known to be apart."""
    ids = list(clusters.members)
    entries: Any = clusters.model._default_manager
    told = dict(entries.filter(pk__in=ids).values_list("pk", "identifiers"))
    parted = SamePair.objects.filter(noun=clusters.noun, status=APART).filter(
        Q(one__in=ids) & Q(other__in=ids)
    )
    apart = [(each.one, each.other) for each in parted]
    union = clusters.union()
    inside = {union.root(group[0]): group for group in union.groups()}
    agreed = []
    for pair in sorted(pairs, key=lambda each: (-each.score, each.one, each.other)):
        roots = union.root(pair.one), union.root(pair.other)
        if roots[0] != roots[1]:
            one, other = (inside[root] for root in roots)
            members = clusters.members
            if {union.root(a) for a, b in apart if {union.root(a), union.root(b)} == {*roots}}:
                continue
            if _sources(members, one) & _sources(members, other) or _differ(told, one, other):
                continue
            union.join(pair.one, pair.other)
            inside[union.root(pair.one)] = one + other
        agreed.append(pair)
    return agreed


def _sources(members: Any, group: list[int]) -> set[int]:
    return {members[pk].source for pk in group if not members[pk].is_closed}


def _differ(told: dict[int, list[str]], one: list[int], other: list[int]) -> bool:
    """Say whether the same kind of identifier names two different things."""
    sides: list[dict[str, set[str]]] = [{}, {}]
    for side, group in zip(sides, (one, other), strict=True):
        for pk in group:
            for each in told[pk]:
                side.setdefault(each.split(":")[0], set()).add(each)
    shared = sides[0].keys() & sides[1].keys()
    return any(not sides[0][scheme] & sides[1][scheme] for scheme in shared)


def _path(pairs: list[SamePair], start: int, end: int) -> list[SamePair]:
    """Return pairs that lead from one entry to another; empty when none do."""
    came: dict[int, tuple[int, SamePair]] = {}
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        for pair in pairs:
            if at not in (pair.one, pair.other):
                continue
            beyond = pair.other if at == pair.one else pair.one
            if beyond != start and beyond not in came:
                came[beyond] = (at, pair)
                waiting.append(beyond)
    path = []
    while end in came:
        end, pair = came[end]
        path.append(pair)
    return path


def _forget_deleted(noun: str) -> list[Moved]:
    """Delete the pairs of entries that were deleted by hand; returns what they remembered."""
    table = MODELS[noun]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {SamePair._meta.db_table} p WHERE p.noun = %s AND NOT "
            f"(EXISTS (SELECT 1 FROM {table} t WHERE t.id = p.one) "
            f"AND EXISTS (SELECT 1 FROM {table} t WHERE t.id = p.other)) RETURNING p.moved::text",
            [noun],
        )
        return [json.loads(moved) for (moved,) in cursor.fetchall()]


def _out_of_step(noun: str) -> list[int]:
    """Find where an open entry could stand for one that has closed, and what deletions tore."""
    table, pair = MODELS[noun]._meta.db_table, SamePair._meta.db_table
    merged = f"p.noun = %(noun)s AND p.status = '{MERGED}'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.id FROM {table} t JOIN {table} m ON m.merged_into_id = t.id
            WHERE t.closed_at IS NOT NULL AND m.closed_at IS NULL
            UNION
            SELECT a.id FROM {pair} p
            JOIN {table} a ON a.id = p.one JOIN {table} b ON b.id = p.other
            WHERE {merged}
              AND COALESCE(a.merged_into_id, a.id) <> COALESCE(b.merged_into_id, b.id)
            UNION
            SELECT t.id FROM {table} t WHERE t.merged_into_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM {pair} p WHERE {merged} AND p.one = t.id)
              AND NOT EXISTS (SELECT 1 FROM {pair} p WHERE {merged} AND p.other = t.id)
            """,
            {"noun": noun},
        )
        return [pk for (pk,) in cursor.fetchall()]


def _decide(pairs: Iterable[SamePair], status: str, by: AbstractBaseUser | None) -> None:
    """Write down what was decided of pairs; `by` nobody is the rule."""
    found, now = list(pairs), timezone.now()
    for pair in found:
        pair.status = status
        pair.by_rule = by is None
        pair.decided_by = by  # type: ignore[assignment]
        pair.decided_at = now
        pair.moved = pair.moved if status == MERGED else {}
    SamePair.objects.filter(pk__in=[pair.pk for pair in found]).update(
        status=status, by_rule=by is None, decided_by=by, decided_at=now
    )
    if status != MERGED:
        SamePair.objects.filter(pk__in=[pair.pk for pair in found]).update(moved={})
    Instance.objects.filter(pk=1).update(revision=F("revision") + 1)
