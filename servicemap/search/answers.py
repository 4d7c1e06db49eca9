"""Answer: what is there that people call so, that is of such a kind, that lies near enough?

A word is looked for in its base form, in the beginning or middle of compounds, and in the words of
other languages for the same kind of thing. Where a word occurs nowhere, the words most like it are
taken instead, and the answer says so.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from django.conf import settings

from geodata.models import Source
from geodata.search import documents
from geodata.search.documents import MOST_COUNTED, MOST_RANKED, NO_TERMS, Asked, Row
from geodata.search.facets import days_between
from geodata.search.terms import Terms, any_of, corrected, terms_of
from servicemap.attributions import together
from servicemap.endpoints import Endpoint
from servicemap.hits import Hit, hit_of
from servicemap.networks import Provenance, current_instance, current_network
from servicemap.parameters import BBOX
from servicemap.reach import Start
from servicemap.search.filters import asked
from servicemap.search.query import FROM, SERVES, WALK, SearchQuery
from servicemap.search.times import within_days
from servicemap.search.wider import Wider, widened
from servicemap.search.within import reached, start_of
from servicemap.stops import Stop, find
from servicemap.walks import End

DAYS_AHEAD = (1, 7, 31)  # in which the next events are looked for, where there are very many


@dataclass(frozen=True)
class SearchAnswer:
    """What was found, the best first (without words, with an origin: the nearest first)."""

    query: SearchQuery
    hits: tuple[Hit, ...]
    count: int
    meant: tuple[tuple[str, str], ...]  # words that occur nowhere, and what was taken instead
    provenance: Provenance
    count_is_exact: bool = True  # False when there are more than `count`
    next: int | None = None  # the value of the parameter `next` for the following page
    origin: End | None = None
    serves: End | None = None
    complete: bool = True  # False when the edge of the data is nearer than the walk may be long
    reason: str | None = None  # why nothing can be walked to
    wider: tuple[Wider, ...] = ()  # where nothing was found
    next_address: str | None = None  # the same as `next`, as the API tells it: a whole address

    def as_geojson(self) -> str:
        """Return a GeoJSON FeatureCollection."""
        document = {
            "type": "FeatureCollection",
            "features": [hit.as_feature() for hit in self.hits],
            "count": self.count,
            "count_is_exact": self.count_is_exact,
            "next": self.next_address,
            "meant": [{"word": word, "instead": instead} for word, instead in self.meant],
            "origin": self.origin.as_json() if self.origin else None,
            "serves": self.serves.as_json() if self.serves else None,
            "complete": self.complete,
            "reason": self.reason,
            "wider": [each.as_json() for each in self.wider],
            **self.provenance.as_json(),
        }
        return json.dumps(document, ensure_ascii=False)


@dataclass(frozen=True)
class Found:
    """One page of hits and how many there are in all."""

    hits: tuple[Hit, ...] = ()
    count: int = 0
    is_exact: bool = True
    terms: Terms = NO_TERMS

    @property
    def meant(self) -> tuple[tuple[str, str], ...]:
        """Return the words that occur nowhere, and what was taken instead."""
        return self.terms.meant if self.count else ()


@dataclass(frozen=True)
class Ends:
    """What `from`, `serves` and words mean, looked up once for a search and all that is widened."""

    start: Start | None
    origins: list[Stop]
    serves: list[Stop]
    text: str

    @cached_property
    def corrected(self) -> Terms:
        """Return the words, those that occur nowhere replaced by what is most like them."""
        return corrected(self.text)


def answer(query: SearchQuery) -> SearchAnswer:
    """Return what was found; raises NotFound for an origin or address that is not known.

    Three queries where all words occur, one more with an origin, and more where a word occurs
    nowhere or nothing is found; never more for more hits.
    """
    instance = current_instance()
    origins = _stops(query.origin, FROM.name, query.language)
    serves = _stops(query.serves, SERVES.name, query.language)
    start = start_of(query, current_network(), origins) if origins else None
    ends = Ends(start, origins, serves, query.q)
    found = _found(query, ends)
    ranked = MOST_RANKED if query.q and start is None else MOST_COUNTED
    further = query.offset + query.limit
    return SearchAnswer(
        query=query,
        hits=found.hits,
        count=found.count,
        count_is_exact=found.is_exact,
        next=further if further < min(found.count, ranked) else None,
        meant=found.meant,
        origin=_end(query.origin, origins),
        serves=_end(query.serves, serves),
        complete=start is None or start.complete,
        reason=start.reason if start else None,
        wider=() if found.count else widened(query, partial(_without, query, ends)),
        provenance=Provenance(
            network_version=instance.network_version,
            data_date=instance.data_date.isoformat() if instance.data_date else None,
            attribution=_credit(found.hits, [*origins, *serves]),
        ),
    )


def _stops(endpoint: Endpoint | None, parameter: str, language: str) -> list[Stop]:
    return find(endpoint, parameter, language) if endpoint else []


def _end(endpoint: Endpoint | None, stops: list[Stop]) -> End | None:
    if endpoint is None:
        return None
    if len(stops) == 1:
        return stops[0].end
    return End(endpoint.text, endpoint.text, endpoint.kind)


def _found(query: SearchQuery, ends: Ends, *, is_counted: bool = False) -> Found:
    """Return one page, or only how many there are."""
    found = _page(query, ends, terms_of(query.q), is_counted)
    if found.count or not query.q:
        return found
    terms = ends.corrected
    return _page(query, ends, terms, is_counted) if terms.meant else found


def _page(query: SearchQuery, ends: Ends, terms: Terms, is_counted: bool) -> Found:
    if query.q and not terms.begun:
        return Found()
    wanted = asked(query, terms, ends.serves)
    if query.origin is None or ends.start is None:
        if is_counted:
            page = documents.count(wanted)
            return Found((), page.count, page.is_exact, terms)
        page = documents.page(wanted, limit=query.limit, offset=query.offset)
        if query.is_of_events and not page.is_exact:
            page = replace(page, rows=_soonest(query, wanted) or page.rows)
        hits = [hit_of(row, query.language, query.open) for row in page.rows]
        count, is_exact = page.count, page.is_exact
    elif ends.start.reason is None:
        hits, count, is_exact = _near(query, ends.start, wanted)
    else:
        return Found()
    return Found(tuple(within_days(query, hits)), count, is_exact, terms)


def _soonest(query: SearchQuery, wanted: Asked) -> tuple[Row, ...]:
    """Return the next events where there are too many to put in order: those of a few days."""
    first = query.first_day
    for days in DAYS_AHEAD:
        last = min(first + dt.timedelta(days=days), query.until or dt.date.max)
        soon = replace(wanted, facets=(*wanted.facets, any_of(list(days_between(first, last)))))
        page = documents.page(soon, limit=query.limit, offset=query.offset)
        if page.count >= query.offset + query.limit:
            return page.rows
    return ()


def _without(
    query: SearchQuery, ends: Ends, name: str, wider: SearchQuery
) -> tuple[int, Hit | None]:
    """Count what is found without one filter; where that was a place, tell what lies nearest."""
    if wider.profile != query.profile:
        ends = replace(ends, start=start_of(wider, current_network(), ends.origins))
    found = _found(replace(wider, limit=1, offset=0), ends, is_counted=True)
    centre = query.bbox.centre if name == BBOX.name and query.bbox else None
    if name == WALK.name and ends.start:
        centre = ends.start.centre
    if not found.count or centre is None or wider.origin is not None:
        return found.count, None
    row = documents.nearest(asked(wider, found.terms, ends.serves), *centre)
    return found.count, hit_of(row, query.language, query.open) if row else None


def _near(query: SearchQuery, start: Start, wanted: Asked) -> tuple[list[Hit], int, bool]:
    """Return the hits that can be walked to: by rank where words are given, else nearest first."""
    near = reached(start, wanted)
    metres = dict(zip(near.ids.tolist(), near.metres.tolist(), strict=True))
    if query.q and len(near.ids):
        narrowed = replace(wanted, conditions=(documents.among(near.ids),))
        page = documents.page(narrowed, limit=query.limit, offset=query.offset)
        rows = {row.id: row for row in page.rows}
    else:
        ids = near.ids[query.offset : query.offset + query.limit].tolist()
        told = documents.rows_of(ids)
        rows = {pk: told[pk] for pk in ids if pk in told}
    hits = [
        replace(
            hit_of(row, query.language, query.open),
            metres=round(metres[pk], 1),
            minutes=round(start.profile.minutes(metres[pk]), 1),
        )
        for pk, row in rows.items()
    ]
    return hits, len(near.ids), near.is_all


def _credit(hits: tuple[Hit, ...], stops: list[Stop]) -> str:
    keys = {key for hit in hits for key in hit.sources}
    sources = Source.objects.filter(key__in=keys).exclude(attribution="").order_by("rank", "key")
    told: list[Any] = list(sources.values_list("attribution", flat=True)) if keys else []
    credits = (each for stop in stops for each in stop.credits)
    return together(told or [each.attribution for each in settings.AREA.extracts], credits)
