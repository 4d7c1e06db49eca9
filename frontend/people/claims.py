"""The page on which somebody says that an organisation is theirs to look after."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from frontend.pages import show
from frontend.people.forms import ClaimForm
from frontend.people.words import named
from frontend.staff import member_page
from servicemap import limits
from servicemap.accounts import may
from servicemap.editing.revisions import NotNow
from servicemap.models import Claim
from servicemap.people import claims


@member_page
def claim_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET tells how things stand, POST claims or takes it back: /{lang}/my/claim/{id}."""
    person: Any = request.user
    organisation = claims.claimable(id)
    if may.own(person, organisation):
        return HttpResponseRedirect(reverse("pages:people", args=[id]))
    latest = Claim.objects.filter(organisation=organisation, person=person).last()
    form = ClaimForm(request.POST if request.method == "POST" else None)
    here = HttpResponseRedirect(reverse("pages:claim", args=[id]))
    if request.POST.get("action") == "withdraw":
        _withdraw(latest)
        return here
    if request.method == "POST" and form.is_valid():
        limits.count(request, "claim")
        claims.claim(organisation, person, form.cleaned_data["message"])
        return here
    context = {**named(organisation), "claim": latest, "form": form}
    return show(request, "people/claim", context, status=400 if form.errors else 200)


def _withdraw(latest: Claim | None) -> None:
    """Take a claim back; one that was decided meanwhile stays as it is, and the page tells it."""
    try:
        if latest is not None:
            claims.withdraw(latest)
    except NotNow:
        return
