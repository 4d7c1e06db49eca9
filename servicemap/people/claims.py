"""Let somebody say that an organisation is theirs to look after, and the city decide."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.models import Organisation
from servicemap import letters
from servicemap.editing.revisions import EditingError, NotNow
from servicemap.models import Claim, Membership
from servicemap.people import owners
from servicemap.problems import NotFound

State = Claim.State


def claimable(number: int) -> Organisation:
    """Return an organisation that somebody may claim; raises NotFound."""
    found: Organisation | None = Organisation.objects.open().filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found


def waiting_of(person: User) -> QuerySet[Claim]:
    """Return what somebody has claimed and the city has not decided yet."""
    return Claim.objects.filter(person=person, state=State.OPEN).select_related("organisation")


@transaction.atomic
def claim(organisation: Organisation, person: User, message: str) -> Claim:
    """Ask the city to be let in as an owner; once, however often it is asked.

    Owners there are hear of it. Raises NotNow for who is an owner, or when the entry is closed.
    """
    organisation = owners.locked(organisation)
    if organisation.closed_at is not None:
        raise NotNow(_("This organisation is no longer on the map."))
    mine = Membership.objects.filter(organisation=organisation, person=person)
    if mine.filter(role=owners.OWNER).exists():
        raise NotNow(_("You are its owner already."))
    row, is_new = Claim.objects.get_or_create(
        organisation=organisation, person=person, state=State.OPEN, defaults={"message": message}
    )
    if is_new:
        for owner in owners.owners(organisation):
            letters.send("claimed", owner, organisation=organisation)
    return row


@transaction.atomic
def withdraw(row: Claim) -> Claim:
    """Give a claim up; its words are forgotten."""
    row = _open(row)
    row.message = ""
    return _end(row, State.WITHDRAWN)


@transaction.atomic
def grant(row: Claim, reviewer: User, version: int) -> Claim:
    """Make who claimed it an owner; owners there are stay. Raises NotNow."""
    row = _open(row, version)
    owners.let_in(row.organisation, row.person, owners.OWNER)
    row.reviewer = reviewer
    _end(row, State.GRANTED)
    letters.send("claim-granted", row.person, organisation=row.organisation)
    return row


@transaction.atomic
def refuse(row: Claim, reviewer: User, version: int, reason: str) -> Claim:
    """Refuse a claim for a reason, which who claimed it reads. Raises NotNow, EditingError."""
    row = _open(row, version)
    if not reason.strip():
        raise EditingError(_("Say why: they read it."))
    row.reviewer, row.answer = reviewer, reason.strip()
    _end(row, State.REFUSED)
    letters.send("claim-refused", row.person, organisation=row.organisation, reason=row.answer)
    return row


def _open(row: Claim, version: int | None = None) -> Claim:
    """Return a claim, locked, that can still be decided, as the reviewer has seen it."""
    owners.locked(row.organisation)
    rows = Claim.objects.select_for_update(of=("self",)).select_related("organisation", "person")
    row = rows.get(pk=row.pk)
    if row.state != State.OPEN:
        raise NotNow(_("This has been decided already."))
    if version is not None and row.version != version:
        raise NotNow(_("This has been changed since you opened it; look at it again."))
    return row


def _end(row: Claim, state: str) -> Claim:
    row.state = State(state)
    row.version += 1
    row.decided_at = timezone.now()
    row.save()
    return row
