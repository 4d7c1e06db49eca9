"""Answer: what can be reached on foot from here, within these limits?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiLineString, MultiPolygon, mapping

from geodata.network import PROFILES, ServiceArea, service_areas
from geodata.network.assemble import floating
from servicemap import parameters
from servicemap.endpoints import Endpoint
from servicemap.networks import Provenance, current_network, provenance
from servicemap.problems import ParameterError
from servicemap.stops import Stop, find
from servicemap.walking import reason_of, snap_all
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
            metres = tuple(round(PROFILES[profile].metres(each), 1) for each in minutes)
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
    cut: list[list[float]]  # where the data ends within the limit, so that the area is cut there
    reason: str | None
    geometry: str | None  # GeoJSON text of a MultiPolygon or MultiLineString

    def properties(self) -> dict[str, Any]:
        """Return the properties of the GeoJSON feature, named as the contracts name them."""
        return {
            "metres": self.metres,
            "minutes": self.minutes,
            "square_metres": self.square_metres,
            "network_metres": self.network_metres,
            "complete": self.complete,
            "cut": self.cut,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class ServiceAreaAnswer:
    """One area per limit, smallest first; every area contains those before it."""

    query: ServiceAreaQuery
    origin: End
    areas: tuple[AreaAnswer, ...]
    provenance: Provenance

    def as_geojson(self) -> str:
        """Return a GeoJSON FeatureCollection; shapes are text already."""
        features = ", ".join(
            f'{{"type": "Feature", "geometry": {area.geometry or "null"}, '
            f'"properties": {json.dumps(record, ensure_ascii=False)}}}'
            for area, record in zip(self.areas, self.records(), strict=True)
        )
        tail = json.dumps(self.provenance.as_json(), ensure_ascii=False)[1:]
        return f'{{"type": "FeatureCollection", "features": [{features}], {tail}'

    def records(self) -> list[dict[str, Any]]:
        """Return the properties without geometry."""
        return [
            {
                "origin": self.origin.as_json(),
                **area.properties(),
                "profile": self.query.profile,
            }
            for area in self.areas
        ]


def answer(query: ServiceAreaQuery) -> ServiceAreaAnswer:
    """Cut the network at every limit; raises NotFound and NotReady."""
    network = current_network()
    origins = find(query.origin, "from", query.language)
    start = snap_all(network, origins, query.profile)
    reason = reason_of(start)
    if reason is None:
        polygons = query.shape == "polygons"
        found = service_areas(
            network, start.positions, query.metres, query.profile, with_polygons=polygons
        )
        areas = [_area(query, area, covered=start.covered) for area in found]
    else:
        complete = start.covered and bool(start.stop.points)
        areas = [_nowhere(query, metres, reason, complete=complete) for metres in query.metres]
    credits = (each for stop in origins for each in stop.credits)
    told = provenance(network, credits)
    return ServiceAreaAnswer(query, _origin(query, origins), tuple(areas), told)


def _origin(query: ServiceAreaQuery, origins: list[Stop]) -> End:
    if len(origins) == 1:
        return origins[0].end
    return End(query.origin.text, query.origin.text, query.origin.kind)


def _area(query: ServiceAreaQuery, area: ServiceArea, *, covered: bool) -> AreaAnswer:
    polygons = query.shape == "polygons"
    shape = area.polygon() if polygons else area.lines()
    return AreaAnswer(
        metres=area.metres,
        minutes=_minutes(query, area.metres),
        square_metres=round(area.square_metres, 1) if polygons else None,
        network_metres=round(area.network_metres, 1),
        complete=area.complete and covered,
        cut=[] if area.complete else _cut(area),
        reason=None,
        geometry=_geojson(shape),
    )


def _cut(area: ServiceArea) -> list[list[float]]:
    """Return the nodes at the edge of the data that were reached: [lon, lat] each."""
    network, pieces = area.network, area.pieces
    whole = pieces.end >= network.edge_metres[pieces.edge]
    reached = (network.edge_u[pieces.edge[pieces.start <= 0]], network.edge_v[pieces.edge[whole]])
    nodes = np.intersect1d(np.concatenate(reached), network.arrays["boundary_nodes"])
    lonlat: list[list[float]] = floating(network.arrays["node_lonlat"][nodes]).tolist()
    return lonlat


def _nowhere(query: ServiceAreaQuery, metres: float, reason: str, *, complete: bool) -> AreaAnswer:
    return AreaAnswer(metres, _minutes(query, metres), None, None, complete, [], reason, None)


def _minutes(query: ServiceAreaQuery, metres: float) -> float:
    if query.minutes:
        return query.minutes[query.metres.index(metres)]
    return round(PROFILES[query.profile].minutes(metres), 1)


def _geojson(shape: MultiPolygon | MultiLineString) -> str:
    """Return a shape as GeoJSON text with 7 decimals."""
    # shapely.to_geojson is faster but writes 24.784398500000002 for what was rounded.
    rounded = shapely.transform(shape, lambda lonlat: np.round(lonlat, 7))
    return json.dumps(mapping(rounded))
