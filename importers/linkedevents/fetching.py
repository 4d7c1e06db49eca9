"""Fetch events with their places and keywords, page by page, into one parcel."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

from geodata.area import Area
from importers import parcels
from importers.errors import FetchError
from importers.linkedevents.items import Item, id_of, is_whole, part_of, referred
from importers.linkedevents.rules import Rules, read_rules, table, today
from importers.paging import POLITE, fetch_pages
from importers.parcels import Parcel
from importers.sources import Fetched, Wanted

LIMITS = replace(POLITE, total=300.0)
WHEREABOUTS = ("bbox", "division", "location", "dwithin_origin", "ids", "super_event")
AT_ONCE = 50  # ids in one question
ROUNDS = 3  # an event is part of a series, which is part of an umbrella event
MOST_MISSING = 0.02  # events may be taken away while pages are asked for


def fetch(wanted: Wanted) -> Fetched:
    """Return a parcel of what the service has, or of the given file, folder or zip archive.

    Raises FetchError naming the page that could not be had; the pages before it are kept for an
    hour, so that the next try goes on there.
    """
    parcel = wanted.cache / f"{wanted.feed.key}.parcel.json"
    if given := wanted.given_file():
        return Fetched(parcels.gather(given, parcel, part_of))
    pages = wanted.cache / f"{wanted.feed.key}.pages"
    rules = read_rules(wanted.feed)
    with parcels.writing(parcel) as writer:
        _Sweep(wanted, pages, rules, writer).go()
    shutil.rmtree(pages, ignore_errors=True)
    return Fetched(parcel, today())


@dataclass
class _Sweep:
    """One visit to the service: every event, place and keyword is written once."""

    wanted: Wanted
    pages: Path
    rules: Rules
    parcel: Parcel
    seen: set[tuple[str, str]] = field(default_factory=set)
    supers: set[str] = field(default_factory=set)

    def go(self) -> None:
        events = urljoin(f"{self.wanted.address.rstrip('/')}/", "event/")
        count = self._ask(f"{events}?{urlencode(_filters(self.rules, self.wanted.area))}")
        for _ in range(ROUNDS):
            missing = sorted(each for each in self.supers if ("event", each) not in self.seen)
            self.supers.clear()
            for some in _batches(missing):
                asked = {"ids": ",".join(some), **_plain_filters()}
                self._ask(f"{events}?{urlencode(asked)}")
        self.wanted.say(f"LinkedEvents: {count} events")

    def _ask(self, first_url: str) -> int:
        """Write everything that the pages from this one on hold; return how many events."""
        before, told = self._events(), None
        for document in fetch_pages(
            first_url, self.pages, next_url=_next_url, limits=LIMITS, say=self.wanted.say
        ):
            for item in _data(document, first_url):
                self._add(item)
            told = _count(document) if told is None else told
        found = self._events() - before
        if told and found < told * (1 - MOST_MISSING) - 1:
            raise FetchError(f"{first_url} told of {told} events, but gave {found}.")
        return found

    def _events(self) -> int:
        return sum(part == "event" for part, _ in self.seen)

    def _add(self, item: Any) -> None:
        """Write an event after what it refers to, which is replaced by its id."""
        if not isinstance(item, dict):
            self.parcel.add("event", item)
            return
        slim: Item = dict(item)
        for part, name in (("place", "location"), ("keyword", "keywords"), ("keyword", "audience")):
            found = referred(item, name)
            for each in filter(is_whole, found):
                self._write(part, each)
            ids = [{"id": id_of(each)} for each in found]
            if found:
                slim[name] = ids if isinstance(item[name], list) else ids[0]
        if whole := id_of(item.get("super_event")):
            self.supers.add(whole)
        self._write("event", slim)

    def _write(self, part: str, item: Item) -> None:
        key = (part, id_of(item))
        if key not in self.seen or not key[1]:
            self.seen.add(key)
            self.parcel.add(part, item)


def _filters(rules: Rules, area: Area) -> dict[str, str]:
    """Return what is asked for: the area's box, unless the feed says where in another way."""
    asked = _plain_filters() | {"start": rules.since.isoformat()}
    if not any(each in rules.filters for each in WHEREABOUTS):
        asked["bbox"] = ",".join(f"{each:g}" for each in area.box)
    return {name: value for name, value in (asked | dict(rules.filters)).items() if value}


def _plain_filters() -> dict[str, str]:
    filters: Mapping[str, str] = table()["filters"]
    return dict(filters)


def _batches(ids: list[str]) -> Iterator[Iterable[str]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _next_url(document: Any) -> str | None:
    meta = document.get("meta")
    return meta.get("next") if isinstance(meta, dict) else None


def _data(document: Any, url: str) -> list[Any]:
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, list):
        raise FetchError(f"{url} is no list of a LinkedEvents service: it has no data.")
    return data


def _count(document: Item) -> int:
    """Return how many items a list promises, 0 when it does not say."""
    meta = document.get("meta")
    count = meta.get("count") if isinstance(meta, dict) else None
    return count if type(count) is int else 0
