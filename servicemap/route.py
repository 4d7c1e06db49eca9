"""Answer: how do I walk from here to there?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from servicemap import parameters
from servicemap.endpoints import Endpoint
from servicemap.networks import Provenance, current_network, provenance
from servicemap.stops import find
from servicemap.walking import goal_of, snap_all, walk_all
from servicemap.walks import WalkAnswer

PARAMETERS = (
    FROM := replace(parameters.FROM, required=True),
    TO := replace(parameters.TO, required=True),
    parameters.PROFILE,
    parameters.LANG,
    parameters.FORMAT,
)


@dataclass(frozen=True)
class RouteQuery:
    """From where to where, walked by whom, told in which language."""

    origin: Endpoint
    target: Endpoint
    profile: str
    language: str
    format: str = "geojson"

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> RouteQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError.

        A blank value is refused; give the query of a form through `parameters.without_blanks`.
        """
        given = parameters.take(params, PARAMETERS)
        return cls(
            origin=FROM.needed(given),
            target=TO.needed(given),
            profile=parameters.PROFILE.of(given) or "walk",
            language=parameters.language_of(given),
            format=parameters.FORMAT.of(given) or "geojson",
        )


@dataclass(frozen=True)
class RouteAnswer:
    """One walk, the shortest between all origins and all targets that were named."""

    query: RouteQuery
    walk: WalkAnswer
    provenance: Provenance

    def as_json(self) -> dict[str, Any]:
        """Return a GeoJSON Feature."""
        return {
            "type": "Feature",
            "geometry": self.walk.geometry(),
            "properties": {**self.walk.properties(), **self.provenance.as_json()},
        }

    def as_geojson(self) -> str:
        """Return the Feature as text."""
        return json.dumps(self.as_json(), ensure_ascii=False)

    def records(self) -> list[dict[str, Any]]:
        """Return the properties without geometry."""
        return [self.walk.properties()]


def answer(query: RouteQuery) -> RouteAnswer:
    """Find the shortest walk; raises NotFound and NotReady."""
    network = current_network()
    origins = find(query.origin, "from", query.language)
    targets = find(query.target, "to", query.language)
    goal = goal_of(network, targets, query.profile)
    start = snap_all(network, origins, query.profile)
    (walk,) = walk_all(network, [start], goal, profile=query.profile, language=query.language)
    credits = (each for stop in (*origins, *targets) for each in stop.credits)
    return RouteAnswer(query, walk, provenance(network, credits))
