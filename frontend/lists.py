"""The lists: all stations, trails, hubs, organisations, places, amenities; or those so named."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from frontend.asking import bare
from frontend.kinds import KINDS
from frontend.pages import page, show
from servicemap import caching, features, parameters
from servicemap.problems import ParameterError

ROWS = 50
TOLD = ("opening_hours", "components")  # of what belongs to the entries
# Other parameters, such as those that trackers add, say nothing here.
KNOWN: tuple[str, ...] = ("q", "bbox", "next")


@page
@caching.tells_now
def list_view(request: HttpRequest, collection: str) -> HttpResponse:
    """GET /{lang}/{stations,trails,hubs,organisations,places,amenities}/."""
    given = parameters.without_blanks(request.GET)
    known: dict[str, str] = {name: str(given[name]) for name in KNOWN if name in given}
    context: dict[str, Any] = {
        "kind": KINDS[collection],
        "q": request.GET.get("q", "").strip()[:1000],
        "bbox": known.get("bbox", ""),
        "is_first": True,
    }
    try:
        query = features.FeaturesQuery.from_params(collection, {**known, "limit": str(ROWS)})
    except ParameterError as error:
        if error.parameter != "q":
            raise
        context |= {"error": error, "error_text": bare(error, "q")}
        return show(request, "list", context, status=400)
    answer = features.answer(query, TOLD)
    kept = {name: text for name, text in known.items() if name != "next"}
    context |= {
        "answer": answer,
        "provenance": answer.provenance,
        "is_first": query.after is None,
        "first_address": _address(collection, kept),
        "next_address": answer.next and _address(collection, {**kept, "next": str(answer.next)}),
        "api_address": _api(collection, kept),
    }
    return show(request, "list", context)


def _address(collection: str, params: dict[str, str]) -> str:
    return _with(reverse(f"pages:{collection}"), params)


def _api(collection: str, params: dict[str, str]) -> str:
    return _with(reverse(f"api-{collection}"), params)


def _with(address: str, params: dict[str, str]) -> str:
    return f"{address}?{urlencode(params)}" if params else address
