"""Answer: what happens next at a place, or is arranged by an organisation?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from geodata.models import Event, Occurrence, Place
from servicemap.attributions import credits_of
from servicemap.catalogue.events import time_told
from servicemap.times import Span
from servicemap.wording import chosen

MOST = 10


@dataclass(frozen=True)
class ComingEvent:
    """An event with its next time, as `/api/v1/events` tells times."""

    id: int
    name: str
    properties: dict[str, Any]


@dataclass(frozen=True)
class Coming:
    """What comes, in the order of time; `has_more` when there is more than is told."""

    events: tuple[ComingEvent, ...]
    has_more: bool
    credits: tuple[str, ...]


def of_organisation(id: int, language: str) -> Coming:
    """Return what an organisation arranges, and what is at its places."""
    places = Place.objects.filter(organisation=id).values("pk")
    own, there = Event.objects.filter(organisation=id), Event.objects.filter(place__in=places)
    # Each by its index: as alternatives they would be looked for among all events.
    return _coming(Q(pk__in=own.values("pk").union(there.values("pk"))), language)


def of_place(id: int, language: str) -> Coming:
    """Return what is at a place."""
    return _coming(Q(place=id), language)


def _coming(which: Q, language: str) -> Coming:
    """One query, and one more where other sources say something of an event."""
    times = Span.of_days(None, None).firsts(Event.objects.open().filter(which))
    times = times.select_related("event__source").order_by("starts_at", "event")
    found = list(times[: MOST + 1])
    return Coming(
        tuple(_event(time, language) for time in found[:MOST]),
        len(found) > MOST,
        credits_of(time.event for time in found[:MOST]),
    )


def _event(time: Occurrence, language: str) -> ComingEvent:
    event = time.event
    name, name_language = chosen(event.name, language)
    told = {"name_language": name_language, "kind": event.kind, "is_example": event.is_example}
    return ComingEvent(event.pk, name, {**told, "all_day": event.all_day, **time_told(time)})
