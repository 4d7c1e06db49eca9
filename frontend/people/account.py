"""The page of one's own account: how one signs in, what is kept of one, and deleting it."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language

from frontend.pages import show
from frontend.people.forms import DeleteForm
from frontend.people.words import named
from frontend.staff import member_page, open_page
from servicemap.models import Membership
from servicemap.people import owners, personal


@member_page
def account_view(request: HttpRequest) -> HttpResponse:
    """GET shows it, POST deletes it: /{lang}/my/account."""
    person: Any = request.user
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        logout(request)
        personal.erase(person.email)
        return HttpResponseRedirect(reverse("pages:account-deleted"))
    types = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    rows = Membership.objects.filter(person=person).select_related("organisation")
    context = {
        "form": form,
        "mine": [named(row.organisation) for row in rows.order_by("pk")],
        "alone": [named(each) for each in owners.alone_in(person)],
        "has_app": Authenticator.Type.TOTP in types,
        "has_passkey": Authenticator.Type.WEBAUTHN in types,
        "spoken": get_language(),
    }
    return show(request, "people/account", context, status=400 if form.errors else 200)


@member_page
def data_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/my/account/data.json: everything that is kept of whoever is signed in."""
    person: Any = request.user
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(personal.told(person), json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@open_page
def deleted_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/my/account/deleted: the account is gone."""
    return show(request, "people/deleted", {})
