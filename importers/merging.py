"""Let one entry stand for several that describe the same thing, and part them again.

Every source keeps its own entry. One of them, the oldest that is open, stands for all: it shows
what `geodata.provenance` composes of them, and what belongs to the others (places, events,
entrances …) belongs to it. Their ids keep working, since each leads to the one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from geodata.models import Entry, Instance, OpeningHours, SamePair
from geodata.provenance import HAND, Statements, compose, gathered
from geodata.search import indexing
from geodata.statements import Row, ranks, read_rows, write_rows
from importers.kinds import MODELS

Children = dict[str, list[int]]
"""Model and field, such as "place.organisation" → primary keys of what belongs to an entry."""


def merge(pair: SamePair, by: AbstractBaseUser | None = None) -> Entry:
    """Merge the two entries of a pair; returns the one that stands for both.

    A pair that is merged already stays so. `by` is who decided; None is the rule.
    """
    with transaction.atomic():
        merge_all([pair], by)
        return _standing(MODELS[pair.noun], pair.one)


def merge_all(pairs: list[SamePair], by: AbstractBaseUser | None = None) -> None:
    """Merge pairs of one noun; the number of statements does not grow with theirs."""
    if not pairs:
        return
    model = MODELS[pairs[0].noun]
    with transaction.atomic():
        clusters = _Clusters(model, {pk for pair in pairs for pk in (pair.one, pair.other)})
        for pair in pairs:
            clusters.join(pair)
        clusters.save()
        _decide(pairs, SamePair.Status.MERGED, by)


class _Clusters:
    """Who stands for whom while pairs are merged, oldest open first."""

    def __init__(self, model: type[Entry], ids: set[int]) -> None:
        self.model = model
        mentioned = _all(model).filter(pk__in=ids).values_list("pk", "merged_into")
        roots = {root or pk for pk, root in mentioned}
        together = _all(model).filter(Q(pk__in=roots) | Q(merged_into__in=roots))
        rows = list(together.select_for_update(of=("self",)).order_by("pk"))
        self.root: dict[int, int] = {row.pk: row.merged_into_id or row.pk for row in rows}
        self.is_closed: dict[int, bool] = {row.pk: row.closed_at is not None for row in rows}
        self.before = dict(self.root)
        self.left: dict[int, SamePair] = {}

    def join(self, pair: SamePair) -> None:
        """Let the older open one of two clusters stand for both."""
        roots = {self.root[pair.one], self.root[pair.other]}
        if len(roots) == 1:
            return
        kept, left = sorted(roots, key=lambda pk: (self.is_closed[pk], pk))
        members = [pk for pk, root in self.root.items() if root == left and pk != left]
        for pk in (left, *members):
            self.root[pk] = kept
        pair.moved = {"entry": left, "members": members, "children": {}}
        self.left[left] = pair

    def save(self) -> None:
        """Write who stands for whom, move what belongs to those that left, compose anew."""
        changed = {pk: root for pk, root in self.root.items() if root != self.before[pk]}
        made: Any = self.model
        rows = [made(pk=pk, merged_into_id=root) for pk, root in changed.items()]
        _all(self.model).bulk_update(rows, ["merged_into"], batch_size=1_000)
        moved = _move_all(self.model, {pk: self.root[pk] for pk in self.left})
        for left, pair in self.left.items():
            for pk in (left, *pair.moved["members"]):
                for name, ids in moved.get(pk, {}).items():
                    pair.moved["children"].setdefault(name, []).extend(ids)
        recompose(self.model, {self.root[pk] for pk in changed})
        indexing.refresh(self.model, {*changed, *(self.root[pk] for pk in changed)})


def part(pair: SamePair, by: AbstractBaseUser | None = None) -> None:
    """Say that the two are not the same; what was merged is parted again, as it was before."""
    model = MODELS[pair.noun]
    with transaction.atomic():
        if pair.moved:
            left, members = pair.moved["entry"], pair.moved["members"]
            kept = _standing(model, left).pk
            _all(model).filter(pk=left).update(merged_into=None)
            _all(model).filter(pk__in=members, merged_into=kept).update(merged_into=left)
            _move_back(model, kept, left, pair.moved["children"])
            recompose(model, [kept, left])
            indexing.refresh(model, [kept, left])
            pair.moved = {}
        _decide([pair], SamePair.Status.APART, by)


def settle(noun: str, now: dt.datetime) -> None:
    """After a sync at `now`: let an open entry stand for each that has closed, and compose anew."""
    model = MODELS[noun]
    closed = _all(model).filter(closed_at__isnull=False, merged__closed_at=None, merged_into=None)
    for entry in closed.distinct():
        _succeed(model, entry)
    touched = _all(model).filter(updated_at=now).exclude(merged_into=None, merged=None)
    standing = touched.values_list(Coalesce("merged_into_id", "id"), flat=True)
    recompose(model, set(standing))


def recompose(model: type[Entry], ids: Iterable[int]) -> None:
    """Compose what entries show of what they and their members say."""
    wanted = set(ids)
    if not wanted:
        return
    members = _all(model).filter(merged_into__in=wanted).order_by("pk")
    belongs = dict(members.values_list("pk", "merged_into"))
    is_closed = set(members.exclude(closed_at=None).values_list("pk", flat=True))
    said: dict[int, list[tuple[int, Statements]]] = {pk: [] for pk in wanted}
    for row in read_rows(model, belongs):
        found = _by_hand(row) if row.pk in is_closed else row.said
        said[belongs[row.pk]].append((row.pk, found))
    rank, now = ranks(), timezone.now()
    made = []
    for row in read_rows(model, wanted):
        composed = compose(gathered(row.said, row.own, said[row.pk]), row.own, rank)
        if (composed.values, composed.provenance) != (row.shown, row.kept):
            made.append((row.pk, composed, {"updated_at": now}))
    write_rows(model, made)


def _by_hand(row: Row) -> Statements:
    """Return what hands said of a closed member: that holds although its source is silent."""
    hands = {name: tuple(s for s in said if s.source == HAND) for name, said in row.said.items()}
    return {name: said for name, said in hands.items() if said}


def _succeed(model: type[Entry], entry: Entry) -> None:
    """Let the oldest open member stand in for an entry that has closed."""
    heir = _all(model).filter(merged_into=entry, closed_at=None).order_by("pk").first()
    if heir is None:
        return
    _all(model).filter(merged_into=entry).update(merged_into=heir)
    _all(model).filter(pk=heir.pk).update(merged_into=None)
    _all(model).filter(pk=entry.pk).update(merged_into=heir)
    moved = _move_all(model, {entry.pk: heir.pk}).get(entry.pk, {})
    noun = next(noun for noun, each in MODELS.items() if each is model)
    pairs = SamePair.objects.filter(noun=noun, status=SamePair.Status.MERGED)
    for pair in pairs.filter(moved__entry=heir.pk):
        # From now on it is the closed one that would leave, with what was its own.
        own = pair.moved["children"]
        children = {
            name: [pk for pk in ids if pk not in own.get(name, ())] for name, ids in moved.items()
        }
        pair.moved = {"entry": entry.pk, "members": [], "children": children}
        pair.save(update_fields=["moved"])
    recompose(model, [entry.pk, heir.pk])


def _all(model: type[Entry]) -> Any:
    """Return the manager of a model whose name is known only when this runs."""
    return model._default_manager


def _standing(model: type[Entry], pk: int) -> Entry:
    entry: Any = _all(model).select_for_update(of=("self",)).get(pk=pk)
    return entry if entry.merged_into_id is None else _standing(model, entry.merged_into_id)


def _relations(model: type[Entry]) -> list[models.ForeignKey[Any, Any]]:
    """Return the relations of what belongs to entries of a model."""
    found: Any = (each.field for each in model._meta.related_objects if each.one_to_many)
    return [each for each in found if each.name != "merged_into" and each.model is not OpeningHours]


def _move_all(model: type[Entry], targets: dict[int, int]) -> dict[int, Children]:
    """Give what belongs to entries to others (from → to); returns what was whose."""
    moved: dict[int, Children] = {}
    for relation in _relations(model):
        key = f"{relation.model._meta.model_name}.{relation.name}"
        found: Any = relation.model._default_manager
        rows = list(
            found.filter(**{f"{relation.name}__in": list(targets)}).only("pk", relation.name)
        )
        for row in sorted(rows, key=lambda each: each.pk):
            owner = getattr(row, relation.attname)
            moved.setdefault(owner, {}).setdefault(key, []).append(row.pk)
            setattr(row, relation.attname, targets[owner])
        found.bulk_update(rows, [relation.name], batch_size=1_000)
    return moved


def _move_back(model: type[Entry], source: int, target: int, children: Children) -> None:
    """Give back what was moved, as far as it still belongs to whom it was given."""
    for relation in _relations(model):
        key = f"{relation.model._meta.model_name}.{relation.name}"
        rows: Any = relation.model._default_manager
        mine = rows.filter(pk__in=children.get(key, ()), **{relation.name: source})
        mine.update(**{relation.name: target})


def _decide(pairs: list[SamePair], status: SamePair.Status, by: AbstractBaseUser | None) -> None:
    for pair in pairs:
        pair.status = status
        pair.by_rule = by is None
        pair.decided_by = by  # type: ignore[assignment]
        pair.decided_at = timezone.now()
    changed = ["status", "by_rule", "decided_by", "decided_at", "moved"]
    SamePair.objects.bulk_update(pairs, changed, batch_size=1_000)
    Instance.objects.filter(pk=1).update(revision=F("revision") + 1)
