"""Answer for the city's staff: which entries may be the same, and what was decided of them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from geodata.models import Entry, SamePair
from geodata.statements import HOURS, flatten, selected, shape_of
from importers import clusters, merging
from importers.kinds import MODELS
from servicemap.origins import plain
from servicemap.problems import Conflict, NotFound, ParameterError
from servicemap.wording import chosen

ROWS = 20
STATUSES = tuple(SamePair.Status.values)
HIDDEN = ("keywords", "images", "routes", "departures", "all_day", "is_two_way")
DECISIONS = ("merge", "part")


@dataclass(frozen=True)
class DuplicatesQuery:
    """Which pairs: their status, and the page, counted from 1."""

    status: str
    page: int
    language: str

    @classmethod
    def from_params(cls, params: Mapping[str, str], language: str) -> DuplicatesQuery:
        """Read a mapping of texts, such as a form; raises ParameterError."""
        status = params.get("status") or SamePair.Status.PROPOSED.value
        if status not in STATUSES:
            raise ParameterError(
                "status", _("It is not one of %(choices)s.") % {"choices": ", ".join(STATUSES)}
            )
        page = params.get("page") or "1"
        if not page.isascii() or not page.isdigit() or not 1 <= int(page[:9]) <= 1_000_000:
            raise ParameterError("page", _("Give the number of a page, counted from 1."))
        return cls(status, int(page), language)


@dataclass(frozen=True)
class Side:
    """One entry of a pair."""

    pk: int
    name: str
    name_language: str
    source: str
    is_closed: bool


@dataclass(frozen=True)
class Compared:
    """One field of both, side by side."""

    field: str
    language: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        return self.one != self.other


@dataclass(frozen=True)
class Pair:
    """Two entries that may be the same, and everything that helps to decide."""

    pk: int
    noun: str
    status: str
    by_rule: bool
    percent: int
    reasons: tuple[dict[str, Any], ...]
    one: Side
    other: Side
    fields: tuple[Compared, ...]


@dataclass(frozen=True)
class DuplicatesAnswer:
    """One page of pairs; `count` is exact and counts all pages."""

    query: DuplicatesQuery
    pairs: tuple[Pair, ...]
    count: int
    counts: dict[str, int]

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // ROWS))


def answer(query: DuplicatesQuery) -> DuplicatesAnswer:
    """Return one page of pairs, the most alike first."""
    counts = {
        status: SamePair.objects.filter(status=status).count() for status in SamePair.Status.values
    }
    start = (query.page - 1) * ROWS
    rows = SamePair.objects.filter(status=query.status)[start : start + ROWS]
    pairs = tuple(pair for row in rows if (pair := _pair(row, query.language)))
    return DuplicatesAnswer(query, pairs, counts[query.status], counts)


def decide(pk: int, decision: str, seen: str, by: AbstractBaseUser) -> SamePair:
    """Merge or part a pair that was `seen` in a status.

    Raises NotFound, ParameterError, and Conflict when somebody else decided meanwhile.
    """
    if decision not in DECISIONS:
        raise ParameterError(
            "decision", _("It is not one of %(choices)s.") % {"choices": ", ".join(DECISIONS)}
        )
    with transaction.atomic():
        clusters.lock()
        pair = SamePair.objects.select_for_update().filter(pk=pk).first()
        if pair is None or _pair(pair, "") is None:
            raise NotFound(_("There is no such pair."))
        if pair.status != seen:
            raise Conflict(_("Somebody has decided this pair meanwhile. Look at it again."))
        act = merging.merge if decision == "merge" else merging.part
        act(pair, by)
        return pair


def _pair(row: SamePair, language: str) -> Pair | None:
    model = MODELS[row.noun]
    found: dict[int, Any] = model._default_manager.select_related("source").in_bulk(
        [row.one, row.other]
    )
    if len(found) < 2:
        return None  # one was deleted by hand
    return Pair(
        pk=row.pk,
        noun=row.noun,
        status=row.status,
        by_rule=row.by_rule,
        percent=round(row.score * 100),
        reasons=tuple(row.reasons),
        one=_side(found[row.one], language),
        other=_side(found[row.other], language),
        fields=_compared(model, found[row.one], found[row.other]),
    )


def _side(entry: Any, language: str) -> Side:
    name, spoken = chosen(entry.name, language)
    return Side(entry.pk, name, spoken, entry.source.name, entry.closed_at is not None)


def _compared(model: type[Entry], one: Any, other: Any) -> tuple[Compared, ...]:
    """Return every field that one of them fills, those that differ first."""
    said = [_read(model, entry.pk) for entry in (one, other)]
    names = sorted({name for each in said for name, value in each.items() if value})
    rows = []
    for name in names:
        field, _dot, language = name.partition(".")
        if field in HIDDEN or (field != HOURS and model._meta.get_field(field).is_relation):
            continue
        mine, theirs = (plain(field, each.get(name)) for each in said)
        if mine or theirs:
            rows.append(Compared(field, language, mine, theirs))
    return tuple(sorted(rows, key=lambda row: not row.differs))


def _read(model: type[Entry], pk: int) -> dict[str, str | None]:
    shape = shape_of(model)
    rows: Any = model._default_manager.raw(
        f"SELECT t.id, ARRAY[{selected(shape, 't')}] AS texts "  # noqa: S608 - our own columns
        f"FROM {shape.table} t WHERE t.id = %s",
        [pk],
    )
    return flatten(shape, rows[0].texts)
