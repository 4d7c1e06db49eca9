"""The page of somebody who looks after organisations, and where changes to them begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from frontend.addresses import entry_address
from frontend.my.pages import address, whose
from frontend.my.words import called
from frontend.pages import show
from frontend.people.words import named
from frontend.staff import member_page
from servicemap.accounts import may
from servicemap.editing import drafts
from servicemap.models import Membership, Report, Revision, Standing
from servicemap.people import claims
from servicemap.visitors import reports
from servicemap.wording import chosen


@dataclass(frozen=True)
class Mine:
    """One organisation, and how it stands."""

    pk: int | None
    name: str
    language: str
    role: str
    address: str  # of its public page; empty while it has none
    revision: Revision | None  # the one that is open
    standing: Standing | None = None
    reports: Sequence[Report] = ()  # what visitors say is wrong, and nobody has decided yet


@member_page
def my_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/my/: the organisations that somebody looks after, and how each stands."""
    language = (get_language() or "en").split("-")[0]
    found = drafts.looked_after(whose(request))
    reported = reports.open_of(each.membership.organisation_id for each in found.organisations)
    mine = [
        replace(
            _mine(each.membership, each.revision, language),
            standing=each.standing,
            reports=reported.get(each.membership.organisation_id, ()),
        )
        for each in found.organisations
    ]
    new = [Mine(None, called("", each.patch), "", "", "", each) for each in found.new]
    context = {
        "mine": mine,
        "new": new,
        "claimed": [named(each.organisation) for each in claims.waiting_of(whose(request))],
        "is_reviewer": may.review(request.user),
        "may_upload": may.upload(request.user),
    }
    return show(request, "my/organisations", context)


def _mine(membership: Membership, revision: Revision | None, language: str) -> Mine:
    entry = membership.organisation
    name, spoken = chosen(entry.name, language)
    address = "" if entry.closed_at else entry_address("organisations", entry.pk, name)
    return Mine(entry.pk, name, spoken, membership.role, address, revision)


@member_page
def begin_view(request: HttpRequest, id: int = 0) -> HttpResponse:
    """POST begins changes, or a new organisation: /{lang}/my/organisations/{id}/change, my/new."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("pages:my"))
    revision = drafts.begin(whose(request), id) if id else drafts.begin_new(whose(request))
    return HttpResponseRedirect(address(revision, "about"))
