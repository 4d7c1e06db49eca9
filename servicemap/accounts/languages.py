"""Remember in which language somebody reads, so that letters come in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import get_language

from servicemap.models import Account

KEPT = "language"  # in the session, so that a page costs no query


def language_of(person: User) -> str:
    """Return the language that somebody last used; the first of the instance when none is known."""
    found = Account.objects.filter(person=person).values_list("language", flat=True).first()
    return known(found or "")


def known(language: str) -> str:
    """Return a language of the interface: this one, or the first."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def remember(request: HttpRequest, person: User) -> None:
    """Note the language of the page that somebody is at, when it has changed."""
    language = known((get_language() or "").split("-")[0])
    if request.session.get(KEPT) == language:
        return
    Account.objects.update_or_create(person=person, defaults={"language": language})
    request.session[KEPT] = language


@receiver(user_logged_in)
def remember_at_sign_in(request: HttpRequest, user: User, **rest: Any) -> None:
    """Note the language in which somebody signs in."""
    if hasattr(request, "session"):
        remember(request, user)
