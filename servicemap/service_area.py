"""Answer: what can be reached on foot from here, within these limits?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from geodata.network import PROFILES
from servicemap import parameters
from servicemap.endpoints import Endpoint
from servicemap.networks import Provenance
from servicemap.problems import ParameterError
from servicemap.walks import End

DEFAULT_METRES = (500.0, 1000.0, 1500.0)
PARAMETERS = (
    FROM := replace(parameters.FROM, required=True),
    parameters.METRES,
    parameters.MINUTES,
    parameters.PROFILE,
    parameters.SHAPE,
    parameters.LANG,
    parameters.FORMAT,
)


@dataclass(frozen=True)
class ServiceAreaQuery:
    """From where, within which limits (metres, smallest first), walked by whom, drawn how."""

    origin: Endpoint
    metres: tuple[float, ...]
    minutes: tuple[float, ...] | None  # as asked, beside the metres that follow from them
    profile: str
    shape: str  # "polygons" or "lines"
    language: str
    format: str = "geojson"

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> ServiceAreaQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError.

        A blank value is refused; give the query of a form through `parameters.without_blanks`.
        """
        given = parameters.take(params, PARAMETERS)
        profile = parameters.PROFILE.of(given) or "walk"
        metres, minutes = parameters.METRES.of(given), parameters.MINUTES.of(given)
        if metres and minutes:
            raise ParameterError("minutes", _("Give either metres or minutes, not both."))
        if minutes:
            speed = PROFILES[profile].metres_per_second * 60
            metres = tuple(round(each * speed, 1) for each in minutes)
        return cls(
            origin=FROM.needed(given),
            metres=metres or DEFAULT_METRES,
            minutes=minutes,
            profile=profile,
            shape=parameters.SHAPE.of(given) or "polygons",
            language=parameters.language_of(given),
            format=parameters.FORMAT.of(given) or "geojson",
        )


@dataclass(frozen=True)
class AreaAnswer:
    """What is reachable within one limit; `geometry` is None, with a `reason`, when nothing is."""

    metres: float
    minutes: float
    square_metres: float | None
    network_metres: float | None
    complete: bool
    reason: str | None
    geometry: dict[str, Any] | None  # GeoJSON MultiPolygon or MultiLineString

    def properties(self) -> dict[str, Any]:
        """Return the properties of the GeoJSON feature, named as the contracts name them."""
        return {
            "metres": self.metres,
            "minutes": self.minutes,
            "square_metres": self.square_metres,
            "network_metres": self.network_metres,
            "complete": self.complete,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class ServiceAreaAnswer:
    """One area per limit, smallest first; every area contains those before it."""

    query: ServiceAreaQuery
    origin: End
    areas: tuple[AreaAnswer, ...]
    provenance: Provenance

    def as_json(self) -> dict[str, Any]:
        """Return a GeoJSON FeatureCollection."""
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": area.geometry,
                    "properties": {
                        "origin": self.origin.as_json(),
                        **area.properties(),
                        "profile": self.query.profile,
                    },
                }
                for area in self.areas
            ],
            **self.provenance.as_json(),
        }


def answer(query: ServiceAreaQuery) -> ServiceAreaAnswer:
    """Cut the network at every limit; raises NotFound and NotReady."""
    raise NotImplementedError
