"""Turn the filters of a search into what is asked of the documents."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

from geodata.area import current_area
from geodata.hours.times import digests_open_at
from geodata.search import documents
from geodata.search.documents import Asked, Condition
from geodata.search.facets import facet
from geodata.search.terms import Terms, any_of
from servicemap.search.query import SearchQuery
from servicemap.stops import Stop


def asked(query: SearchQuery, terms: Terms, serves: list[Stop]) -> Asked:
    """Return what is asked of the documents; how far it is to walk is measured afterwards."""
    return Asked(
        text=query.q,
        words=terms.parts,
        facets=documents.nouns_asked(query.nouns) + _facets(query),
        conditions=tuple(_conditions(query, serves)),
    )


def _facets(query: SearchQuery) -> tuple[str, ...]:
    found = []
    if query.kind:
        found.append(any_of([facet("kind", query.kind)]))
    if query.topic:
        found.append(any_of([facet("topic", query.topic)]))
    if query.served_in:
        found.append(any_of([facet("lang", query.served_in)]))
    if query.wheelchair:
        good = ("yes",) if query.wheelchair == "yes" else ("yes", "limited")
        found.append(any_of([facet("wheelchair", each) for each in good]))
    if query.free:
        found.append(any_of([facet("free", "yes")]))
    if query.since or query.until:
        found.append(any_of([facet("noun", "event")]))
    if query.serves:
        found.append(any_of([facet("noun", "organisation")]))
    return tuple(found)


def _conditions(query: SearchQuery, serves: list[Stop]) -> list[Condition]:
    found: list[Condition] = []
    if query.bbox:
        box = "d.point && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
        found.append((box, query.bbox._asdict()))
    if query.since or query.until:
        found.append(_happening(query))
    elif "event" in query.nouns:
        # What is over today may be looked for today: many events do not tell when they end.
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        found.append(("(d.ends_at IS NULL OR d.ends_at >= %(today)s)", {"today": today}))
    if query.serves:
        found.append(_serving(serves))
    if query.open:
        digests = list(digests_open_at(query.open))
        found.append(("d.hours_id = ANY(%(hours)s)", {"hours": digests}))
    return found


def _happening(query: SearchQuery) -> Condition:
    """Keep events of which one time touches the asked days, in the area's own time."""
    zone = ZoneInfo(current_area().time_zone)
    first, last = query.since or dt.date(1, 1, 2), query.until or dt.date(9998, 12, 30)
    begin = dt.datetime.combine(first, dt.time(), zone)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone)
    return (
        """d.entry IN (SELECT t.event_id FROM geodata_occurrence t
            WHERE t.starts_at < %(before)s AND coalesce(t.ends_at, t.starts_at) >= %(from)s)""",
        {"from": begin, "before": end},
    )


def _serving(stops: list[Stop]) -> Condition:
    """Keep organisations of which one operating area holds a point of the stops."""
    points = [point for stop in stops for point in stop.points]
    text = ", ".join(f"{point.lon!r} {point.lat!r}" for point in points)
    shape = f"SRID=4326;MULTIPOINT({text})" if points else "SRID=4326;MULTIPOINT EMPTY"
    return (
        """d.entry IN (SELECT a.organisation_id FROM geodata_operatingarea a
            WHERE ST_Intersects(a.shape, %(served)s::geometry))""",
        {"served": shape},
    )
