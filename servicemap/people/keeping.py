"""Forget what is kept of people no longer than it is needed."""

from __future__ import annotations

import datetime as dt

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from servicemap.models import Claim, Invitation

UNUSED = dt.timedelta(days=1)  # accounts of which no code was ever entered


def forget(now: dt.datetime) -> dict[str, int]:
    """Forget what has run out; returns how much of what."""
    return {
        "accounts": _forget_accounts(now),
        "invitations": _forget_invitations(now),
        "claims": _forget_claims(now),
        "log": _forget_log(now),
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "tries": _forget_tries(),
    }


def _forget_accounts(now: dt.datetime) -> int:
    """Delete accounts that were never used: who asked for a code and did not enter it."""
    unused = User.objects.filter(
        last_login=None,
        date_joined__lt=now - UNUSED,
        is_staff=False,
        is_superuser=False,
        memberships=None,
    )
    ids = list(unused.values_list("pk", flat=True))
    LogEntry.objects.get_for_model(User).filter(object_id__in=ids).delete()
    with disable_auditlog():
        User.objects.filter(pk__in=ids, last_login=None).delete()
    return len(ids)


def _forget_invitations(now: dt.datetime) -> int:
    """Forget the addresses of invitations that can no longer be accepted."""
    ended = Q(until__lt=now) | Q(taken_at__isnull=False) | Q(withdrawn_at__isnull=False)
    return Invitation.objects.filter(ended).exclude(email="").update(email="")


def _forget_claims(now: dt.datetime) -> int:
    """Forget what was said for claims when the log forgets who decided them."""
    decided = Claim.objects.filter(decided_at__lt=now - _kept())
    return decided.exclude(message="", answer="").update(message="", answer="")


def _forget_log(now: dt.datetime) -> int:
    gone: int = LogEntry.objects.filter(timestamp__lt=now - _kept()).delete()[0]
    return gone


def _kept() -> dt.timedelta:
    return dt.timedelta(days=settings.AUDIT_DAYS)


def _forget_tries() -> int:
    """Delete what has run out of the cache: it holds addresses of the network."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [timezone.now()])  # noqa: S608
        return int(cursor.rowcount)
