"""Ask for an address to send a code to; whether it is known already, nobody can tell."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.validators import MaxLengthValidator

LONGEST = 254  # letters of an address, which an account can hold


class CodeRequestForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """The same answer, and the same mail, for known and for new addresses."""

    _user: User | None  # allauth's: whose address it is

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].validators.append(MaxLengthValidator(LONGEST))

    def clean_email(self) -> str:
        """Make the account of a new address; until its first code is entered it can do nothing."""
        email = str(super().clean_email()).lower()
        if self._user is None and not User.objects.filter(email__iexact=email).exists():
            self._user = account_of(email)
        return email


def account_of(email: str) -> User:
    """Return the account of an address, a new one without a password where there is none."""
    known = User.objects.filter(email__iexact=email).order_by("pk").first()
    if known:
        return known
    # One name for one address, so that two clicks at once make one account.
    name = f"person-{hashlib.sha256(email.encode()).hexdigest()[:40]}"
    return User.objects.get_or_create(
        username=name, defaults={"email": email, "password": make_password(None)}
    )[0]
