"""The first page: the map, the question of a walk, and what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext

from frontend.ends import without_ids
from frontend.kinds import KINDS
from frontend.looking import view_of
from frontend.map_page import page_context
from frontend.pages import page, show
from frontend.search_form import finder
from frontend.structured import Data, as_script
from frontend.structured_entries import site_data
from servicemap import caching, features
from servicemap.features import FeaturesAnswer, FeaturesQuery
from servicemap.map_data import last_day
from servicemap.networks import Provenance
from servicemap.parameters import BBOX
from servicemap.remembering import remembered

FIRST = 5
IN_VIEW = 12  # as many as the lists beside the map hold


@page
def root_view(request: HttpRequest) -> HttpResponse:
    """GET /: on to the language that the reader's browser asks for; no cookie remembers it."""
    return HttpResponseRedirect(reverse("pages:home"))


@page
@caching.tells_now
def home_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/."""
    meant = without_ids(request.GET, _language())
    if meant is not None:
        return HttpResponseRedirect(f"{request.path}?{meant}")
    view = view_of(request.GET)
    answers = [(kind, _answered(_first(name, view))) for name, kind in KINDS.items()]
    context = {
        "answers": answers,
        "view": view,
        "everywhere_address": _without_view(request),
        "provenance": _together([answer.provenance for _kind, answer in answers]),
        "finder": finder(),
        "structured": as_script(_site(request)),
        **page_context(request),
    }
    return show(request, "home", context)


def _answered(query: FeaturesQuery) -> FeaturesAnswer:
    """What comes next changes by itself, what a view holds is seldom asked for again."""
    is_steady = query.collection != "events" and query.bbox is None
    return _steady(query) if is_steady else features.answer(query, ())


@remembered(64)
def _steady(query: FeaturesQuery) -> FeaturesAnswer:
    return features.answer(query, ())


def _site(request: HttpRequest) -> Data:
    area = settings.AREA
    names = area.look.name if area.look else {}
    name = names.get(_language()) or gettext("Service map")
    home, search = (
        request.build_absolute_uri(reverse(f"pages:{page}")) for page in ("home", "search")
    )
    return site_data(f"{name} {area.name_in(_language())}", home, search, _language())


def _together(told: Sequence[Provenance]) -> Provenance:
    """Return the provenance of all answers: the same data, everybody who is to be credited."""
    names = (name for each in told for name in each.attribution.split("; "))
    return replace(told[0], attribution="; ".join(dict.fromkeys(names)))


def _first(collection: str, view: str | None) -> FeaturesQuery:
    box, rows = (BBOX.read(view), IN_VIEW) if view else (None, FIRST)
    until = last_day() if collection == "events" else None
    return FeaturesQuery(collection, box, None, rows, None, _language(), until=until)


def _without_view(request: HttpRequest) -> str:
    kept = {name: text for name, text in request.GET.items() if name not in ("at", "z")}
    return f"{request.path}?{urlencode(kept, safe=',:')}" if kept else request.path


def _language() -> str:
    return (get_language() or "en").split("-")[0]
