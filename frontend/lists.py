"""The lists: all stations, trails, hubs, organisations, amenities, or those with a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from frontend.kinds import KINDS
from frontend.pages import page, show
from servicemap import features, parameters
from servicemap.problems import ParameterError

ROWS = 50
KNOWN = ("q", "bbox", "next")  # other parameters, such as those of trackers, say nothing here


@page
def list_view(request: HttpRequest, collection: str) -> HttpResponse:
    """GET /{lang}/{stations,trails,hubs,organisations,amenities}/."""
    given = parameters.without_blanks(request.GET)
    known = {name: given[name] for name in KNOWN if name in given}
    context = {"kind": KINDS[collection], "q": request.GET.get("q", "")[:1000], "is_first": True}
    try:
        query = features.FeaturesQuery.from_params(collection, {**known, "limit": str(ROWS)})
    except ParameterError as error:
        if error.parameter != "q":
            raise
        return show(request, "list", {**context, "error": error}, status=400)
    answer = features.answer(query)
    kept = {name: known[name] for name in ("q", "bbox") if name in known}
    context |= {
        "answer": answer,
        "provenance": answer.provenance,
        "is_first": query.after is None,
        "first_address": _address(collection, kept),
        "next_address": _address(collection, {**kept, "next": answer.next}) if answer.next else "",
        "api_address": _api(collection, kept),
    }
    return show(request, "list", context)


def _address(collection: str, params: dict[str, object]) -> str:
    return _with(reverse(f"pages:{collection}"), params)


def _api(collection: str, params: dict[str, str]) -> str:
    return _with(reverse(f"api-{collection}"), params)


def _with(address: str, params: dict[str, object] | dict[str, str]) -> str:
    return f"{address}?{urlencode(params)}" if params else address
