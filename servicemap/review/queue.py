"""Answer for a reviewer: what waits for the city, since when, and who is at it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, F, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.models import SamePair
from servicemap.editing.revisions import TAKEN
from servicemap.models import Claim, Report, Revision, Standing
from servicemap.problems import ParameterError

ROWS = 25
MOST_PAGES = 1_000
MOST_LOOKED_THROUGH = 200  # for the next one that nobody is at
State = Revision.State


def _handed_in() -> QuerySet[Any]:
    return Revision.objects.filter(state=State.SUBMITTED).annotate(at=F("submitted_at"))


def _published() -> QuerySet[Any]:
    rows = Revision.objects.filter(state=State.PUBLISHED, was_trusted=True, looked_at=None)
    return rows.annotate(at=F("decided_at"))


def _stale() -> QuerySet[Any]:
    """Return those whose people were asked in vain whether it holds, and that are still shown."""
    asked = Standing.objects.filter(asked_at__isnull=False, archived_at=None)
    stale = asked.filter(
        organisation__unconfirmed_since__isnull=False, organisation__closed_at=None
    )
    return stale.annotate(at=F("asked_at"))


# What waits, and where it stands; each has a moment `at` since when, by which it is indexed.
KINDS: dict[str, Callable[[], QuerySet[Any]]] = {
    "new": lambda: _handed_in().filter(organisation=None),
    "changed": lambda: _handed_in().filter(organisation__isnull=False),
    "claimed": lambda: Claim.objects.filter(state=Claim.State.OPEN).annotate(at=F("made_at")),
    "reported": lambda: Report.objects.filter(state=Report.State.OPEN).annotate(at=F("made_at")),
    "stale": _stale,
    "published": _published,
}
OF_REVISIONS = ("new", "changed", "published")
WHOSE = ("", "free", "mine")
ORDERS = ("oldest", "newest")
AGES = (0, 1, 7, 30)  # days


@dataclass(frozen=True)
class Key:
    """What tells one thing that waits from the others, and since when it does."""

    kind: str
    pk: int
    at: dt.datetime

    def __str__(self) -> str:
        return f"{self.kind}.{self.pk}.{self.at.isoformat()}"

    @classmethod
    def read(cls, text: str) -> Key | None:
        """Read what `str` wrote; None for anything else."""
        kind, _dot, rest = text.partition(".")
        number, _dot, moment = rest.partition(".")
        if kind not in KINDS or not (number.isascii() and number.isdigit() and len(number) < 18):
            return None
        try:
            at = dt.datetime.fromisoformat(moment)
        except ValueError:
            return None
        return cls(kind, int(number), at) if at.tzinfo else None


@dataclass(frozen=True)
class QueueQuery:
    """Which of what waits: its kind, for how many days at least, whom it is taken by."""

    kind: str = ""
    days: int = 0
    whose: str = ""
    order: str = "oldest"
    page: int = 1
    language: str = "en"

    @classmethod
    def from_params(cls, params: Mapping[str, str], language: str) -> QueueQuery:
        """Read a mapping of texts, such as a form; raises ParameterError."""
        page = params.get("page") or "1"
        if not page.isascii() or not page.isdigit() or not 1 <= int(page[:9]) <= MOST_PAGES:
            raise ParameterError("page", _("Give the number of a page, counted from 1."))
        return cls(
            kind=_one_of(params, "kind", ("", *KINDS)),
            days=int(_one_of(params, "days", tuple(map(str, AGES)))),
            whose=_one_of(params, "whose", WHOSE),
            order=_one_of(params, "order", ORDERS),
            page=int(page),
            language=language,
        )

    def as_params(self) -> dict[str, str]:
        """Return what an address has to say of it, but for the page."""
        usual = QueueQuery()
        names = ("kind", "days", "whose", "order")
        return {
            name: str(getattr(self, name))
            for name in names
            if getattr(self, name) != getattr(usual, name)
        }


@dataclass(frozen=True)
class Waiting:
    """One thing that waits."""

    key: Key
    about: Any  # the Revision, Claim, Report or Standing
    held_by: User | None = None  # the reviewer who is at it just now
    held_since: dt.datetime | None = None


@dataclass(frozen=True)
class QueueAnswer:
    """One page of what waits; `counts` are of all, by kind."""

    query: QueueQuery
    rows: tuple[Waiting, ...]
    has_more: bool
    counts: dict[str, int]
    pairs: int  # that may be the same

    @property
    def first(self) -> int:
        """Return the number of the first row, counted from 1."""
        return (self.query.page - 1) * ROWS + 1

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def answer(query: QueueQuery, reviewer: User) -> QueueAnswer:
    """Return one page; as many queries whatever waits."""
    start = (query.page - 1) * ROWS
    keys = _keys(query, reviewer, start, ROWS + 1)
    return QueueAnswer(
        query=query,
        rows=tuple(_filled(keys[:ROWS])),
        has_more=len(keys) > ROWS,
        counts=counts(),
        pairs=SamePair.objects.filter(status=SamePair.Status.PROPOSED).count(),
    )


def counts() -> dict[str, int]:
    """Return how many of each kind wait."""
    is_new = Q(organisation=None)
    handed_in = _handed_in().aggregate(
        new=Count("pk", filter=is_new), changed=Count("pk", filter=~is_new)
    )
    return {
        kind: handed_in[kind] if kind in handed_in else rows().count()
        for kind, rows in KINDS.items()
    }


def following(query: QueueQuery, reviewer: User, after: Key | None) -> Key | None:
    """Return what comes next for a reviewer: what no other is at; None when there is nothing."""
    for start in (after, None) if after else (None,):
        keys = _keys(query, reviewer, 0, MOST_LOOKED_THROUGH, since=start)
        held = {each.key for each in _filled(keys) if each.held_by not in (None, reviewer)}
        for key in keys:
            is_past = start and (key.at, key.kind, key.pk) == (start.at, start.kind, start.pk)
            if key not in held and not is_past and not _is_before(key, start, query):
                return key
    return None


def _is_before(key: Key, start: Key | None, query: QueueQuery) -> bool:
    if start is None:
        return False
    mine, theirs = (key.at, key.kind, key.pk), (start.at, start.kind, start.pk)
    return mine > theirs if query.order == "newest" else mine < theirs


def _keys(
    query: QueueQuery, reviewer: User, start: int, count: int, since: Key | None = None
) -> list[Key]:
    """Return what waits in its order; of each kind no more is read than may be shown."""
    sign = "-" if query.order == "newest" else ""
    order = [f"{sign}{name}" for name in ("at", "kind", "pk")]
    parts = []
    for kind in [query.kind] if query.kind else KINDS:
        rows = KINDS[kind]()
        if query.days:
            rows = rows.filter(at__lte=timezone.now() - dt.timedelta(days=query.days))
        if since:
            rows = rows.filter(**{f"at__{'lte' if sign else 'gte'}": since.at})
        if query.whose:
            rows = _whose(rows, kind, query.whose, reviewer)
        named = rows.annotate(kind=Value(kind)).values_list("kind", "pk", "at")
        parts.append(named.order_by(f"{sign}at", f"{sign}pk")[: start + count])
    first, *rest = parts
    whole = first.union(*rest, all=True).order_by(*order) if rest else first
    return [Key(*row) for row in whole[start : start + count]]


def _whose(rows: QuerySet[Any], kind: str, whose: str, reviewer: User) -> QuerySet[Any]:
    """Keep what a reviewer is at, or what no other is at."""
    if kind not in OF_REVISIONS:
        return rows if whose == "free" else rows.none()
    held = Q(taken_at__gt=timezone.now() - TAKEN)
    if whose == "mine":
        return rows.filter(held, reviewer=reviewer)
    return rows.exclude(held & ~Q(reviewer=reviewer))


def _filled(keys: list[Key]) -> list[Waiting]:
    """Return what stands behind keys, in four queries at most; not what is gone meanwhile."""
    found: dict[tuple[str, int], Any] = {}
    for model, kinds, related in (
        (Revision, OF_REVISIONS, ("organisation", "author", "reviewer")),
        (Claim, ("claimed",), ("organisation", "person")),
        (Report, ("reported",), ("organisation",)),
        (Standing, ("stale",), ("organisation",)),
    ):
        wanted = [key for key in keys if key.kind in kinds]
        if wanted:
            rows: Any = model._default_manager.select_related(*related)
            by_pk = rows.in_bulk([key.pk for key in wanted])
            found |= {(key.kind, key.pk): by_pk[key.pk] for key in wanted if key.pk in by_pk}
    return [_row(key, found[key.kind, key.pk]) for key in keys if (key.kind, key.pk) in found]


def _row(key: Key, about: Any) -> Waiting:
    holder = held_by(about) if isinstance(about, Revision) else None
    return Waiting(key, about, holder, about.taken_at if holder else None)


def held_by(revision: Revision) -> User | None:
    """Return the reviewer who is at a revision just now."""
    is_held = revision.taken_at and revision.taken_at > timezone.now() - TAKEN
    return revision.reviewer if is_held else None


def _one_of(params: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = params.get(name) or choices[0]
    if value not in choices:
        told = ", ".join(filter(None, choices))
        raise ParameterError(name, _("It is not one of %(choices)s.") % {"choices": told})
    return value
