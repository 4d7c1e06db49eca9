"""Make the invented people of a demonstration, and tell the codes by which they sign in."""

from __future__ import annotations

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import User

from servicemap.accounts.forms import account_of

# Nobody gets mail at example.org (RFC 2606): the demonstration prints it.
OWNER = "demo-owner@example.org"
COLLEAGUE = "demo-colleague@example.org"
REVIEWER = "demo-reviewer@example.org"
EMAILS = (OWNER, COLLEAGUE, REVIEWER)


def make() -> dict[str, User]:
    """Make who is not there yet; returns them by their addresses."""
    people = {email: account_of(email) for email in EMAILS}
    reviewer = people[REVIEWER]
    reviewer.is_staff = True
    reviewer.save(update_fields=["is_staff"])
    if not Authenticator.objects.filter(user=reviewer, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(reviewer, generate_totp_secret())
    return people


def there() -> list[str]:
    """Return the addresses of those who are there."""
    found = User.objects.filter(email__in=EMAILS).order_by("email")
    return list(found.values_list("email", flat=True))


def remove() -> None:
    """Remove them, with what belongs to them alone."""
    User.objects.filter(email__in=EMAILS).delete()


def second_factor() -> tuple[str, int] | None:
    """Return the reviewer's code of this moment and for how many seconds it holds; None without."""
    found = Authenticator.objects.filter(
        user__email=REVIEWER, user__is_staff=True, type=Authenticator.Type.TOTP
    ).first()
    if found is None:
        return None
    period = app_settings.TOTP_PERIOD
    counter, gone = divmod(int(time.time()), period)
    return format_hotp_value(hotp_value(decrypt(found.data["secret"]), counter)), period - gone
