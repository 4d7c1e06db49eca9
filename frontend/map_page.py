"""The map's page: what its templates and its script need, and its answers without the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from frontend import asking
from frontend.kinds import ICONS, KINDS
from frontend.map_drawing import drawn
from frontend.map_words import kind_words, texts
from frontend.mapping import COMPARED, LIMITS, PROFILES, Told, tell
from frontend.pages import page, show
from servicemap import basemap
from servicemap.catalogue import COLLECTIONS
from servicemap.schemas import fields
from servicemap.visitors import use

# Amenities are many: the map shows them when asked to.
USUAL = [name for name in KINDS if name != "amenities"]


@page
def told_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/told?…: what the page says of this query, without what stands around it."""
    return show(request, "map-told", told_context(_told(request)))


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return everything that the page needs beside its lists."""
    default = settings.AREA.last_mile
    box = settings.AREA.box
    return {
        **told_context(_told(request)),
        "form": asking.form({}),
        "layers": layers_of(request.GET),
        "listed": layers_of(request.GET) if request.GET.get("layers") else list(KINDS),
        "example_position": f"{(box.west + box.east) / 2:.3f},{(box.south + box.north) / 2:.3f}",
        "example_address": "?" + urlencode({"from": default.origin, "to": default.target}),
        "map_config": config(),
    }


def _told(request: HttpRequest) -> Told:
    told = tell(request.GET, _language())
    if told.walks:
        use.count_way(request, told.walks[0].target.id)
    return told


def told_context(told: Told) -> dict[str, Any]:
    """Return what the templates need to tell an answer, with the links to its neighbours."""
    home, query = reverse("pages:home"), told.query
    swapped = {"from": query.given.get("to", ""), "to": query.given.get("from", "")}
    return {
        "told": told,
        "map_query": query,
        "walk": told.walk,
        "drawn": drawn(told),
        "profiles_to": [
            (profile, query.address(home, profile="" if profile == "walk" else profile))
            for profile in PROFILES
        ],
        "compared_with": COMPARED[query.profile],
        "compare_address": query.address(home, compare="" if query.compare else "yes"),
        "clear_address": home,
        "back_address": query.address(home, **swapped),
        "area_addresses": {unit: query.address(home, area=unit) for unit in LIMITS},
        "last_mile_address": query.address(reverse("pages:last-mile"), compare="", area=""),
    }


def layers_of(params: Mapping[str, str]) -> list[str]:
    """Return the layers that are on: the usual ones, or those that the link names."""
    if not params.get("layers", "").strip():
        return USUAL
    asked = params["layers"].split(",")
    return [name for name in KINDS if name in asked]


def config() -> dict[str, Any]:
    """Return what the script has to know: addresses, words, the basemap, where the data is."""
    area, tiles = settings.AREA, basemap.current()
    return {
        "language": _language(),
        "home": reverse("pages:home"),
        "told": reverse("pages:told"),
        "map": reverse("api-map"),
        "icons": static("frontend/icons.svg"),
        "basemap": tiles.url if tiles else None,
        "tiles": {"url": area.tiles.url, "deepest": area.tiles.deepest} if area.tiles else None,
        "box": list(area.box),
        "coverage": [extract.coverage.__geo_interface__ for extract in area.extracts],
        "collections": {
            name: {
                "api": reverse(f"api-{name}"),
                "page": reverse(f"pages:{name}"),
                "endpoint": kind.one if COLLECTIONS[name].is_endpoint else "",
                "hasAddress": "street_address" in fields(COLLECTIONS[name].schema),
                "name": str(kind.name),
                "names": str(kind.names),
                "icon": kind.icon,
                "icons": ICONS.get(name, {}),
            }
            for name, kind in KINDS.items()
        },
        "layers": USUAL,
        "kinds": kind_words(),
        "texts": texts(),
    }


def _language() -> str:
    return (get_language() or "en").split("-")[0]
