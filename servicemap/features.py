"""Answer: which stations, trails, hubs, organisations, places, events and amenities are there?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.area import current_area
from geodata.coordinates import Box
from geodata.models import Instance
from servicemap import alphabet, counting, parameters
from servicemap.attributions import credits_of, together
from servicemap.catalogue import COLLECTIONS, Collection, tell
from servicemap.catalogue.descriptions import descriptions
from servicemap.networks import Provenance, current_instance
from servicemap.origins import Fact, facts_of
from servicemap.problems import NotFound
from servicemap.stops import closed
from servicemap.times import Span, TimeCursor
from servicemap.values import quoted
from servicemap.wording import chosen

PARAMETERS = (
    parameters.BBOX,
    parameters.Q,
    parameters.LIMIT,
    parameters.NEXT,
    parameters.LANG,
    parameters.FORMAT,
)
TIMED_PARAMETERS = (
    parameters.SINCE,
    parameters.UNTIL,
    *PARAMETERS[:3],
    parameters.AFTER_TIME,
    *PARAMETERS[4:],
)
ONE_PARAMETERS = (parameters.LANG, parameters.TEXT)


@dataclass(frozen=True)
class FeaturesQuery:
    """Which collection, where, with what in the name, how many, and after which feature."""

    collection: str  # a key of COLLECTIONS
    bbox: Box | None
    q: str | None
    limit: int
    after: int | TimeCursor | None  # the parameter `next`: the last feature of the page before
    language: str
    format: str = "geojson"
    since: dt.date | None = None  # days, of what has its time
    until: dt.date | None = None

    @classmethod
    def from_params(cls, collection: str, params: Mapping[str, Any]) -> FeaturesQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError.

        A blank value is refused; give the query of a form through `parameters.without_blanks`.
        """
        is_timed = COLLECTIONS[collection].is_timed
        given = parameters.take(params, parameters_of(collection))
        since, until = parameters.SINCE.of(given), parameters.UNTIL.of(given)
        parameters.check_days(since or timezone.localdate(), until)
        return cls(
            collection=collection,
            bbox=parameters.BBOX.of(given),
            q=parameters.Q.of(given),
            limit=parameters.LIMIT.of(given) or parameters.ROWS,
            after=(parameters.AFTER_TIME if is_timed else parameters.NEXT).of(given),
            language=parameters.language_of(given),
            format=parameters.FORMAT.of(given) or "geojson",
            since=since,
            until=until,
        )


@dataclass(frozen=True)
class FeatureQuery:
    """One feature of a collection by its id."""

    collection: str
    id: int
    language: str
    text: str | None = None  # the language of descriptions, where it is another

    @classmethod
    def from_params(cls, collection: str, id: int, params: Mapping[str, Any]) -> FeatureQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        given = parameters.take(params, ONE_PARAMETERS)
        return cls(collection, id, parameters.language_of(given), parameters.TEXT.of(given))


@dataclass(frozen=True)
class FeatureAnswer:
    """One feature; `properties` holds what answers carry, `name` and `name_language` among it."""

    id: int
    geometry: str | None  # GeoJSON text, as the database wrote it
    properties: dict[str, Any]

    @property
    def name(self) -> str:
        """Return the name in the asked language, else the best there is ("" when there is none)."""
        return str(self.properties["name"])

    def record(self) -> dict[str, Any]:
        """Return id, lon and lat (None unless a point) and the properties."""
        shape = json.loads(self.geometry) if self.geometry else {}
        lon, lat = shape["coordinates"] if shape.get("type") == "Point" else (None, None)
        return {"id": self.id, "lon": lon, "lat": lat, **self.properties}

    def as_geojson(self, provenance: Provenance | None = None) -> str:
        """Return a GeoJSON Feature, with what answers carry when it is an answer by itself."""
        told = self.properties | (provenance.as_json() if provenance else {})
        properties = json.dumps(told, ensure_ascii=False)
        return (
            f'{{"type": "Feature", "id": {self.id}, "geometry": {self.geometry or "null"}, '
            f'"properties": {properties}}}'
        )


@dataclass(frozen=True)
class FeaturesAnswer:
    """One page of a collection, ordered by name; `count` is exact and counts all pages."""

    query: FeaturesQuery
    features: tuple[FeatureAnswer, ...]
    count: int
    next: int | TimeCursor | None  # the parameter `next` of the following page; None on the last
    provenance: Provenance
    next_address: str | None = None  # the same as `next`, as the API tells it: a whole address

    def paging(self) -> dict[str, Any]:
        """Return `count` and `next`, by which the other pages are found."""
        return {"count": self.count, "next": self.next_address}

    def as_geojson(self) -> str:
        """Return a GeoJSON FeatureCollection; the geometries stay as the database wrote them."""
        features = ", ".join(feature.as_geojson() for feature in self.features)
        rest = self.paging() | self.provenance.as_json()
        tail = json.dumps(rest, ensure_ascii=False)[1:]
        return f'{{"type": "FeatureCollection", "features": [{features}], {tail}'

    def records(self) -> list[dict[str, Any]]:
        """Return id, position (of points) and properties."""
        return [feature.record() for feature in self.features]


@dataclass(frozen=True)
class OneFeatureAnswer:
    """One feature with what every answer carries."""

    query: FeatureQuery
    feature: FeatureAnswer
    provenance: Provenance
    facts: tuple[Fact, ...] = ()  # where each is from that is not its own source's from the start

    def as_geojson(self) -> str:
        """Return a GeoJSON Feature."""
        return self.feature.as_geojson(self.provenance)


def parameters_of(collection: str) -> tuple[parameters.Parameter[Any], ...]:
    """Return what can be asked of a collection."""
    return TIMED_PARAMETERS if COLLECTIONS[collection].is_timed else PARAMETERS


def answer(query: FeaturesQuery, relations: Container[str] | None = None) -> FeaturesAnswer:
    """Return one page of a collection; raises ParameterError for a cursor that names no feature.

    A constant number of queries however many rows there are: the instance, the count, the rows, one
    for each kind of thing that belongs to them, and one for the cursor after the first page. A list
    that tells little names the `relations` that it needs: nothing is told of the others.
    """
    instance = current_instance()
    collection = COLLECTIONS[query.collection]
    span = Span.of_days(query.since, query.until) if collection.is_timed else None
    rows = _matching(collection.listed(collection.rows(relations)), query)
    following: int | TimeCursor | None
    if span is None:
        drawn = _with_geometry(rows, collection)
        count = counting.count(instance, query, rows.count)
        page, following = alphabet.page(drawn, query.after, query.limit, query.language)
    else:
        count, page, following = _by_time(instance, rows, query, span)
    if relations is not None:
        collection.without(page, relations)
    collection.gather(page, span)
    return FeaturesAnswer(
        query=query,
        features=tuple(_feature(collection, row, query.language) for row in page),
        count=count,
        next=following,
        provenance=_provenance(instance, collection, page),
    )


def answer_one(query: FeatureQuery) -> OneFeatureAnswer:
    """Return one feature; raises NotFound, and Gone when it was closed."""
    instance = current_instance()
    collection = COLLECTIONS[query.collection]
    row = _standing(query, _with_geometry(collection.rows(), collection))
    collection.gather([row], None)
    feature = _feature(collection, row, query.language)
    if query.text:
        feature.properties.update(descriptions(row, query.text))
    facts = facts_of(row)
    feature.properties["provenance"] = [fact.as_json() for fact in facts]
    return OneFeatureAnswer(
        query, feature, _provenance(instance, collection, [row], beside=True), facts
    )


def named(query: FeatureQuery) -> tuple[int, str]:
    """Return id and name of one feature and nothing else; raises what `answer_one` raises."""
    manager: Any = COLLECTIONS[query.collection].model._default_manager
    row = _standing(query, manager.only("name", "closed_at"))
    return row.pk, chosen(row.name, query.language)[0]


def _standing(query: FeatureQuery, rows: Any) -> Any:
    row = rows.standing_for(query.id).first()
    reference = f"{COLLECTIONS[query.collection].kind}:{query.id}"
    if row is None:
        raise NotFound(_("There is no %(id)s.") % {"id": quoted(reference)})
    if row.closed_at:
        raise closed(row, reference, query.language)
    return row


def _by_time(
    instance: Instance, rows: QuerySet[Any], query: FeaturesQuery, span: Span
) -> tuple[int, list[Any], TimeCursor | None]:
    collection = COLLECTIONS[query.collection]
    after = query.after if isinstance(query.after, TimeCursor) else None
    meant = rows if query.bbox or query.q else None
    found = span.page(meant, after, query.limit + 1)
    page = found[: query.limit]
    whole = _with_geometry(rows, collection).in_bulk([each.event for each in page])
    ordered = [whole[each.event] for each in page if each.event in whole]
    number = counting.count(instance, query, lambda: span.count(meant))
    return number, ordered, page[-1] if len(found) > query.limit else None


def _matching(rows: QuerySet[Any], query: FeaturesQuery) -> QuerySet[Any]:
    chain: Any = rows  # the verbs of EntryQuerySet
    chain = chain.open()
    if query.bbox is not None:
        chain = chain.inside(query.bbox)
    if query.q:
        chain = chain.matching(query.q)
    found: QuerySet[Any] = chain
    return found


def _with_geometry(rows: QuerySet[Any], collection: Collection) -> QuerySet[Any]:
    drawn: QuerySet[Any] = rows.annotate(geojson=AsGeoJSON(collection.geometry, precision=7))
    return drawn


def _feature(collection: Collection, row: Any, language: str) -> FeatureAnswer:
    return FeatureAnswer(row.pk, row.geojson, tell(collection, row, language))


def _provenance(
    instance: Instance, collection: Collection, page: list[Any], *, beside: bool = False
) -> Provenance:
    shown = [*page, *(part for row in page for part in collection.parts_of(row))]
    told = credits_of(shown, beside=beside)
    told = told or tuple(extract.attribution for extract in current_area().extracts)
    return Provenance(
        network_version=instance.network_version,
        data_date=instance.data_date.isoformat() if instance.data_date else None,
        attribution=together(told),
    )
