"""Organisations with the places where they work."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from geodata.models import Organisation, Place
from servicemap.catalogue.collection import Collection, Told
from servicemap.catalogue.descriptions import descriptions
from servicemap.catalogue.parts import address, coordinates, hours, plain, web
from servicemap.pictures.showing import published, shown
from servicemap.wording import chosen


def _organisation(organisation: Any, language: str) -> Told:
    audience, spoken = chosen(organisation.audience, language)
    since = organisation.unconfirmed_since
    return {
        "kind": organisation.kind,
        **descriptions(organisation, language),
        "audience": audience,
        "audience_language": spoken,
        "languages": organisation.languages,
        "topics": [
            {"key": topic.key, "name": chosen(topic.name, language)[0]}
            for topic in organisation.topics.all()
        ],
        **address(organisation, language),
        "email": organisation.email,
        "telephone": organisation.telephone,
        "website": web(organisation.website),
        "wheelchair": organisation.wheelchair,
        "opening_hours": hours(organisation, language),
        "places": [
            {
                "id": place.pk,
                "kind": place.kind,
                "name": chosen(place.name, language)[0],
                **address(place, language),
                "telephone": place.telephone,
                "website": web(place.website),
                "wheelchair": place.wheelchair,
                "opening_hours": hours(place, language),
                "coordinates": coordinates(place.point),
            }
            for place in organisation.places.all()
        ],
        "pictures": [shown(each, language).as_json() for each in organisation.pictures.all()],
        "unconfirmed_since": since.isoformat(timespec="seconds") if since else None,
    }


def _open_places() -> Prefetch[Any]:
    places = Place.objects.open().select_related("source").order_by("pk")
    return Prefetch("places", queryset=places.prefetch_related("opening_hours"))


def _shown_pictures() -> Prefetch[Any]:
    return Prefetch("pictures", queryset=published())


COLLECTION = Collection(
    "organisations",
    "organisation",
    Organisation,
    _organisation,
    prefetch=(plain("topics"), plain("opening_hours"), _open_places, _shown_pictures),
    parts=("places",),
)
