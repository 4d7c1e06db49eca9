"""Say who may do what: plain predicates, the only place where that is decided."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User

from geodata.models import Organisation
from servicemap.models import Membership, Picture, Revision

Person = User | AnonymousUser
OWNER = Membership.Role.OWNER


def review(person: Person) -> bool:
    """Decide on what organisations hand in: the city's staff."""
    return person.is_authenticated and person.is_active and person.is_staff


def upload(person: Person) -> bool:
    """Bring lists to the map: the city's staff, and owners of an organisation that it trusts."""
    if review(person):
        return True
    trusted = Membership.objects.filter(
        person=person.pk, role=OWNER, organisation__standing__is_trusted=True
    )
    return person.is_authenticated and person.is_active and trusted.exists()


def administer(person: Person) -> bool:
    """Do everything else, in the admin."""
    return person.is_authenticated and person.is_active and person.is_superuser


def edit(person: Person, organisation: Organisation) -> bool:
    """Write and hand in changes to an organisation's entry: its people."""
    return _belongs(person, organisation.pk)


def own(person: Person, organisation: Organisation) -> bool:
    """Invite, dismiss, hand over, export: its owners."""
    return _belongs(person, organisation.pk, role=OWNER)


def write(person: Person, revision: Revision) -> bool:
    """Go on with a revision: the organisation's people; of a new one whoever began it."""
    if revision.organisation_id is None:
        is_there = person.is_authenticated and person.is_active
        return is_there and revision.author_id == person.pk
    return _belongs(person, revision.organisation_id)


def look_at(person: Person, picture: Picture) -> bool:
    """See a picture that is not published: its organisation's people, its author, the city."""
    if review(person):
        return True
    if picture.organisation_id is not None:
        return _belongs(person, picture.organisation_id)
    return picture.revision is not None and write(person, picture.revision)


def _belongs(person: Person, organisation: int, **more: str) -> bool:
    if not (person.is_authenticated and person.is_active):
        return False
    return Membership.objects.filter(person=person, organisation=organisation, **more).exists()
