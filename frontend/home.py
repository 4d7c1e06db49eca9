"""The first page: the map, the question of a walk, and what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from frontend.kinds import KINDS
from frontend.map_page import page_context
from frontend.pages import page, show
from servicemap import features
from servicemap.networks import Provenance

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
        "provenance": _together([answer.provenance for _kind, answer in answers]),
        **page_context(request),
    }
    return show(request, "home", context)


def _together(told: Sequence[Provenance]) -> Provenance:
    """Return the provenance of all answers: the same data, everybody who is to be credited."""
    names = (name for each in told for name in each.attribution.split("; "))
    return replace(told[0], attribution="; ".join(dict.fromkeys(names)))


def _first(collection: str) -> features.FeaturesQuery:
    language = (get_language() or "en").split("-")[0]
    return features.FeaturesQuery(collection, None, None, FIRST, None, language)
