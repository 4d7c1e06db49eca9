"""Invite people by e-mail to look after an organisation: a letter with a token, good once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.models import Organisation
from servicemap import letters
from servicemap.accounts.languages import known
from servicemap.editing.revisions import NotNow
from servicemap.models import Invitation, Membership
from servicemap.people import owners
from servicemap.problems import Gone, NotFound

GOOD_FOR = dt.timedelta(days=14)
AGAIN = dt.timedelta(minutes=1)  # within which the same invitation is a second click


def waiting(organisation: Organisation) -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted."""
    return Invitation.objects.filter(
        organisation=organisation,
        taken_at=None,
        withdrawn_at=None,
        until__gt=timezone.now(),
    )


@transaction.atomic
def invite(
    organisation: Organisation,
    email: str,
    role: str,
    inviter: User | None,
    language: str,
) -> Invitation:
    """Send somebody an invitation; it replaces an earlier one to the same address.

    Raises NotNow for the address of somebody who looks after the organisation already.
    """
    organisation, email, now = owners.locked(organisation), email.strip().lower(), timezone.now()
    if Membership.objects.filter(organisation=organisation, person__email__iexact=email).exists():
        raise NotNow(_("This person looks after the organisation already."))
    before = waiting(organisation).filter(email=email)
    just_sent = before.filter(made_at__gt=now - AGAIN, role=role).first()
    if just_sent:
        return just_sent
    before.update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    row = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        language=known(language),
        digest=digest_of(token),
        invited_by=inviter,
        until=now + GOOD_FOR,
    )
    letters.send(
        "invitation",
        email,
        row.language,
        organisation=organisation,
        inviter=inviter.email if inviter else "",
        role=role,
        token=token,
        until=timezone.localdate(row.until),
    )
    return row


@transaction.atomic
def withdraw(row: Invitation) -> None:
    """Take an invitation back; one that was accepted meanwhile stays so. Raises NotNow."""
    owners.locked(row.organisation)
    row.refresh_from_db()
    if row.taken_at is not None:
        raise NotNow(_("This invitation has been accepted already."))
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save()


def find(token: str) -> Invitation:
    """Return the invitation of a letter; raises NotFound, and Gone when it has ended."""
    row = _of(token)
    _refuse_ended(row)
    return row


@transaction.atomic
def take(token: str, person: User) -> Membership:
    """Accept an invitation as whoever is signed in; a second click changes nothing.

    Holding the letter is what counts: its reader may sign in with another of their addresses.
    """
    row = _of(token)
    owners.locked(row.organisation)
    row.refresh_from_db()
    if row.taken_by_id == person.pk and row.taken_at is not None:
        found = Membership.objects.filter(organisation=row.organisation, person=person).first()
        if found:
            return found
    _refuse_ended(row)
    row.taken_at, row.taken_by = timezone.now(), person
    row.save()
    membership = owners.let_in(row.organisation, person, row.role)
    inviter = row.invited_by
    if inviter and inviter in owners.owners(row.organisation):
        letters.send("joined", inviter, organisation=row.organisation, who=person.email)
    return membership


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _of(token: str) -> Invitation:
    rows = Invitation.objects.select_related("organisation", "invited_by")
    row = rows.filter(digest=digest_of(token), organisation__closed_at=None).first()
    if row is None:
        raise NotFound(_("There is no such page."))
    return row


def _refuse_ended(row: Invitation) -> None:
    if row.taken_at is not None:
        raise Gone(_("This invitation has been accepted already. Sign in to go on."))
    if row.withdrawn_at is not None:
        raise Gone(_("This invitation was taken back or replaced by a newer one."))
    if row.until <= timezone.now():
        raise Gone(_("This invitation has ended; ask for a new one."))
