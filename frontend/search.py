"""The page on which one looks for anything by what people call it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from frontend.addresses import entry_address
from frontend.kinds import COLLECTION_OF, KINDS
from frontend.pages import page, show
from frontend.words import NOUNS, kind_of, word
from servicemap import parameters, search
from servicemap.search import Hit, SearchQuery

ROWS = 50
ASKED = ("q", "kinds", "bbox")
ZOOM = 16
ICONS = {"event": "clock", "place_name": "compass", "address": "home"}


@page
def search_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/search: the form alone, or what was found."""
    given = parameters.without_blanks(request.GET)
    if "q" not in given:
        return show(request, "search", {"q": ""})
    language = (get_language() or "en").split("-")[0]
    asked: dict[str, str] = {name: str(given[name]) for name in ASKED if name in given}
    query = SearchQuery.from_params({**asked, "limit": str(ROWS), "lang": language})
    answer = search.answer(query)
    if not answer.count:
        search.count_in_vain(query)
    context = {
        "q": query.q,
        "answer": answer,
        "hits": [_told(hit) for hit in answer.hits],
        "provenance": answer.provenance,
        "api_address": f"{reverse('api-search')}?{urlencode({**asked, 'lang': language})}",
    }
    return show(request, "search", context)


def _told(hit: Hit) -> dict[str, Any]:
    """Return what a row shows: the page of a hit, or its place on the map where it has no page."""
    collection = COLLECTION_OF.get(hit.noun)
    told: dict[str, Any] = {
        "hit": hit,
        "icon": ICONS.get(hit.noun, "place"),
        "what": word(NOUNS, hit.noun),
    }
    if collection:
        properties = {"mode" if hit.noun == "station" else "kind": hit.kind}
        told["icon"] = KINDS[collection].icon
        told["what"] = kind_of(collection, properties)
        told["address"] = entry_address(collection, hit.id, hit.name)
    if hit.position:
        lon, lat = hit.position
        where = urlencode({"at": f"{lon:.5f},{lat:.5f}", "z": str(ZOOM)})
        told["map"] = f"{reverse('pages:home')}?{where}"
        if not collection:
            told["walk"] = f"{reverse('pages:home')}?{urlencode({'to': f'{lon:.6f},{lat:.6f}'})}"
    return told
