"""Fit allauth to the service: codes instead of passwords, mail through the queue."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from servicemap.accounts import second_factor
from servicemap.tasks import send_mail


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: who gives an address for the first time gets a code like the others."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a mail into the queue: a server that is down keeps nobody waiting and loses none."""
        message = self.render_mail(template_prefix, email, {**context, "email": email})
        send_mail.enqueue(message.subject, message.body, [email])

    def format_email_subject(self, subject: str) -> str:
        return f"{subject} – {settings.AREA.name_in(settings.LANGUAGE_CODE)}"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return str(reverse("pages:my"))

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return str(reverse("pages:home"))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the second factor again, unless it was given just now."""
        return not second_factor.is_fresh(self.request)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing between pages: each page tells itself how things stand."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def get_totp_issuer(self) -> str:
        """Return what the app on the telephone calls this service."""
        return str(settings.AREA.name_in(settings.LANGUAGE_CODE))

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        """Return what a passkey is called until its owner says otherwise."""
        return _("My device")

    def get_totp_label(self, user: User) -> str:
        return user.email or user.get_username()
