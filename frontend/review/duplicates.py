"""The page on which staff decide whether two entries are the same."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from frontend.pages import show
from frontend.staff import staff_page
from servicemap import duplicates
from servicemap.duplicates import DuplicatesQuery

TABS = {
    "proposed": _("To be decided"),
    "merged": _("The same"),
    "apart": _("Not the same"),
}


@staff_page
def duplicates_view(request: HttpRequest) -> HttpResponse:
    """GET shows pairs, POST decides one: /{lang}/review/duplicates."""
    language = (get_language() or "en").split("-")[0]
    here = reverse("pages:duplicates")
    if request.method == "POST":
        query = DuplicatesQuery.from_params(request.POST.dict(), language)
        number = request.POST.get("pair", "")
        pair = duplicates.decide(
            int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0,
            request.POST.get("decision", ""),
            request.POST.get("seen", ""),
            request.user,  # type: ignore[arg-type]  # the page is for people who signed in
        )
        asked: dict[str, str | int] = {
            "status": query.status,
            "page": query.page,
            "decided": pair.status,
        }
        return HttpResponseRedirect(f"{here}?{urlencode(asked)}#decided")
    given = request.GET.dict()
    decided = given.pop("decided", "")
    answer = duplicates.answer(DuplicatesQuery.from_params(given, language))
    tabs = [
        {"name": name, "status": status, "count": answer.counts[status]}
        for status, name in TABS.items()
    ]
    context = {"answer": answer, "tabs": tabs, "decided": TABS.get(decided), "here": here}
    return show(request, "duplicates", context)
