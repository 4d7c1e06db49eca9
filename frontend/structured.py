"""Tell search engines in schema.org's terms what a page is about; nothing of it is executed."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from servicemap.features import FeatureAnswer

Data = dict[str, Any]
MOST_TIMES = 50
MOST_DESCRIPTION = 1_000
MOST_NAME = 200
STATUSES = {
    "scheduled": "EventScheduled",
    "rescheduled": "EventRescheduled",
    "cancelled": "EventCancelled",
    "postponed": "EventPostponed",
}
# What could end the block or a line of it: only texts hold these signs, where JSON may escape them.
ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def as_script(data: Data) -> SafeString:
    """Return a data block for the page's head; fields that hold nothing are left out."""
    whole = {"@context": "https://schema.org", **_without_nothing(data)}
    text = json.dumps(whole, ensure_ascii=False).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped


def event_data(event: FeatureAnswer, address: str) -> Data:
    """Return an event as schema.org tells it; one that comes again has an event for each time."""
    about = event.properties
    times = about["occurrences"]
    whole = {
        "@type": "Event",
        "name": called(event),
        "url": address,
        "description": about["summary"] or about["description"][:MOST_DESCRIPTION],
        "inLanguage": about["languages"],
        "isAccessibleForFree": about["is_free"],
        "location": _location(event),
        "organizer": _organiser(about),
        "superEvent": {"@type": "EventSeries", "name": about["series_name"]}
        if about["series"]
        else None,
        "image": [image["url"] for image in about["images"] if not image["only_with_event"]],
        "offers": _offer(about),
    }
    if len(times) < 2:
        return whole | _time(about, all_day=about["all_day"])
    same = {"@type": "Event", "name": whole["name"], "location": whole["location"]}
    parts = [same | _time(time, all_day=about["all_day"]) for time in times[:MOST_TIMES]]
    ends = times[-1]["ends_at"] or times[-1]["starts_at"]
    return whole | {
        "@type": "EventSeries",
        "startDate": times[0]["starts_at"],
        "endDate": ends,
        "subEvent": parts,
    }


def called(event: FeatureAnswer) -> str:
    """Return its name; schema.org has no word for what is not real, so that the name says it."""
    name = Truncator(event.name).chars(MOST_NAME)
    return f"{_('Example, not real')}: {name}" if event.properties["is_example"] else name


def _time(time: Data, *, all_day: bool) -> Data:
    status = "rescheduled" if time["moved_from"] else time["status"]
    length = len("2026-11-28") if all_day else None
    return {
        "startDate": time["starts_at"][:length],
        "endDate": time["ends_at"][:length] if time["ends_at"] and not all_day else None,
        "previousStartDate": time["moved_from"],
        "eventStatus": f"https://schema.org/{STATUSES[status]}",
    }


def _location(event: FeatureAnswer) -> Data:
    about, where = event.properties, event.record()
    street = {
        "@type": "PostalAddress",
        "streetAddress": about["street_address"],
        "postalCode": about["postal_code"],
        "addressLocality": about["city"],
    }
    point = {"@type": "GeoCoordinates", "latitude": where["lat"], "longitude": where["lon"]}
    return {
        "@type": "Place",
        "name": about["place_name"],
        "address": street if any((about["street_address"], about["city"])) else None,
        "geo": point if where["lat"] is not None else None,
    }


def _organiser(about: Data) -> Data | None:
    name = about["organisation_name"]
    return {"@type": "Organization", "name": name} if name else None


def _offer(about: Data) -> Data | None:
    """Return what it costs: in words, since only "nothing" is a number for sure."""
    price = 0 if about["is_free"] else None
    known = price is not None or about["price"]
    return {"@type": "Offer", "price": price, "description": about["price"]} if known else None


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_nothing(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [], {})}
    return [_without_nothing(each) for each in value] if isinstance(value, list) else value
