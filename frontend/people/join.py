"""The page that the link of an invitation leads to; holding the letter is all that it takes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from frontend.pages import show
from frontend.people.words import named
from frontend.staff import open_page
from servicemap import limits
from servicemap.models import Membership
from servicemap.people import invitations


@open_page
def join_view(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows to what one is invited, POST accepts: /{lang}/join/{token}."""
    if request.method == "POST" and request.user.is_authenticated:
        limits.count(request, "join")
        row = invitations.take(token, request.user)
        people = reverse("pages:people", args=[row.organisation_id])
        return HttpResponseRedirect(f"{people}?done=joined")
    found = invitations.find(token)
    context = {
        **named(found.organisation),
        "invitation": found,
        "is_owner": found.role == Membership.Role.OWNER,
        "inviter": found.invited_by.email if found.invited_by else "",
        "here": request.path,
    }
    return show(request, "people/join", context)
