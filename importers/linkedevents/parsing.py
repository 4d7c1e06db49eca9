"""Read events, places and keywords from a parcel or from what the service answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from shapely import Point

from geodata.area import Area, Feed
from importers import parcels
from importers.linkedevents.items import (
    Item,
    Unusable,
    id_of,
    is_whole,
    part_of,
    position,
    referred,
)
from importers.linkedevents.occasions import event_record
from importers.linkedevents.rules import Rules, Today, read_rules, today
from importers.linkedevents.times import Span, midnight, span_of
from importers.linkedevents.venues import (
    is_internet,
    keyword_record,
    lies_elsewhere,
    place_record,
)
from importers.records import Problem, Record
from importers.sources import Parse

Found = Iterator[Record | Problem]
LEVELS = 2  # an event is part of a series, which is part of an umbrella event


def configured(feed: Feed, today: Today = today) -> Parse:
    """Return what reads files of this feed; raises InputError when its options are wrong."""
    rules = read_rules(feed, today)

    def parse(stream: BinaryIO, area: Area) -> Found:
        surroundings = _look_around(stream, area)
        stream.seek(0)
        yield from _Reading(area, rules, surroundings).read(stream)

    return parse


@dataclass
class _Surroundings:
    """What a record needs to know of others, which may come after it."""

    places: dict[str, Point] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)  # series → from its first to its last part
    wholes: dict[str, str] = field(default_factory=dict)  # what has no start → what it is part of
    events: set[str] = field(default_factory=set)  # those that do not only come along with others

    def add_part(self, whole: str, span: Span) -> None:
        """Widen a series so that it holds one of its parts."""
        before = self.spans.get(whole, span)
        starts = [each for each in (before.start, span.start) if each is not None]
        ends = [each for each in (before.last, span.last) if each is not None]
        self.spans[whole] = Span(min(starts), max(ends), before.all_day and span.all_day)


def _look_around(stream: BinaryIO, area: Area) -> _Surroundings:
    """Read the file once for where the places are, and when the parts of a series are."""
    found, zone = _Surroundings(), ZoneInfo(area.time_zone)
    for part, item in _items(stream):
        if part == "place":
            _note_place(found, item)
        if part == "event":
            found.events.add(id_of(item))
            for each in (item, *_within(item)):
                _note_event(found, each, zone)
    for _ in range(LEVELS):
        for inner, outer in found.wholes.items():
            if inner in found.spans:
                found.add_part(outer, found.spans[inner])
    return found


def _note_place(found: _Surroundings, item: Item) -> None:
    try:
        point = position(item)
    except Unusable:
        return  # it is told when the place is read
    if point is not None and not _is_absent(item):
        found.places.setdefault(id_of(item), point)


def _note_event(found: _Surroundings, item: Item, zone: ZoneInfo) -> None:
    for place in filter(is_whole, referred(item, "location")):
        _note_place(found, place)
    whole = id_of(item.get("super_event"))
    if not whole or _is_absent(item):
        return
    try:
        span = span_of(item, zone)
    except Unusable:
        return  # it is told when the event is read
    if span.start is None:
        found.wholes[id_of(item)] = whole
    else:
        found.add_part(whole, span)


@dataclass
class _Reading:
    """One reading of a file: each place and keyword is yielded once, wherever it comes along."""

    area: Area
    rules: Rules
    around: _Surroundings
    seen: set[tuple[str, str]] = field(default_factory=set)

    def read(self, stream: BinaryIO) -> Found:
        for part, item in _items(stream):
            if part == "event":
                yield from self._event(item)
                for other in _within(item):
                    if id_of(other) not in self.around.events:
                        self.around.events.add(id_of(other))
                        yield from self._event(other)
            elif part in ("place", "keyword"):
                yield from self._once(part, item)
            elif part == "keyword_set":
                yield from self._all("keyword", referred(item, "keywords"))
            else:
                yield Problem("event", _name_of(item), "it is no event, place or keyword")

    def _event(self, item: Item) -> Found:
        yield from self._all("place", referred(item, "location"))
        yield from self._all("keyword", referred(item, "keywords", "audience"))
        try:
            if (record := self._event_record(item)) is not None:
                yield record
        except Unusable as error:
            # Whoever took its time away says that the former one no longer holds.
            keeps = bool(item.get("start_time")) or not id_of(item)
            yield Problem("event", _name_of(item), str(error), keeps)

    def _event_record(self, item: Item) -> Record | None:
        if _is_absent(item):
            return None
        place = id_of(item.get("location"))
        point = None if is_internet(place) else self._point(item, place)
        if lies_elsewhere(point, self.area):
            return None
        zone = ZoneInfo(self.area.time_zone)
        span = span_of(item, zone)
        if (parts := self.around.spans.get(id_of(item))) is not None:
            span = span.or_else(parts)
        if span.last is not None and span.last < midnight(self.rules.since, zone):
            return None
        return event_record(item, span, point, self.area)

    def _point(self, item: Item, place: str) -> Point | None:
        if place in self.around.places:
            return self.around.places[place]
        try:
            return position(item.get("location"))
        except Unusable:
            return None  # told of the place

    def _all(self, part: str, references: list[Any]) -> Found:
        for each in references:
            if is_whole(each):
                yield from self._once(part, each)

    def _once(self, part: str, item: Item) -> Found:
        key = (part, id_of(item))
        if key in self.seen:
            return
        self.seen.add(key)
        try:
            if part == "keyword":
                record: Record | None = None if _is_absent(item) else keyword_record(item)
            else:
                record = self._place(item)
        except Unusable as error:
            yield Problem(part, _name_of(item), str(error))
        else:
            if record is not None:
                yield record

    def _place(self, item: Item) -> Record | None:
        if _is_absent(item) or is_internet(id_of(item)):
            return None
        if lies_elsewhere(position(item), self.area):
            return None
        return place_record(item, self.area)


def _items(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    for part, item in parcels.read(stream, part_of):
        yield part if isinstance(item, dict) else "", item


def _within(item: Item) -> Iterator[Item]:
    """Yield the events that came along within another one."""
    yield from filter(is_whole, referred(item, "sub_events", "super_event"))


def _is_absent(item: Item) -> bool:
    """Say whether something is deleted or not published yet; then it is as if it were not there."""
    return bool(item.get("deleted")) or item.get("publication_status") == "draft"


def _name_of(item: Any) -> str:
    """Return what a report calls an item."""
    return id_of(item)[:200] or "an item without id"
