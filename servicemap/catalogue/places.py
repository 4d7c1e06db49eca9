"""Places that are more than the address of an organisation."""

from __future__ import annotations

from typing import Any

from geodata.models import Entrance, Organisation, Place
from servicemap.catalogue.collection import Collection, Told
from servicemap.catalogue.descriptions import descriptions
from servicemap.catalogue.keywords import keywords, name_keywords
from servicemap.catalogue.parts import address, entrances, hours, open_only, plain, web
from servicemap.wording import chosen


def _place(place: Any, language: str) -> Told:
    runs = place.organisation  # None when it is no longer there
    return {
        "kind": place.kind,
        **descriptions(place, language),
        **address(place, language),
        "email": place.email,
        "telephone": place.telephone,
        "website": web(place.website),
        "wheelchair": place.wheelchair,
        "opening_hours": hours(place, language),
        "organisation": f"organisation:{runs.pk}" if runs else None,
        "organisation_name": chosen(runs.name, language)[0] if runs else "",
        "entrances": entrances(place, language),
        "keywords": keywords(place, language),
        "identifiers": place.identifiers,
    }


COLLECTION = Collection(
    "places",
    "place",
    Place,
    _place,
    prefetch=(
        plain("opening_hours"),
        open_only(Entrance, "entrances"),
        open_only(Organisation, "organisation"),
    ),
    parts=("entrances", "organisation"),
    listed=lambda places: places.of_its_own(),
    gather=lambda places, span: name_keywords(places),
)
