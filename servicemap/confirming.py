"""Ask the owners of an organisation now and then whether what is told of it still holds.

    asked ── 2 weeks ─▶ reminded ── 8 weeks ─▶ shown as unconfirmed ── half a year ─▶ archived

All times are from the first letter. Whoever confirms, or publishes a change, begins anew. What
nobody looks after is never asked about, and what a feed brings again and again is not archived: its
source says that it is there. Each step is one transaction with its letters, so that none is taken
or sent twice whenever the work breaks off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from geodata.models import Event, Instance, Organisation, Place, Source
from geodata.search import indexing
from servicemap import letters
from servicemap.models import Membership, Revision, Standing, Upload
from servicemap.visitors.reports import owners_of

STEPS = ("asked", "reminded", "unconfirmed", "archived")
AFTER = (dt.timedelta(0), dt.timedelta(weeks=2), dt.timedelta(weeks=8), dt.timedelta(days=183))
MONTH = dt.timedelta(days=30.4375)
SALT = "servicemap.confirming"
GOOD_FOR = dt.timedelta(days=2 * 365)


@dataclass(frozen=True)
class Link:
    """What the link of a letter leads to: an organisation that waits to be confirmed."""

    organisation: Organisation
    standing: Standing

    @property
    def is_archived(self) -> bool:
        """Say whether confirming brings it back."""
        return self.standing.archived_at is not None


def ask(now: dt.datetime | None = None) -> int:
    """Take the next step with every organisation that is due; returns with how many."""
    now = now or timezone.now()
    pks = list(_due(now).order_by("pk").values_list("pk", flat=True))
    return sum(_step(pk, now) for pk in pks)


def confirm(organisation: Organisation, now: dt.datetime | None = None) -> None:
    """Note that what is told of an organisation holds, and bring it back if it was archived."""
    with transaction.atomic():
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        standing, _is_new = Standing.objects.get_or_create(organisation=locked)
        was_shown = locked.unconfirmed_since is not None
        archived_at = standing.archived_at
        standing.confirmed_at = now or timezone.now()
        standing.asked_at, standing.asked, standing.archived_at = None, 0, None
        standing.save()
        organisation.unconfirmed_since = None
        Organisation.objects.filter(pk=locked.pk).update(unconfirmed_since=None)
        if archived_at:
            _close(locked, Q(closed_at=archived_at), None)
            organisation.closed_at = None
        elif was_shown:
            indexing.refresh(Organisation, [locked.pk])
            Instance.bump()


def token_of(standing: Standing) -> str:
    """Return what the link of a letter holds: it is good until somebody confirms."""
    return signing.dumps([standing.pk, _round(standing)], salt=SALT)


def link_of(token: str) -> Link | None:
    """Return what a link leads to; None for one that is not, or no longer, good."""
    try:
        pk, told = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    standing = Standing.objects.select_related("organisation").filter(pk=pk).first()
    if standing is None or standing.asked == 0 or _round(standing) != told:
        return None
    return Link(standing.organisation, standing)


def _due(now: dt.datetime) -> QuerySet[Any]:
    """Return the organisations that are due, with `sign`: when their people last said anything."""
    if not settings.CONFIRM_MONTHS:
        return Organisation.objects.none()
    own = Revision.objects.filter(
        organisation=OuterRef("pk"), state=Revision.State.PUBLISHED, undoes=None
    )
    rows: QuerySet[Any] = Organisation.objects.open().filter(Exists(_owners()), is_example=False)
    rows = rows.annotate(
        sign=Greatest(
            "standing__confirmed_at", _latest(own, "decided_at"), _latest(_owners(), "since")
        )
    )
    due = Q(standing=None) | Q(standing__asked=0)
    due &= Q(sign__lte=now - settings.CONFIRM_MONTHS * MONTH)
    for number, after in enumerate(AFTER[1:], start=1):
        waiting = Q(standing__asked=number, standing__asked_at__lte=now - after)
        if STEPS[number] == "archived":
            waiting &= Q(source__key=Source.LOCAL) | Q(source__key__startswith=Upload.PREFIX)
        due |= waiting
    return rows.filter(due)


def _step(pk: int, now: dt.datetime) -> int:
    with transaction.atomic():
        list(Organisation.objects.select_for_update().filter(pk=pk).values_list("pk"))
        organisation = _due(now).filter(pk=pk).first()  # unless somebody was quicker
        if organisation is None:
            return 0
        standing, _is_new = Standing.objects.get_or_create(organisation=organisation)
        step = STEPS[standing.asked]
        standing.asked += 1
        standing.asked_at = standing.asked_at or now
        if step == "unconfirmed":
            Organisation.objects.filter(pk=pk).update(unconfirmed_since=organisation.sign)
            indexing.refresh(Organisation, [pk])
            Instance.bump()
        elif step == "archived":
            standing.archived_at = now
            _close(organisation, Q(closed_at=None), now)
        standing.save()
        for owner in owners_of(pk):
            told = {"step": step, "since": organisation.sign, "token": token_of(standing)}
            letters.send("confirm", owner, names=organisation.name, **told)
        return 1


def _close(organisation: Organisation, which: Q, moment: dt.datetime | None) -> None:
    """Close an organisation with the places and events that are `which`, or open them again."""
    rows: Iterable[QuerySet[Any]] = (
        Organisation.objects.filter(pk=organisation.pk),
        Place.objects.filter(which, organisation=organisation),
        Event.objects.filter(which, organisation=organisation),
    )
    for some in rows:
        pks = list(some.order_by("pk").values_list("pk", flat=True))
        found = some.model._default_manager.filter(pk__in=pks)
        found.update(closed_at=moment, updated_at=timezone.now())
        indexing.refresh(some.model, pks)
    Instance.bump()


def _owners() -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=OuterRef("pk"), role=Membership.Role.OWNER)


def _latest(rows: QuerySet[Any], column: str) -> Subquery:
    return Subquery(
        rows.order_by().values("organisation").annotate(latest=Max(column)).values("latest")
    )


def _round(standing: Standing) -> str:
    return standing.asked_at.isoformat() if standing.asked_at else ""
