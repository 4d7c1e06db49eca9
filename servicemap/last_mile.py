"""Answer: how far is it on foot from each of these origins to that trail, and is it near enough?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.area import current_area
from servicemap import parameters
from servicemap.endpoints import Endpoint, parse_endpoint
from servicemap.networks import Provenance, current_network, provenance
from servicemap.stops import find
from servicemap.walking import goal_of, snap_all, walk_all
from servicemap.walks import WalkAnswer

PARAMETERS = (
    parameters.FROM,
    parameters.TO,
    parameters.WITHIN,
    parameters.PROFILE,
    parameters.LANG,
    parameters.FORMAT,
)


@dataclass(frozen=True)
class LastMileQuery:
    """From which origins, to what, within how many metres; the area's own question by default."""

    origin: Endpoint
    target: Endpoint
    within: float
    profile: str
    language: str
    format: str = "geojson"

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> LastMileQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError.

        A blank value is refused; give the query of a form through `parameters.without_blanks`.
        """
        given = parameters.take(params, PARAMETERS)
        default = current_area().last_mile
        return cls(
            origin=parameters.FROM.of(given) or parse_endpoint(default.origin),
            target=parameters.TO.of(given) or parse_endpoint(default.target),
            within=parameters.WITHIN.of(given) or float(default.within),
            profile=parameters.PROFILE.of(given) or "walk",
            language=parameters.language_of(given),
            format=parameters.FORMAT.of(given) or "geojson",
        )


@dataclass(frozen=True)
class LastMileAnswer:
    """One walk per origin, ordered by name."""

    query: LastMileQuery
    walks: tuple[WalkAnswer, ...]
    provenance: Provenance

    def as_json(self) -> dict[str, Any]:
        """Return a GeoJSON FeatureCollection."""
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": walk.geometry(),
                    "properties": {**walk.properties(), "within": walk.within},
                }
                for walk in self.walks
            ],
            **self.provenance.as_json(),
        }

    def as_geojson(self) -> str:
        """Return the FeatureCollection as text."""
        return json.dumps(self.as_json(), ensure_ascii=False)

    def records(self) -> list[dict[str, Any]]:
        """Return the properties without geometry."""
        return [{**walk.properties(), "within": walk.within} for walk in self.walks]


def answer(query: LastMileQuery) -> LastMileAnswer:
    """Walk from every origin to the nearest target; raises NotFound and NotReady."""
    network = current_network()
    origins = find(query.origin, "from", query.language)
    targets = find(query.target, "to", query.language)
    goal = goal_of(network, targets, query.profile)
    walks = walk_all(
        network,
        [snap_all(network, [origin], query.profile) for origin in origins],
        goal,
        profile=query.profile,
        language=query.language,
        within=query.within,
    )
    credits = (each for stop in (*origins, *targets) for each in stop.credits)
    return LastMileAnswer(query, tuple(walks), provenance(network, credits))
