"""Say of each collection what its pages are called and which symbol stands for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


@dataclass(frozen=True)
class Kind:
    """One collection as readers meet it; texts are translated when they are shown."""

    collection: str  # in the address: "stations"
    one: str  # in `from` and `to`: "station"
    name: Text  # of one
    names: Text  # of many: the list's heading
    about: Text  # what it is, in one sentence
    icon: str


KINDS = {
    kind.collection: kind
    for kind in (
        Kind(
            "stations",
            "station",
            pgettext_lazy("kind", "Station"),
            _("Stations"),
            _("Metro, train, tram, bus and ferry: where a walk begins."),
            "station",
        ),
        Kind(
            "trails",
            "trail",
            pgettext_lazy("kind", "Trail"),
            _("Trails"),
            _("Marked routes and named paths, with the places where you can step onto them."),
            "trail",
        ),
        Kind(
            "hubs",
            "hub",
            pgettext_lazy("kind", "Mobility hub"),
            _("Mobility hubs"),
            _("Places where you change from one way of travelling to another."),
            "hub",
        ),
        Kind(
            "organisations",
            "organisation",
            pgettext_lazy("kind", "Organisation"),
            _("Organisations"),
            _("Associations, libraries, clubs and others who do something for residents."),
            "organisation",
        ),
        Kind(
            "places",
            "place",
            pgettext_lazy("kind", "Place"),
            pgettext_lazy("collection", "Places"),
            _("Sports fields, beaches, halls, venues and other places where something is done."),
            "place",
        ),
        Kind(
            "events",
            "event",
            pgettext_lazy("kind", "Event"),
            _("Events"),
            _("What happens around you in the coming days, day by day."),
            "calendar",
        ),
        Kind(
            "amenities",
            "amenity",
            pgettext_lazy("kind", "Amenity"),
            _("Along the way"),
            _("Toilets, drinking water, cafés, benches, beaches and what else helps on a walk."),
            "amenity",
        ),
    )
}
COLLECTION_OF = {kind.one: kind.collection for kind in KINDS.values()}

# Kinds with symbols of their own; all others have that of their collection.
ICONS: dict[str, dict[str, str]] = {
    "stations": {
        "subway": "subway",
        "train": "train",
        "light_rail": "tram",
        "tram": "tram",
        "bus": "bus",
        "ferry": "ferry",
    },
    "amenities": {
        "toilets": "toilets",
        "drinking_water": "water",
        "cafe": "cafe",
        "kiosk": "cafe",
        "beach": "swim",
        "swimming_place": "swim",
        "bird_hide": "view",
        "observation_tower": "view",
        "viewpoint": "view",
        "picnic_site": "picnic",
        "firepit": "fire",
        "shelter": "shelter",
        "wilderness_hut": "shelter",
        "camp_site": "tent",
        "sauna": "sauna",
        "playground": "play",
        "fitness_station": "fitness",
        "bicycle_repair": "repair",
        "information_board": "information",
        "defibrillator": "heart",
    },
}


def icon_of(collection: str, kind: str = "") -> str:
    """Return the name of the symbol for something of a kind."""
    return ICONS.get(collection, {}).get(kind, KINDS[collection].icon)
