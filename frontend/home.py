"""The first page: what this is, the question of the last mile, and what there is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from frontend import asking
from frontend.kinds import KINDS
from frontend.pages import page, show
from servicemap import features

FIRST = 5


@page
def root_view(request: HttpRequest) -> HttpResponse:
    """GET /: on to the language that the reader's browser asks for; no cookie remembers it."""
    return HttpResponseRedirect(reverse("pages:home"))


@page
def home_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/."""
    answers = [(kind, features.answer(_first(collection))) for collection, kind in KINDS.items()]
    context = {
        "answers": answers,
        "provenance": answers[0][1].provenance,
        "form": asking.form({}),
    }
    return show(request, "home", context)


def _first(collection: str) -> features.FeaturesQuery:
    language = (get_language() or "en").split("-")[0]
    return features.FeaturesQuery(collection, None, None, FIRST, None, language)
