"""Take the word of the city's OpenID Connect provider: who it is, and who reviews for the city.

An account is matched by the address that the provider has verified, and by nothing else.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth.models import User
from django.dispatch import receiver
from django.http import HttpRequest
from django.shortcuts import render

from servicemap.accounts import second_factor
from servicemap.accounts.forms import account_of
from servicemap.openid import KEY

MANY_FACTORS = "mfa"  # RFC 8176


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or make the account of the verified address, with the rights that are told."""
        told = _claims(sociallogin)
        if told is None or not settings.OPENID:
            raise _refused(request, "unverified")
        person = account_of(str(told["email"]).strip().lower())
        if not person.is_active:
            raise _refused(request, "unverified")
        _give_rights(person, told)
        sociallogin.user = person
        if MANY_FACTORS in (told.get("amr") or ()):
            record_authentication(request, person, second_factor.SECOND)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **rest: Any) -> None:
        """Say on a page of ours that it did not work out."""
        raise _refused(request, "failed")


@receiver(user_logged_in)
def only_at_the_provider(user: User, **rest: Any) -> None:
    """Take rights that the provider gave from who signs in without it: it may have taken them."""
    if "sociallogin" not in rest and SocialAccount.objects.filter(user=user).exists():
        _set_staff(user, is_staff=False)


def _claims(login: SocialLogin) -> dict[str, Any] | None:
    """Return what the provider says of somebody; None when it vouches for no address."""
    data = login.account.extra_data
    token, info = data.get("id_token") or {}, data.get("userinfo") or {}
    if token and info and token.get("sub") != info.get("sub"):
        return None  # of two people
    told = {**token, **info, "amr": token.get("amr")}
    is_sure = told.get("email_verified") is True and isinstance(told.get("email"), str)
    return told if is_sure and "@" in told["email"] else None


def _give_rights(person: User, told: dict[str, Any]) -> None:
    """Let somebody review for as long as the provider says so; what others gave stays."""
    given = SocialAccount.objects.filter(user=person, provider=KEY)
    if settings.OPENID and settings.OPENID.makes_reviewer(told):
        if not person.is_staff or given.exists():
            # It marks that the rights came from there; nothing of what was told is kept.
            SocialAccount.objects.update_or_create(
                provider=KEY, uid=str(told["sub"])[:190], defaults={"user": person}
            )
        _set_staff(person, is_staff=True)
    elif given.exists():
        given.delete()
        _set_staff(person, is_staff=False)


def _set_staff(person: User, *, is_staff: bool) -> None:
    if person.is_staff != is_staff:
        person.is_staff = is_staff
        person.save(update_fields=["is_staff"])


def _refused(request: HttpRequest, why: str) -> ImmediateHttpResponse:
    answer = render(request, "account/not_vouched.html", {"why": why}, status=403)
    answer["Cache-Control"] = "no-store"
    return ImmediateHttpResponse(answer)
