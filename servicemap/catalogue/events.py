"""Events with their times, where they are and who arranges them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, prefetch_related_objects

from geodata.area import current_area
from geodata.models import Event, Occurrence, Organisation, Place
from servicemap.catalogue.collection import Collection, Told
from servicemap.catalogue.descriptions import descriptions
from servicemap.catalogue.keywords import keywords, name_keywords
from servicemap.catalogue.parts import address, open_only, web
from servicemap.times import Span
from servicemap.wording import chosen

LISTED_TIMES = 10  # that a list tells of each event; one event by itself tells all
MOST_PARTS = 200


def _event(event: Any, language: str) -> Told:
    times = [time_told(each) for each in event.told_times]
    shown = times[0] if times else time_told(event)
    audience, audience_language = chosen(event.audience, language)
    price, price_language = chosen(event.price, language)
    return {
        "kind": event.kind,
        **(shown if times or not event.last_time else time_told(event.last_time)),
        "all_day": event.all_day,
        "occurrences": times,
        "recurrence": event.recurrence,
        **_series(event, language),
        **_where(event, language),
        **_who(event, language),
        **descriptions(event, language),
        "audience": audience,
        "audience_language": audience_language,
        "is_free": event.is_free,
        "price": price,
        "price_language": price_language,
        "languages": event.languages,
        "wheelchair": event.wheelchair,
        "keywords": keywords(event, language),
        "website": web(event.website),
        "images": [_image(each, language) for each in event.images if web(each.get("url", ""))],
    }


def time_told(time: Any) -> Told:
    """Return a time by the clock of the area; an event tells its own like one of its times."""
    zone = ZoneInfo(current_area().time_zone)
    moments = {name: getattr(time, name, None) for name in ("starts_at", "ends_at", "moved_from")}
    told = {
        name: moment.astimezone(zone).isoformat(timespec="seconds") if moment else None
        for name, moment in moments.items()
    }
    return {**told, "status": time.status}


def _series(event: Any, language: str) -> Told:
    whole = event.series  # None when it is no longer there
    return {
        "series": f"event:{whole.pk}" if whole else None,
        "series_name": chosen(whole.name, language)[0] if whole else "",
        "parts": [
            {"id": f"event:{part.pk}", "name": chosen(part.name, language)[0], **time_told(time)}
            for part in event.coming_parts
            for time in part.told_times
        ],
    }


def _where(event: Any, language: str) -> Told:
    place = event.place
    return {
        "place": f"place:{place.pk}" if place else None,
        "place_name": chosen(place.name, language)[0] if place else "",
        **(address(place, language) if place else {}),
    } | ({} if place else {"street_address": "", "postal_code": "", "city": ""})


def _who(event: Any, language: str) -> Told:
    arranges = event.organisation
    return {
        "organisation": f"organisation:{arranges.pk}" if arranges else None,
        "organisation_name": chosen(arranges.name, language)[0] if arranges else "",
        "published_by": event.published_by,
    }


def _image(image: dict[str, Any], language: str) -> Told:
    return {
        "url": image["url"],
        "alt": chosen(image.get("alt") or {}, language)[0],
        "photographer": str(image.get("photographer") or ""),
        "licence": str(image.get("licence") or ""),
        "only_with_event": bool(image.get("only_with_event")),
    }


def _gather(events: Sequence[Any], span: Span | None) -> None:
    """Fetch the keywords, the times within the span, and the parts of a series.

    Without a span, of one event, all times to come; what is over tells its last one.
    """
    name_keywords(events)
    times = (span or Span.of_days(None, None)).times().order_by("starts_at")
    told = times if span is None else times[:LISTED_TIMES]
    prefetch_related_objects(events, Prefetch("times", told, to_attr="told_times"))
    for event in events:
        event.last_time = None
        event.coming_parts = []
    if span is None:
        for event in events:
            _gather_whole(event, times)


def _gather_whole(event: Any, times: Any) -> None:
    """Fetch what only the page of an event tells."""
    if not event.told_times:
        event.last_time = Occurrence.objects.filter(event=event).order_by("-starts_at").first()
    parts = Event.objects.open().filter(series=event).order_by("starts_at", "pk")
    first = Prefetch("times", times[:1], to_attr="told_times")
    coming = parts.filter(pk__in=times.order_by().values("event"))
    event.coming_parts = list(coming.prefetch_related(first)[:MOST_PARTS])


COLLECTION = Collection(
    "events",
    "event",
    Event,
    _event,
    prefetch=(
        open_only(Place, "place"),
        open_only(Organisation, "organisation"),
        open_only(Event, "series"),
    ),
    parts=("place", "organisation"),
    gather=_gather,
    is_timed=True,
)
