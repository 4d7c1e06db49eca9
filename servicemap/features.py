"""Answer: which stations, trails, hubs, organisations and amenities are there?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.coordinates import Box
from servicemap import parameters
from servicemap.networks import Provenance

COLLECTIONS = ("stations", "trails", "hubs", "organisations", "amenities")
PARAMETERS = (
    parameters.BBOX,
    parameters.Q,
    parameters.LIMIT,
    parameters.NEXT,
    parameters.LANG,
    parameters.FORMAT,
)
ONE_PARAMETERS = (parameters.LANG,)


@dataclass(frozen=True)
class FeaturesQuery:
    """Which collection, where, with what in the name, how many, and after which feature."""

    collection: str  # one of COLLECTIONS
    bbox: Box | None
    q: str | None
    limit: int
    after: int | None  # the parameter `next`: the id of the last feature of the page before
    language: str
    format: str = "geojson"

    @classmethod
    def from_params(cls, collection: str, params: Mapping[str, Any]) -> FeaturesQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError.

        A blank value is refused; give the query of a form through `parameters.without_blanks`.
        """
        given = parameters.take(params, PARAMETERS)
        return cls(
            collection=collection,
            bbox=parameters.BBOX.of(given),
            q=parameters.Q.of(given),
            limit=parameters.LIMIT.of(given) or parameters.ROWS,
            after=parameters.NEXT.of(given),
            language=parameters.language_of(given),
            format=parameters.FORMAT.of(given) or "geojson",
        )


@dataclass(frozen=True)
class FeatureQuery:
    """One feature of a collection by its id."""

    collection: str
    id: int
    language: str

    @classmethod
    def from_params(cls, collection: str, id: int, params: Mapping[str, Any]) -> FeatureQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        given = parameters.take(params, ONE_PARAMETERS)
        return cls(collection, id, parameters.language_of(given))


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


@dataclass(frozen=True)
class FeaturesAnswer:
    """One page of a collection, ordered by name; `count` is exact and counts all pages."""

    query: FeaturesQuery
    features: tuple[FeatureAnswer, ...]
    count: int
    next: int | None  # the value of the parameter `next` for the following page; None on the last
    provenance: Provenance


@dataclass(frozen=True)
class OneFeatureAnswer:
    """One feature with what every answer carries."""

    query: FeatureQuery
    feature: FeatureAnswer
    provenance: Provenance


def answer(query: FeaturesQuery) -> FeaturesAnswer:
    """Return one page of a collection; raises NotFound for a cursor that names no feature."""
    raise NotImplementedError


def answer_one(query: FeatureQuery) -> OneFeatureAnswer:
    """Return one feature; raises NotFound, and Gone when it was closed."""
    raise NotImplementedError
