"""The page of one station, trail, hub, organisation, place, event or amenity."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from frontend import events, nearby
from frontend.addresses import entry_address, entry_addresses
from frontend.along import along_context
from frontend.kinds import KINDS
from frontend.pages import page, show
from frontend.structured import as_script
from frontend.structured_entries import breadcrumb_data, entry_data
from frontend.templatetags.look import plain_name
from frontend.words import DAY_TYPES, kind_of
from servicemap import caching, coming, features, operating_area, parameters, runs
from servicemap.attributions import together
from servicemap.opening import Opening, opening_of
from servicemap.operating_area import OperatingAreaQuery
from servicemap.visitors import use

COMING = {"organisations": coming.of_organisation, "places": coming.of_place}


@page
@caching.tells_now
def entry_view(request: HttpRequest, collection: str, id: int, slug: str = "") -> HttpResponse:
    """GET /{lang}/stations/{id}/{slug}/ and the like; another slug leads to the right one."""
    language = (get_language() or "en").split("-")[0]
    query = features.FeatureQuery(collection, id, language, _text(request))
    address = entry_address(collection, *features.named(query)) if not slug else request.path
    if request.path != address:
        return HttpResponseRedirect(address)
    answer = features.answer_one(query)
    entry = answer.feature
    address = entry_address(collection, entry.id, entry.name)
    if entry.id != id:
        return HttpResponseRedirect(address)  # another entry stands for this one
    if request.path != address and slug != _slug_in(address):
        # Names change, so that an address that is wrong today may be right tomorrow: not for ever.
        return HttpResponseRedirect(address)
    use.count(request, use.What.OPENED, [(KINDS[collection].one, entry.id)])
    return shown(request, collection, answer, language)


def shown(
    request: HttpRequest,
    collection: str,
    answer: features.OneFeatureAnswer,
    language: str,
    **more: Any,
) -> HttpResponse:
    """Return the page of an entry, told `more` than follows from the entry."""
    entry = answer.feature
    address = entry_address(collection, entry.id, entry.name)
    context: dict[str, Any] = {
        "kind": KINDS[collection],
        "kind_name": kind_of(collection, entry.properties),
        "entry": entry,
        "about": entry.properties,
        "provenance": answer.provenance,
        "facts": answer.facts,
        "confirmed_on": runs.confirmed_on(entry.properties["source"]["key"]),
        "api_address": reverse(f"api-{collection}-one", kwargs={"id": entry.id}),
        "page_address": request.build_absolute_uri(address),
        "within": settings.AREA.last_mile.within,
        **_told(entry, language),
        **_walks(collection, entry, language),
        **more,
    }
    if collection == "trails":
        context |= along_context(request, entry.id, language)
    if collection == "organisations":
        context["operating"] = operating_area.answer(OperatingAreaQuery(entry.id, language))
    if collection in COMING:
        context |= _coming(collection, answer, language)
    if collection == "events":
        context |= events.told(entry, request.build_absolute_uri(address))
    context["structured"] = _structured(request, collection, entry, context)
    # What is only looked at has its own address in each language, not the entry's.
    names = entry.properties["names"]
    others = {} if "preview" in more else entry_addresses(collection, entry.id, names)
    return show(request, KINDS[collection].one, context, others=others)


def _structured(
    request: HttpRequest, collection: str, entry: features.FeatureAnswer, context: dict[str, Any]
) -> SafeString:
    """Return what search engines are told: the entry, and the way to it from the front page."""
    steps = [
        (gettext("Front page"), reverse("pages:home")),
        (str(KINDS[collection].names), reverse(f"pages:{collection}")),
        (plain_name(collection, entry), request.path),
    ]
    whole = [(name, request.build_absolute_uri(path)) for name, path in steps]
    told = context.get("structured") or entry_data(
        collection,
        entry,
        whole[-1][1],
        context["opening"],
        context["operating"].parts if "operating" in context else (),
    )
    return as_script({"@graph": [told, breadcrumb_data(whole)]})


def _text(request: HttpRequest) -> str | None:
    """Return the language in which the description is asked for; raises ParameterError."""
    given = {key: text for key, text in request.GET.items() if key == parameters.TEXT.name}
    return parameters.TEXT.of(parameters.take(given, [parameters.TEXT]))


def position_of(geometry: str | None) -> tuple[float, float] | None:
    """Return (lon, lat) of a point; None for lines and for what has no position."""
    shape: dict[str, Any] = json.loads(geometry) if geometry else {}
    if shape.get("type") != "Point":
        return None
    lon, lat = shape["coordinates"][:2]
    return float(lon), float(lat)


def _slug_in(address: str) -> str:
    """Return the slug at the end of an address, before it is percent-encoded."""
    return unquote(address.rstrip("/").rpartition("/")[2])


def _told(entry: features.FeatureAnswer, language: str) -> dict[str, Any]:
    """Return what the page shows of an entry in a form of its own."""
    about = entry.properties
    position = position_of(entry.geometry)
    return {
        "position": position,
        "position_text": ", ".join(f"{degrees:.5f}" for degrees in position or ()),
        "other_names": _other_names(entry),
        "places": [
            {**each, "opening": _opening(each, language)}
            for each in about.get("places", ())
            if _adds(each, about)
        ],
        "components": _grouped(about.get("components", ())),
        "hourly": _hourly(about.get("departures")),
        "ways_inside": Counter(way["mode"] for way in about.get("pathways", ())).items(),
        "opening": _opening(about, language),
    }


def _opening(about: Mapping[str, Any], language: str) -> Opening | None:
    told = about.get("opening_hours")
    return opening_of(told, language) if told else None


def _coming(collection: str, answer: features.OneFeatureAnswer, language: str) -> dict[str, Any]:
    """Return what happens there next, with whom to credit for it."""
    coming = COMING[collection](answer.feature.id, language)
    credit = together((answer.provenance.attribution,), coming.credits)
    return {"coming": coming, "provenance": replace(answer.provenance, attribution=credit)}


def _grouped(components: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the components of a hub by what they are, those with a name first."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for part in components:
        groups.setdefault(part["kind"], []).append(part)
    return {
        kind: sorted((part for part in parts if part["name"]), key=lambda part: str(part["name"]))
        for kind, parts in groups.items()
    }


def _hourly(departures: Mapping[str, list[int]] | None) -> dict[str, Any]:
    """Return departures as a table: the hours at which anything leaves, a column per day type."""
    if not departures or not any(map(any, departures.values())):
        return {}
    days = [day for day in DAY_TYPES if day in departures]
    by_hour = zip(*(departures[day] for day in days), strict=True)
    rows = [(hour, numbers) for hour, numbers in enumerate(by_hour) if any(numbers)]
    return {"days": days, "rows": rows}


def _other_names(entry: features.FeatureAnswer) -> list[dict[str, str]]:
    """Return the names in other languages that differ from the one in the heading, each once."""
    others: dict[str, str] = {}
    names = entry.properties["names"]
    for language in settings.AREA.languages:
        text = names.get(language)
        if text and text != entry.name:
            others.setdefault(text, language)
    return [{"text": text, "language": language} for text, language in others.items()]


def _adds(place: dict[str, Any], organisation: dict[str, Any]) -> bool:
    """Say whether a place tells anything that its organisation does not tell already."""
    own = ("name", "street_address", "telephone", "website", "opening_hours")
    return any(place[key] and place[key] != organisation[key] for key in own)


def _walks(collection: str, entry: features.FeatureAnswer, language: str) -> dict[str, Any]:
    """Return the walks that the page of such an entry tells."""
    endpoint = str(entry.properties.get("endpoint", ""))
    position = position_of(entry.geometry)
    if collection == "trails":
        return {"stations": nearby.stations_to(endpoint, language)}
    if position is None:
        return {}
    if collection in ("organisations", "places", "events"):
        shown: dict[str, Any] = {"ways": nearby.ways_to(endpoint, position, language)}
        if collection == "places":
            shown["around"] = nearby.around_here(endpoint, language)
        return shown
    if collection == "amenities":
        return _amenity_walks(position, language)
    last_mile = nearby.last_mile_from(endpoint, language)
    skipped = frozenset({endpoint, *(walk.target.id for walk in last_mile)})
    shown = {
        "last_mile": last_mile,
        "trails": nearby.trails_from(endpoint, position, language, skipped),
        "around": nearby.around_here(endpoint, language),
    }
    if collection == "stations":
        shown["hubs"] = nearby.hubs_from(endpoint, position, language)
    return shown


def _amenity_walks(position: tuple[float, float], language: str) -> dict[str, Any]:
    """An amenity is no place to walk to by its id: its position is."""
    lon, lat = position
    station = nearby.nearest_station(f"{lon},{lat}", position, language)
    return {"nearest": [station] if station else []}
