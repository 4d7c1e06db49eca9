"""One organisation in a frame on a page of somebody else: its places, area and events on a map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt

from frontend.addresses import entry_address
from frontend.entries import position_of
from frontend.hits import area_drawn
from frontend.map_page import config
from frontend.pages import page, show
from frontend.words import kind_of
from servicemap import coming, features, operating_area
from servicemap.caching import tells_now
from servicemap.operating_area import OperatingAreaQuery

FRAME_HEIGHT = 640


@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # knows no views with ids
@xframe_options_exempt
@page
@tells_now
def organisation_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET /{lang}/embed/organisations/{id}."""
    language = (get_language() or "en").split("-")[0]
    answer = features.answer_one(features.FeatureQuery("organisations", id, language, None))
    entry = answer.feature
    if entry.id != id:  # another entry stands for this one
        return HttpResponseRedirect(reverse("pages:embed-organisation", args=[entry.id]))
    rows = list(_rows(entry))
    areas = [
        area_drawn(entry.name, shape, is_example=entry.properties["is_example"])
        for _organisation, shape in operating_area.shapes_of([id])
    ]
    points = [row for row in rows if row["point"]]
    address = entry_address("organisations", id, entry.name)
    context = {
        "entry": entry,
        "about": entry.properties,
        "rows": rows,
        "points": {"points": points, "from": None, "operating": areas} if points or areas else None,
        "operating": operating_area.answer(OperatingAreaQuery(id, language)),
        "coming": coming.of_organisation(id, language),
        "provenance": answer.provenance,
        "page_address": request.build_absolute_uri(address),
        "map_config": config(),
    }
    return show(request, "embed-organisation", context)


def snippet(request: HttpRequest, id: int, name: str) -> SafeString:
    """Return what is copied into a page of one's own."""
    address = request.build_absolute_uri(reverse("pages:embed-organisation", args=[id]))
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
        address,
        name,
        FRAME_HEIGHT,
    )


def _rows(entry: features.FeatureAnswer) -> Iterator[dict[str, Any]]:
    """Return the organisation and its places, as the list and the map tell them."""
    about = entry.properties
    yield {
        "row": 0,
        "collection": "organisations",
        "name": entry.name,
        "kind": kind_of("organisations", about),
        "told": about,
        "address": entry_address("organisations", entry.id, entry.name),
        "is_example": about["is_example"],
        "point": position_of(entry.geometry),
    }
    for number, place in enumerate(about["places"], start=1):
        yield {
            "row": number,
            "collection": "places",
            "name": place["name"] or entry.name,
            "kind": kind_of("places", place),
            "told": place,
            "address": entry_address("places", place["id"], place["name"]),
            "is_example": about["is_example"],
            "point": place["coordinates"],
        }
