"""Find what somebody is at: their organisations, the drafts of them, a new one begun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from geodata.models import Organisation, Place
from servicemap.accounts import may
from servicemap.editing import revisions
from servicemap.editing.sheets import CHILDREN
from servicemap.models import Membership, Revision, Standing
from servicemap.problems import NotFound
from servicemap.wording import chosen

ENDED = (Revision.State.REJECTED,)
MOST_CLOSED = 20
MOST_NEW = 20  # organisations begun and not handed in


@dataclass(frozen=True)
class Kept:
    """An organisation that somebody looks after, and the revision of it that is open."""

    membership: Membership
    revision: Revision | None
    standing: Standing | None  # whether it waits to be confirmed, or was archived


@dataclass(frozen=True)
class LookedAfter:
    """Everything that somebody has to do with."""

    organisations: tuple[Kept, ...]
    new: tuple[Revision, ...]  # of organisations that were not published yet, the latest first


def looked_after(person: User) -> LookedAfter:
    """Return what somebody looks after, and what is going on with it; four queries."""
    rows = list(
        Membership.objects.filter(person=person).select_related("organisation").order_by("pk")
    )
    open_ones = Revision.objects.filter(
        organisation__in=[row.organisation_id for row in rows], state__in=Revision.OPEN
    )
    standings = Standing.objects.in_bulk([row.organisation_id for row in rows])
    by_organisation = {each.organisation_id: each for each in open_ones}
    new = Revision.objects.filter(
        organisation=None, author=person, state__in=(*Revision.OPEN, *ENDED)
    )
    return LookedAfter(
        tuple(
            Kept(row, by_organisation.get(pk), standings.get(pk))
            for row in rows
            for pk in [row.organisation_id]
        ),
        tuple(new),
    )


def find(person: User, pk: int) -> Revision:
    """Return a revision that somebody may write; raises NotFound."""
    found = Revision.objects.select_related("organisation__source").filter(pk=pk).first()
    if found is None or not may.write(person, found):
        raise NotFound(_("There is no such page."))
    return found


def begin(person: User, pk: int) -> Revision:
    """Return the open revision of an organisation, or begin one; raises NotFound."""
    return revisions.draft_of(organisation_of(person, pk), person)


def organisation_of(person: User, pk: int) -> Organisation:
    """Return an organisation that somebody looks after; raises NotFound."""
    organisation: Organisation | None = Organisation.objects.filter(pk=pk).first()
    if organisation is None or not may.edit(person, organisation):
        raise NotFound(_("There is no such page."))
    return organisation


def begin_new(person: User) -> Revision:
    """Begin a new organisation; one of which nothing was written yet is gone on with."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)  # two clicks begin one
        mine = Revision.objects.filter(organisation=None, author=person, state=Revision.State.DRAFT)
        empty = mine.filter(patch={}).first()
        if empty is None and mine.count() >= MOST_NEW:
            return mine[0]
        return empty or revisions.draft_of(None, person)


def closed(revision: Revision, group: str, language: str) -> list[tuple[int, str]]:
    """Return the latest places or events that were of its organisation: id and name."""
    if revision.organisation_id is None:
        return []
    manager: Any = CHILDREN[group].model._default_manager
    rows = manager.filter(
        organisation=revision.organisation_id, closed_at__isnull=False, merged_into=None
    )
    found = rows.order_by("-closed_at", "-pk").values_list("pk", "name")[:MOST_CLOSED]
    return [(pk, chosen(name, language)[0]) for pk, name in found]


def place_named(pk: int, language: str) -> str:
    """Return the name of a place; "" when there is none."""
    found = Place.objects.filter(pk=pk).values_list("name", flat=True).first()
    return chosen(found or {}, language)[0]
