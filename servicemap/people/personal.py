"""Give people what is kept of them, and erase it; what they wrote for organisations stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from servicemap import letters, tasks
from servicemap.accounts.languages import language_of
from servicemap.models import (
    Claim,
    Invitation,
    Membership,
    Picture,
    Report,
    Revision,
    Save,
    Upload,
)
from servicemap.people import owners
from servicemap.wording import chosen


def find(email: str) -> User | None:
    """Return whoever has an address."""
    return User.objects.filter(email__iexact=email.strip()).order_by("pk").first()


def told(person: User) -> dict[str, Any]:
    """Return everything that is kept of somebody, as JSON holds it; no secret is in it."""
    return {
        "account": {
            "email": person.email,
            "made_at": person.date_joined,
            "last_signed_in_at": person.last_login,
            "language": language_of(person),
            "reviews_for_the_city": person.is_staff,
        },
        "second_factors": _rows(
            Authenticator.objects.filter(user=person), "type", "created_at", "last_used_at"
        ),
        "memberships": _rows(
            Membership.objects.filter(person=person), "organisation", "role", "since"
        ),
        "claims": _rows(
            Claim.objects.filter(person=person),
            *("organisation", "message", "state", "made_at", "decided_at", "answer"),
        ),
        "invitations_to_you": _rows(
            _invitations(person), "organisation", "email", "role", "made_at", "until", "taken_at"
        ),
        "invitations_by_you": _rows(
            Invitation.objects.filter(invited_by=person), "organisation", "email", "role", "made_at"
        ),
        "changes": _rows(
            Revision.objects.filter(author=person),
            *("id", "organisation", "state", "patch", "created_at", "submitted_at", "decided_at"),
        ),
        "saves": _rows(
            Save.objects.filter(author=person), "revision", "version", "patch", "saved_at"
        ),
        "pictures": _rows(
            Picture.objects.filter(uploaded_by=person), "organisation", "uploaded_at"
        ),
        "files": _rows(
            Upload.objects.filter(uploaded_by=person), "name", "file_name", "uploaded_at"
        ),
        "reports": _rows(
            Report.objects.filter(email__iexact=person.email), "noun", "entry", "text", "made_at"
        ),
        "log": _rows(LogEntry.objects.filter(actor=person), "timestamp", "object_repr", "action"),
    }


@transaction.atomic
def erase(email: str) -> list[str] | None:
    """Erase somebody by their address; None when nothing is known of it.

    Returns the names of organisations that have no owner now. Changes that they wrote stay, without
    their name. The letter that tells it is the last use of the address.
    """
    email = email.strip().lower()
    person = find(email)
    known = _forget_address(email)
    if person is None:
        return [] if known else None
    language = language_of(person)
    for row in Membership.objects.filter(person=person).select_related("organisation"):
        owners.locked(row.organisation)
    left = owners.alone_in(person)
    _invitations(person).update(email="")
    _forget_in_log(person)
    with disable_auditlog():  # it would note that it was done by who is no more
        person.delete()
        owners.note_ownerless(left)
    names = [chosen(each.name, language)[0] for each in left]
    letters.send("erased", email, language, left=names)
    return names


def _invitations(person: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(Q(taken_by=person) | Q(email__iexact=person.email))


def _forget_address(email: str) -> int:
    """Forget an address wherever it stands by itself; returns in how many places it stood."""
    if not email:
        return 0
    invited = Invitation.objects.filter(email__iexact=email)
    ended = invited.filter(taken_at=None).delete()[0] + invited.update(email="")
    reported = Report.objects.filter(email__iexact=email).update(email="")
    mails = DBTaskResult.objects.filter(
        task_path=tasks.send_mail.module_path, args_kwargs__args__2=[email]
    )
    return ended + reported + mails.delete()[0]


def _forget_in_log(person: User) -> None:
    """Leave in the log what was done, and forget who it was."""
    LogEntry.objects.get_for_model(User).filter(object_id=person.pk).delete()
    LogEntry.objects.filter(actor=person).update(actor=None, actor_email=None)


def _rows(rows: QuerySet[Any], *names: str) -> Iterable[Mapping[str, Any]]:
    return list(rows.order_by("pk").values(*names))
