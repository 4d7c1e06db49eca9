"""Keep an owner for every organisation: change roles, dismiss, leave, hand over, re-assign."""

from __future__ import annotations

from collections.abc import Iterable

from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.models import Organisation
from servicemap import letters
from servicemap.accounts.forms import account_of
from servicemap.editing.revisions import EditingError, NotNow
from servicemap.models import Membership, Standing

OWNER, MEMBER = Membership.Role.OWNER, Membership.Role.MEMBER


class LastOwner(EditingError):
    """The only owner cannot go so; `organisation` would be without one."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(
            _("You are its only owner: hand it over first, or leave it to the city to find one.")
        )
        self.organisation = organisation


def members(organisation: Organisation) -> QuerySet[Membership]:
    """Return who looks after an organisation, the owners first."""
    rows = Membership.objects.filter(organisation=organisation).select_related("person")
    return rows.order_by("-role", "since", "pk")  # "owner" comes after "member"


def owners(organisation: Organisation) -> list[User]:
    """Return those who own an entry."""
    return [each.person for each in members(organisation).filter(role=OWNER)]


def locked(organisation: Organisation) -> Organisation:
    """Lock an organisation: who looks after it changes one after the other."""
    found: Organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    return found


def let_in(organisation: Organisation, person: User, role: str) -> Membership:
    """Let somebody look after an organisation; a role that they have is never made less.

    Call it in a transaction that has locked the organisation.
    """
    if role == OWNER:
        Standing.objects.filter(organisation=organisation).update(ownerless_since=None)
    row, is_new = Membership.objects.get_or_create(
        organisation=organisation, person=person, defaults={"role": role}
    )
    if not is_new and role == OWNER and row.role != OWNER:
        row.role = OWNER
        row.save()
    return row


@transaction.atomic
def change_role(membership: Membership, role: str) -> Membership:
    """Make a member an owner or an owner a member; raises LastOwner, NotNow."""
    row = _current(membership)
    if row.role == role:
        return row
    if row.role == OWNER:
        _refuse_last(row)
    row.role = Membership.Role(role)
    row.save()
    if role == OWNER:
        _tell(row, "made-owner")
    return row


@transaction.atomic
def dismiss(membership: Membership) -> None:
    """End somebody's membership, who is told so; raises LastOwner, NotNow."""
    row = _current(membership)
    if row.role == OWNER:
        _refuse_last(row)
    row.delete()
    _tell(row, "dismissed")


@transaction.atomic
def leave(membership: Membership, *, to_city: bool = False) -> None:
    """End one's own membership; raises LastOwner unless the city is to find another owner."""
    row = _current(membership)
    if row.role == OWNER and not to_city:
        _refuse_last(row)
    row.delete()
    note_ownerless([row.organisation])


@transaction.atomic
def hand_over(membership: Membership, successor: Membership) -> None:
    """Make another member the owner and step down to a member, in one step."""
    row, other = _current(membership), _current(successor)
    if row.role != OWNER or row.organisation_id != other.organisation_id or row == other:
        raise NotNow(_("You cannot hand this over; look at the list again."))
    other.role, row.role = OWNER, MEMBER
    other.save()
    row.save()
    _tell(other, "made-owner")


@transaction.atomic
def reassign(organisation: Organisation, person_email: str, reviewer: User) -> Membership:
    """Make whoever has an address the owner, by the city; nobody else loses anything."""
    organisation = locked(organisation)
    person = account_of(person_email.strip().lower())
    found = Membership.objects.filter(organisation=organisation, person=person, role=OWNER)
    if row := found.first():
        return row
    row = let_in(organisation, person, OWNER)
    LogEntry.objects.get_for_object(row).filter(actor=None).update(actor=reviewer)
    _tell(row, "made-owner")
    return row


def ownerless() -> QuerySet[Organisation]:
    """Return the open organisations that somebody has looked after, and that have no owner now."""
    people = Membership.objects.filter(organisation=OuterRef("pk"))
    left = Q(standing__ownerless_since__isnull=False) | Exists(people)
    return Organisation.objects.open().filter(left, ~Exists(people.filter(role=OWNER)))


def note_ownerless(organisations: Iterable[Organisation]) -> None:
    """Note of those that have no owner now since when that is."""
    for each in organisations:
        if not owners(each):
            Standing.objects.update_or_create(
                organisation=each, defaults={"ownerless_since": timezone.now()}
            )


def alone_in(person: User) -> list[Organisation]:
    """Return the organisations whose only owner somebody is."""
    others = Membership.objects.filter(~Q(person=person), organisation=OuterRef("pk"), role=OWNER)
    mine = Organisation.objects.open().filter(memberships__person=person, memberships__role=OWNER)
    return list(mine.filter(~Exists(others)).order_by("pk"))


def _current(membership: Membership) -> Membership:
    """Return a membership as it is once its organisation is locked."""
    locked(membership.organisation)
    rows = Membership.objects.select_related("person", "organisation")
    row = rows.filter(pk=membership.pk).first()
    if row is None:
        raise NotNow(_("This person looks after the organisation no longer."))
    return row


def _refuse_last(row: Membership) -> None:
    others = Membership.objects.filter(organisation=row.organisation_id, role=OWNER)
    if not others.exclude(pk=row.pk).exists():
        raise LastOwner(row.organisation)


def _tell(row: Membership, letter: str) -> None:
    letters.send(letter, row.person, organisation=row.organisation)
