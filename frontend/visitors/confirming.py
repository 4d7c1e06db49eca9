"""The page behind the link of a letter, on which an owner confirms an entry without signing in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from frontend.addresses import entry_address
from frontend.my.pages import whose
from frontend.pages import show
from frontend.staff import member_page
from frontend.visitors.door import form_page
from servicemap import confirming
from servicemap.editing import drafts
from servicemap.wording import chosen

GONE = 410


@csrf_exempt  # whoever holds the letter may confirm, wherever they are signed in: it is the proof
@form_page
def confirm_view(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button, POST confirms: /{lang}/confirm/{token}.

    Opening the link does nothing: programs that look for harm in mails open links, too.
    """
    link = confirming.link_of(token)
    if link is None:
        return show(request, "visitors/confirm", {"link": None}, status=GONE)
    if request.method != "POST":
        return show(request, "visitors/confirm", {"link": link, **_told(link.organisation)})
    confirming.confirm(link.organisation)
    return show(request, "visitors/confirm", {"done": True, **_told(link.organisation)})


@member_page
def confirm_mine_view(request: HttpRequest, id: int) -> HttpResponse:
    """POST confirms or brings back: /{lang}/my/organisations/{id}/confirm."""
    organisation = drafts.organisation_of(whose(request), id)
    if request.method == "POST":
        confirming.confirm(organisation)
    return HttpResponseRedirect(f"{reverse('pages:my')}#organisation-{id}")


def _told(organisation: Any) -> dict[str, Any]:
    """Return how an organisation is called and where its page is."""
    name, spoken = chosen(organisation.name, (get_language() or "en").split("-")[0])
    return {
        "name": name,
        "name_language": spoken,
        "address": entry_address("organisations", organisation.pk, name),
    }
