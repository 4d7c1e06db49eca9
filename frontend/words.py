"""Put the words of the data into the reader's language: kinds, modes, surfaces, yes and no.

These stand here and not in a data file because gettext finds its texts in code.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from frontend.kinds import COLLECTION_OF
from frontend.kinds import KINDS as NAMES

Words = Mapping[str, str | Promise]

STATIONS: Words = {
    "subway": _("metro station"),
    "train": _("railway station"),
    "light_rail": _("light rail stop"),
    "tram": _("tram stop"),
    "bus": _("bus stop or station"),
    "ferry": _("ferry pier"),
}
TRAILS: Words = {
    "hiking": _("hiking trail"),
    "foot": _("walking route"),
    "bicycle": _("cycling route"),
    "running": _("running track"),
    "path": _("named path"),
}
COMPONENTS: Words = {
    "subway": _("metro"),
    "metro": _("metro"),
    "train": _("train"),
    "light_rail": _("light rail"),
    "tram": _("tram"),
    "bus": _("bus"),
    "ferry": _("ferry"),
    "shared_bikes": _("shared bikes"),
    "bike_parking": _("bicycle parking"),
    "park_and_ride": _("park and ride"),
    "charging": _("charging for electric cars"),
    "car_share": _("shared cars"),
    "taxi": _("taxi"),
}
IN_LANGUAGES: Words = {
    "fi": _("in Finnish"),
    "sv": _("in Swedish"),
    "en": _("in English"),
    "ar": _("in Arabic"),
    "fi-simple": _("in plain Finnish"),
}
DAY_TYPES: Words = {
    # In a context of their own: without it they would stand in for Django's names of days in dates.
    "weekday": pgettext_lazy("kind of day", "Weekday"),
    "saturday": pgettext_lazy("kind of day", "Saturday"),
    "sunday": pgettext_lazy("kind of day", "Sunday"),
}
PATHWAYS: Words = {
    "walkway": pgettext_lazy("inside a station", "walkway"),
    "stairs": pgettext_lazy("inside a station", "stairs"),
    "moving_walkway": pgettext_lazy("inside a station", "moving walkway"),
    "escalator": pgettext_lazy("inside a station", "escalator"),
    "lift": pgettext_lazy("inside a station", "lift"),
    "fare_gate": pgettext_lazy("inside a station", "fare gate"),
    "exit_gate": pgettext_lazy("inside a station", "exit gate"),
}
ORGANISATIONS: Words = {
    "arts_centre": _("arts centre"),
    "association": _("association"),
    "charity": _("charity"),
    "club": _("club"),
    "community_centre": _("community centre"),
    "company": _("company"),
    "foundation": _("foundation"),
    "health_centre": _("health centre"),
    "hospital": _("hospital"),
    "kindergarten": _("kindergarten"),
    "library": _("library"),
    "museum": _("museum"),
    "ngo": _("civic organisation"),
    "place_of_worship": _("place of worship"),
    "playground": _("playground"),
    "political_party": _("political party"),
    "public_body": _("public body"),
    "religious_community": _("religious community"),
    "school": _("school"),
    "service_point": _("service point"),
    "social_centre": _("social centre"),
    "social_facility": _("social facility"),
    "sports_centre": _("sports centre"),
    "sports_club": _("sports club"),
    "swimming_hall": _("swimming hall"),
    "theatre": _("theatre"),
    "union": _("trade union"),
    "youth_centre": _("youth centre"),
}
PLACES: Words = {
    **ORGANISATIONS,  # where one of them is found is called like it, unless it is an office
    "activity_park": _("activity park"),
    "beach": _("beach"),
    "boat_harbour": _("boat harbour"),
    "camp_site": _("camp site"),
    "climbing": _("climbing"),
    "disc_golf": _("disc golf course"),
    "dog_park": _("dog park"),
    "events_venue": _("venue of events"),
    "firepit": _("campfire site"),
    "fishing_place": _("fishing place"),
    "fitness_station": _("outdoor gym"),
    "golf": _("golf course"),
    "gym": _("gym"),
    "ice_rink": _("ice rink"),
    "information_board": _("information board"),
    "motor_sports": _("motor sports"),
    "observation_tower": _("observation tower"),
    "office": _("office"),
    "orienteering_area": _("orienteering area"),
    "outdoor_area": _("outdoor area"),
    "place": _("place"),
    "riding": _("riding"),
    "shelter": _("shelter"),
    "shooting_range": _("shooting range"),
    "ski_slope": _("skiing"),
    "sports_field": _("sports field"),
    "sports_hall": _("sports hall"),
    "sports_place": _("sports place"),
    "swimming_place": _("swimming place"),
    "swimming_pool": _("swimming pool"),
    "water_sports": _("water sports"),
    "wilderness_hut": _("wilderness hut"),
}
AMENITIES: Words = {
    "beach": _("beach"),
    "bench": _("bench"),
    "bicycle_repair": _("bicycle repair stand"),
    "bird_hide": _("bird hide"),
    "cafe": _("café"),
    "camp_site": _("camp site"),
    "counter": _("counter of walkers and cyclists"),
    "defibrillator": _("defibrillator"),
    "drinking_water": _("drinking water"),
    "firepit": _("campfire site"),
    "fitness_station": _("outdoor gym"),
    "information_board": _("information board"),
    "kiosk": _("kiosk"),
    "observation_tower": _("observation tower"),
    "picnic_site": _("picnic site"),
    "playground": _("playground"),
    "sauna": _("sauna"),
    "shelter": _("shelter"),
    "swimming_place": _("swimming place"),
    "toilets": _("toilet"),
    "viewpoint": _("viewpoint"),
    "wilderness_hut": _("wilderness hut"),
}
EVENTS: Words = {
    "": _("event"),
    "series": _("series of events"),
    "umbrella": _("event of several parts"),
}
KINDS: Mapping[str, Words] = {
    "stations": STATIONS,
    "trails": TRAILS,
    "hubs": COMPONENTS,
    "organisations": ORGANISATIONS,
    "places": PLACES,
    "events": EVENTS,
    "amenities": AMENITIES,
}
SURFACES: Words = {
    "": pgettext_lazy("surface", "not known"),
    "unknown": pgettext_lazy("surface", "not known"),
    "asphalt": _("asphalt"),
    "cobblestone": _("cobblestones"),
    "compacted": _("compacted gravel"),
    "concrete": _("concrete"),
    "dirt": _("earth"),
    "earth": _("earth"),
    "fine_gravel": _("fine gravel"),
    "grass": _("grass"),
    "gravel": _("gravel"),
    "ground": _("earth"),
    "metal": _("metal"),
    "paved": pgettext_lazy("surface", "paved"),
    "paving_stones": _("paving stones"),
    "pebblestone": _("pebbles"),
    "rock": _("rock"),
    "sand": _("sand"),
    "sett": _("setts"),
    "stone": _("stone"),
    "unpaved": pgettext_lazy("surface", "unpaved"),
    "wood": _("wood"),
    "woodchips": _("wood chips"),
}
PROFILES: Words = {
    "walk": pgettext_lazy("profile", "Walking"),
    "step_free": pgettext_lazy("profile", "Without steps"),
    "slow": pgettext_lazy("profile", "Walking slowly"),
}
WHEELCHAIR: Words = {
    "yes": pgettext_lazy("wheelchair", "Accessible by wheelchair"),
    "limited": pgettext_lazy("wheelchair", "Partly accessible by wheelchair"),
    "no": pgettext_lazy("wheelchair", "Not accessible by wheelchair"),
    "": pgettext_lazy("wheelchair", "Wheelchair access not known"),
}
STEP_FREE: Words = {
    "yes": pgettext_lazy("step-free", "Step-free"),
    "no": pgettext_lazy("step-free", "Not step-free"),
    "unknown": pgettext_lazy("step-free", "Not known to be step-free"),
}
ANSWER: Words = {
    "yes": pgettext_lazy("answer", "Yes"),
    "no": pgettext_lazy("answer", "No"),
    "unknown": pgettext_lazy("answer", "Not known"),
}
FEE: Words = {
    "yes": pgettext_lazy("fee", "Costs something"),
    "no": pgettext_lazy("fee", "Free of charge"),
    "": pgettext_lazy("fee", "Not known whether it costs something"),
}

# What has no page of its own and is found all the same.
NOUNS: Words = {
    "place_name": _("part of town"),
    "address": _("address"),
    "topic": _("topic"),
}
NOUNS_OF_MANY: Words = {
    "event": _("Events"),
    "place_name": _("Parts of town"),
    "address": _("Addresses"),
    "topic": _("Topics"),
}
# In which one is served; a language that is not among them is shown by its code.
LANGUAGES: Words = {
    "fi": pgettext_lazy("language", "Finnish"),
    "sv": pgettext_lazy("language", "Swedish"),
    "en": pgettext_lazy("language", "English"),
    "ar": pgettext_lazy("language", "Arabic"),
    "et": pgettext_lazy("language", "Estonian"),
    "fa": pgettext_lazy("language", "Persian"),
    "ru": pgettext_lazy("language", "Russian"),
    "so": pgettext_lazy("language", "Somali"),
    "uk": pgettext_lazy("language", "Ukrainian"),
}
SEARCH_FIELDS: Words = {
    "kinds": pgettext_lazy("search", "What"),
    "kind": pgettext_lazy("search", "Kind"),
    "topic": pgettext_lazy("search", "Topic"),
    "served_in": pgettext_lazy("search", "Language of service"),
    "open": pgettext_lazy("search", "Open"),
    "wheelchair": pgettext_lazy("search", "Accessibility"),
    "free": pgettext_lazy("search", "Free of charge"),
    "since": pgettext_lazy("search", "Events from"),
    "until": pgettext_lazy("search", "Events until"),
    "from": pgettext_lazy("search", "Near"),
    "minutes": pgettext_lazy("search", "Minutes on foot"),
    "profile": pgettext_lazy("search", "Who walks?"),
    "serves": pgettext_lazy("search", "Who serves this address?"),
    "bbox": pgettext_lazy("search", "The map's view"),
    "next": pgettext_lazy("search", "Page"),
}
WHEELCHAIR_AT_LEAST: Words = {
    "yes": pgettext_lazy("wheelchair", "Accessible by wheelchair"),
    "limited": pgettext_lazy("wheelchair", "At least partly accessible by wheelchair"),
}
FIELDS: Words = {
    "name": pgettext_lazy("fact", "Name"),
    "description": pgettext_lazy("fact", "Description"),
    "website": pgettext_lazy("fact", "Website"),
    "email": pgettext_lazy("fact", "E-mail"),
    "telephone": pgettext_lazy("fact", "Telephone"),
    "street_address": pgettext_lazy("fact", "Street address"),
    "postal_code": pgettext_lazy("fact", "Postal code"),
    "city": pgettext_lazy("fact", "City"),
    "opening_hours": pgettext_lazy("fact", "Opening hours"),
    "point": pgettext_lazy("fact", "Position"),
    "kind": pgettext_lazy("fact", "Kind"),
    "mode": pgettext_lazy("fact", "Kind"),
    "wheelchair": pgettext_lazy("fact", "Wheelchair access"),
    "keywords": pgettext_lazy("fact", "Keywords"),
    "languages": pgettext_lazy("fact", "Languages"),
    "identifiers": pgettext_lazy("fact", "Identifiers elsewhere"),
    "part_of": pgettext_lazy("fact", "Part of"),
    "operator": pgettext_lazy("fact", "Operator"),
    "routes": pgettext_lazy("fact", "Lines"),
    "departures": pgettext_lazy("fact", "Departures"),
    "capacity": pgettext_lazy("fact", "Capacity"),
}

REASONS: Words = {
    "identifier": _("both are called %(value)s elsewhere"),
    "name": _("names are alike"),
    "metres": _("%(value)s m apart"),
    "website": _("same website"),
    "email": _("same e-mail address"),
    "telephone": _("same telephone number"),
    "postal_code": _("same postal code"),
    "code": _("same sign"),
}


# What the software itself calls sources, by their keys; OpenStreetMap is called so everywhere.
SOURCES: Words = {
    "curated": _("Stations from the area's own file"),
    "gbfs": _("Shared bikes (GBFS)"),
    "citybikes": _("City bike stations (GeoJSON)"),
    "gtfs": _("Timetable (GTFS)"),
    "servicemap_register": _("Service register of the capital region"),
    "servicemap_v2": _("Service Map of the capital region"),
    "population": _("Population grid (GeoJSON)"),
    "postal_areas": _("Postal areas (GeoJSON)"),
    "districts": _("Districts (GeoJSON)"),
    "upload": _("A file of the city"),
    "wfs": _("A layer of a city's map service (WFS)"),
    "examples": _("Examples: invented, none of it is real"),
}


def word(words: Words, key: str) -> str:
    """Return the word for a key of the data; an unknown key is shown as the data has it."""
    found = words.get(key)
    return str(found) if found is not None else key.replace("_", " ")


def kind_of(collection: str, properties: Mapping[str, object]) -> str:
    """Return what one entry of a collection is, such as "metro station"."""
    key = str(properties.get("mode") or properties.get("kind") or "")
    if collection == "hubs":
        return gettext("mobility hub: %(kind)s") % {"kind": word(COMPONENTS, key)}
    return word(KINDS[collection], key)


def what_is(noun: str, kind: str) -> str:
    """Return what something found is, such as "library", "mobility hub: metro" or "event"."""
    collection = COLLECTION_OF.get(noun, "")
    if kind in KINDS.get(collection, {}) or (kind and collection in KINDS):
        return kind_of(collection, {"kind": kind})
    name = NAMES[collection].name if collection else NOUNS.get(noun, noun)
    return str(name)
