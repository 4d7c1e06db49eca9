"""Take what a passkey answers; what is no such answer is refused like a wrong one."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000  # letters; a passkey answers with some 2,000
UNREADABLE = _("The passkey did not answer. Try again.")


class AnswerField(forms.CharField):
    """JSON that can be read: Django's own field breaks at what is nested or counted too far."""

    def __init__(self) -> None:
        super().__init__(max_length=LONGEST, widget=forms.HiddenInput)

    def clean(self, value: Any) -> dict[str, Any]:
        text = super().clean(value)
        try:
            found = json.loads(text)
            # Half of a letter, which JSON can name, can be written nowhere.
            json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise ValidationError(UNREADABLE, code="invalid")
        return found


def refusing(check: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Refuse what a check of allauth's breaks at: it expects what a browser's own code has made."""

    @wraps(check)
    def checked(form: forms.Form) -> Any:
        try:
            return check(form)
        except ValidationError:
            raise
        except Exception as error:  # of the library that reads the answer, of many kinds
            raise ValidationError(UNREADABLE, code="invalid") from error

    return checked


class AddForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Adding one."""

    credential = AnswerField()
    clean = refusing(passkeys.AddWebAuthnForm.clean)


class AuthenticateForm(passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """One as the second factor."""

    credential = AnswerField()
    clean_credential = refusing(passkeys.AuthenticateWebAuthnForm.clean_credential)


class LoginForm(passkeys.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with one."""

    credential = AnswerField()
    clean_credential = refusing(passkeys.LoginWebAuthnForm.clean_credential)


class ReauthenticateForm(passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """One once more, before what is delicate."""

    credential = AnswerField()
    clean_credential = refusing(passkeys.ReauthenticateWebAuthnForm.clean_credential)
