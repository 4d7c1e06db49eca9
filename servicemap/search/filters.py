"""Turn the filters of a search into what is asked of the documents."""

from __future__ import annotations

from geodata.hours.times import digests_open_at
from geodata.search import documents
from geodata.search.documents import NOUNS, Asked, Condition
from geodata.search.facets import days_between, facet
from geodata.search.terms import Terms, any_of
from servicemap.search.query import SearchQuery
from servicemap.search.times import midnight
from servicemap.stops import Stop

MERE_PLACES = ("address", "place_name")


def asked(query: SearchQuery, terms: Terms, serves: list[Stop]) -> Asked:
    """Return what is asked of the documents; how far it is to walk is measured afterwards."""
    return Asked(
        text=query.q,
        terms=terms,
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
    if query.until:
        found.append(any_of(list(days_between(query.first_day, query.until))))
    if query.serves:
        found.append(any_of([facet("noun", "organisation")]))
    return tuple(found)


def _conditions(query: SearchQuery, serves: list[Stop]) -> list[Condition]:
    found: list[Condition] = []
    if not query.q and query.nouns == NOUNS:
        # Who asks what is near asks for something to go to.
        found.append(("d.noun <> ALL(%(places)s)", {"places": list(MERE_PLACES)}))
    if query.bbox:
        box = "d.point && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
        found.append((box, query.bbox._asdict()))
    if "event" in query.nouns and not query.until:
        # What is over today may be looked for today: many events do not tell when they end.
        over = "(d.ends_at IS NULL OR d.ends_at >= %(day)s)"
        found.append((over, {"day": midnight(query.first_day)}))
    if query.serves:
        found.append(_serving(serves))
    if query.open:
        digests = list(digests_open_at(query.open))
        found.append(("d.hours_id = ANY(%(hours)s)", {"hours": digests}))
    return found


def _serving(stops: list[Stop]) -> Condition:
    """Keep organisations of which one operating area holds a point of the stops."""
    points = [point for stop in stops for point in stop.points]
    text = ", ".join(f"{point.lon!r} {point.lat!r}" for point in points)
    shape = f"SRID=4326;MULTIPOINT({text})" if points else "SRID=4326;MULTIPOINT EMPTY"
    return (
        # As an array they are found first, each document by its key.
        """d.noun = 'organisation' AND d.entry = ANY(ARRAY(
            SELECT a.organisation_id FROM geodata_operatingarea a
            WHERE ST_Intersects(a.shape, %(served)s::geometry)))""",
        {"served": shape},
    )
