"""The pages of an organisation's history, and of those that nobody owns."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from frontend.pages import show
from frontend.review.queue import done_of, reviewer_of
from frontend.review.words import STATES, language, person
from frontend.staff import staff_page
from frontend.words import word
from servicemap import confirming
from servicemap.problems import ParameterError
from servicemap.review import decisions, history
from servicemap.wording import chosen

ACTIONS = ("trust", "distrust", "owner", "confirm")


@staff_page
def history_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET tells an organisation's history, POST how the city stands to it.

    /{lang}/review/organisations/{id}
    """
    problem = ""
    if request.method == "POST":
        try:
            _act(request, id)
            return HttpResponseRedirect(reverse("pages:history", args=[id]) + "#standing")
        except ParameterError as error:
            if error.parameter != "email":
                raise
            problem = error.message.removeprefix("email: ")
    answer = history.answer(id)
    name, spoken = chosen(answer.organisation.name, language())
    context = {
        "history": answer,
        "name": name,
        "name_language": spoken,
        "people": [(each, person(each.person)) for each in answer.people],
        "rows": [
            {
                "revision": each,
                "state": word(STATES, each.state),
                "author": person(each.author),
                "reviewer": person(each.reviewer) if each.reviewer else "",
                "undone": next(iter(each.undone_by.all()), None),
                "fields": len(each.patch),
            }
            for each in answer.revisions
        ],
        "problem": problem,
        "email": request.POST.get("email", ""),
        "done": done_of(request.GET.get("done", "")),
    }
    return show(request, "review/history", context, status=400 if problem else 200)


def _act(request: HttpRequest, id: int) -> None:
    """Do what a reviewer chose; raises ParameterError and NotFound."""
    organisation, action = history.find(id), request.POST.get("action", "")
    if action not in ACTIONS:
        told = _("It is not one of %(choices)s.") % {"choices": ", ".join(ACTIONS)}
        raise ParameterError("action", told)
    if action == "owner":
        email = request.POST.get("email", "")
        decisions.give_owner(organisation, email, reviewer_of(request))
    elif action == "confirm":
        confirming.confirm(organisation)
    else:
        decisions.trust(organisation, is_trusted=action == "trust")


@staff_page
def ownerless_view(request: HttpRequest) -> HttpResponse:
    """GET lists organisations whose last owner has left: /{lang}/review/ownerless."""
    rows = []
    for each in history.ownerless():
        name, spoken = chosen(each.name, language())
        rows.append({"pk": each.pk, "name": name, "language": spoken})
    return show(request, "review/ownerless", {"rows": rows})
