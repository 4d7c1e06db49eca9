"""Make a record of an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapely import Point

from geodata.area import Area
from geodata.texts import Texts
from importers.linkedevents.items import Item, Unusable, id_of, names, referred, texts, web_address
from importers.linkedevents.rules import table
from importers.linkedevents.times import Span
from importers.linkedevents.venues import is_internet
from importers.records import EventRecord, Json
from importers.soundness import LONGEST_TEXT

PARTED = "\n\n"


def event_record(item: Item, span: Span, point: Point | None, area: Area) -> EventRecord:
    """Return the record of an event, at a time and a position; raises Unusable with the reason."""
    if span.start is None:
        raise Unusable("it has no start, nor has a part of it")
    place = id_of(item.get("location"))
    is_free, price = _offers(item)
    return EventRecord(
        source_id=id_of(item),
        name=names(item),
        starts_at=span.start,
        ends_at=span.end,
        all_day=span.all_day,
        status=_known("statuses", item.get("event_status") or "EventScheduled", "event_status"),
        kind=_kind(item),
        series=id_of(item.get("super_event")) or None,
        place=None if not place or is_internet(place) else place,
        point=point,
        summary=texts(item.get("short_description"), "short_description", paragraphs=True),
        description=_description(item),
        languages=tuple(_language(each) for each in referred(item, "in_language")),
        keywords=tuple(dict.fromkeys(map(id_of, referred(item, "keywords", "audience")))),
        is_free=is_free,
        price=price,
        website=web_address(item.get("info_url"), "info_url", area.languages),
        images=tuple(filter(None, map(_image, referred(item, "images")))),
        published_by=id_of(item.get("publisher"))[:200],
    )


def _known(kind: str, value: Any, name: str) -> str:
    words: Mapping[str, str] = table()[kind]
    if not isinstance(value, str) or value not in words:
        raise Unusable(f"{name} is {str(value)[:40]!r}, not one of {', '.join(words)}")
    return words[value]


def _kind(item: Item) -> str:
    kind = item.get("super_event_type")
    return _known("kinds", kind, "super_event_type") if kind else ""


def _language(reference: Any) -> str:
    return id_of(reference).replace("_", "-")


def _description(item: Item) -> Texts:
    """Return the description, and after it where in its place the event is."""
    found = texts(item.get("description"), "description", paragraphs=True)
    for language, where in texts(
        item.get("location_extra_info"), "location_extra_info", paragraphs=True
    ).items():
        told = PARTED.join(filter(None, (found.get(language), where)))
        found[language] = told if len(told) <= LONGEST_TEXT else found[language]
    return found


def _offers(item: Item) -> tuple[bool | None, Texts]:
    """Return whether everybody gets in for nothing, and the prices, each once."""
    free: list[bool] = []
    prices: dict[str, list[str]] = {}
    for offer in referred(item, "offers"):
        if not isinstance(offer, dict):
            raise Unusable("offers is no list of offers")
        if isinstance(offer.get("is_free"), bool):
            free.append(offer["is_free"])
        told = texts(offer.get("price"), "price") or texts(offer.get("description"), "description")
        for language, price in told.items():
            prices.setdefault(language, []).append(price)
    is_free = all(free) if free else None
    return is_free, {key: " · ".join(dict.fromkeys(each)) for key, each in prices.items()}


def _image(image: Any) -> Json | None:
    """Return an image with what may be done with it; one of unknown licence is for its event."""
    address = image.get("url") if isinstance(image, dict) else None
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        return None
    name = str(image.get("license") or "")
    licence = table()["licences"].get(name, {"licence": name, "only_with_event": True})
    return {
        "url": address,
        "alt": texts(image.get("alt_text"), "alt_text"),
        "photographer": str(image.get("photographer_name") or "").strip(),
        **licence,
    }
