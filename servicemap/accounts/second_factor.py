"""Ask reviewers and admins for a second factor before they see what is theirs to decide."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.utils import is_mfa_enabled
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

Answer = Callable[[HttpRequest], HttpResponseBase]
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SECOND = "mfa"
LASTING = 300  # seconds in which the second factor need not be given again


@receiver(authenticator_added)
def given(request: HttpRequest, authenticator: Authenticator, **rest: Any) -> None:
    """Count the digits by which a factor was set up as having given it."""
    if authenticator.type in FACTORS:
        record_authentication(request, request.user, SECOND, reauthenticated=True)


def is_fresh(request: HttpRequest) -> bool:
    """Say whether the second factor was given a few minutes ago."""
    records = get_authentication_records(request, request.user)
    return any(each["method"] == SECOND and time.time() - each["at"] < LASTING for each in records)


def is_needed(request: HttpRequest) -> bool:
    """Say whether somebody who may decide for the city has given one factor only."""
    user = request.user
    if not (user.is_authenticated and user.is_staff):
        return False
    return all(each["method"] != SECOND for each in get_authentication_records(request, user))


def way_to_give_it(request: HttpRequest) -> HttpResponseBase:
    """Lead to where the second factor is set up or, where there is one, to signing in with it."""
    here = urlencode({"next": request.get_full_path()}, safe="/")
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        name = "mfa_reauthenticate"
    elif is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]):
        name = "mfa_reauthenticate_webauthn"
    else:
        name = "mfa_activate_totp"
    return HttpResponseRedirect(f"{reverse(name)}?{here}")


def admin_guard(answer: Answer) -> Answer:
    """Middleware: the admin asks for the second factor too."""
    admin = reverse("admin:index")

    def guarded(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(admin) and is_needed(request):
            return way_to_give_it(request)
        return answer(request)

    return guarded
