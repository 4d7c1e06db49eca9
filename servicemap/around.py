"""Answer: what can be walked to from here within 5, 10, 15 minutes, and what of it is nearest?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from servicemap import parameters, things, values
from servicemap.endpoints import Endpoint
from servicemap.networks import Provenance, current_network, provenance
from servicemap.parameters import Parameter
from servicemap.reach import Start, box_of, metres_to, start_at
from servicemap.stops import find
from servicemap.things import Found, Thing
from servicemap.walks import End

BANDS = (5.0, 10.0, 15.0)
MOST_MINUTES = 60
FIRST = 5


@dataclass(frozen=True)
class AroundQuery:
    """From where, within which minutes (smallest first), which kinds, walked by whom."""

    origin: Endpoint
    minutes: tuple[float, ...] = BANDS
    nouns: tuple[str, ...] = things.NOUNS
    profile: str = "walk"
    limit: int = FIRST
    language: str = "en"

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> AroundQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        given = parameters.take(params, PARAMETERS)
        return cls(
            origin=FROM.needed(given),
            minutes=MINUTES.of(given) or BANDS,
            nouns=things.KINDS.of(given) or things.NOUNS,
            profile=parameters.PROFILE.of(given) or "walk",
            limit=LIMIT.of(given) or FIRST,
            language=parameters.language_of(given),
        )


@dataclass(frozen=True)
class Near:
    """One thing and how far it is to walk there."""

    thing: Thing
    metres: float
    minutes: float


@dataclass(frozen=True)
class Band:
    """What is reached in more than `after` and at most `minutes`; counts of noun and kind."""

    after: float
    minutes: float
    metres: float
    complete: bool
    count: int
    counts: tuple[tuple[str, str, int], ...]
    nearest: tuple[Near, ...]  # of what has a name

    def as_json(self) -> dict[str, Any]:
        """Return the fields but those of the nearest, which are features."""
        return {
            "after_minutes": self.after,
            "minutes": self.minutes,
            "metres": self.metres,
            "complete": self.complete,
            "count": self.count,
            "counts": [
                {"noun": noun, "kind": kind, "count": count} for noun, kind, count in self.counts
            ],
        }


@dataclass(frozen=True)
class AroundAnswer:
    """The bands, nearest first; `reason` tells why there is no walk from here."""

    query: AroundQuery
    origin: End
    bands: tuple[Band, ...]
    reason: str | None
    provenance: Provenance

    def as_geojson(self) -> str:
        """Return a GeoJSON FeatureCollection of the nearest of each band."""
        document = {
            "type": "FeatureCollection",
            "features": [
                near.thing.as_feature({"metres": near.metres, "minutes": near.minutes})
                for band in self.bands
                for near in band.nearest
            ],
            "origin": self.origin.as_json(),
            "profile": self.query.profile,
            "bands": [band.as_json() for band in self.bands],
            "reason": self.reason,
            **self.provenance.as_json(),
        }
        return json.dumps(document, ensure_ascii=False)


def answer(query: AroundQuery) -> AroundAnswer:
    """Search the network once; raises NotFound and NotReady. Queries are few however much lies."""
    network = current_network()
    stops = find(query.origin, "from", query.language)
    start = start_at(network, stops, query.profile, query.minutes[-1])
    found, metres = _reached(start, query, {stop.end.id for stop in stops})
    bands = _bands(start, query, found, metres)
    credits = [each for stop in stops for each in stop.credits]
    shown = (near.thing for band in bands for near in band.nearest)
    return AroundAnswer(
        query=query,
        origin=stops[0].end if len(stops) == 1 else _together(query.origin),
        bands=bands,
        reason=start.reason,
        provenance=provenance(network, [*credits, *things.credit(shown)]),
    )


def _together(origin: Endpoint) -> End:
    return End(origin.text, origin.text, origin.kind)


def _reached(
    start: Start, query: AroundQuery, own: set[str]
) -> tuple[Found, npt.NDArray[np.float64]]:
    """Return what may be near, and the metres to it: infinite beyond the limit and to oneself."""
    if start.reason is not None:
        return things.inside((), ()), np.empty(0)
    found = things.inside([box_of(start)], query.nouns)
    metres = metres_to(start, found.lonlat)
    for index, what in enumerate(zip(found.nouns, found.ids, strict=True)):
        if f"{what[0]}:{what[1]}" in own:
            metres[index] = np.inf
    return found, metres


def _bands(
    start: Start, query: AroundQuery, found: Found, metres: npt.NDArray[np.float64]
) -> tuple[Band, ...]:
    limits = [round(start.profile.metres(each), 1) for each in query.minutes]
    order = np.argsort(metres, kind="stable")
    cuts = np.searchsorted(metres[order], [0.0, *limits], "right")
    cuts[0] = 0
    within = [order[low:high].tolist() for low, high in pairwise(cuts.tolist())]
    firsts = [[i for i in band if found.is_named[i]][: query.limit] for band in within]
    shown = {
        (thing.noun, thing.id): thing
        for thing in things.told(found, [i for band in firsts for i in band], query.language)
    }
    return tuple(
        Band(
            after=after,
            minutes=minutes,
            metres=limit,
            complete=start.is_complete(limit),
            count=len(band),
            counts=_counts(found, band),
            nearest=tuple(
                _near(shown[found.nouns[i], found.ids[i]], float(metres[i]), start)
                for i in first
                if (found.nouns[i], found.ids[i]) in shown
            ),
        )
        for after, minutes, limit, band, first in zip(
            (0.0, *query.minutes), query.minutes, limits, within, firsts, strict=False
        )
    )


def _counts(found: Found, indices: list[int]) -> tuple[tuple[str, str, int], ...]:
    counted = Counter(found.what(index) for index in indices)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple((noun, kind, count) for (noun, kind), count in ordered)


def _near(thing: Thing, metres: float, start: Start) -> Near:
    return Near(thing, round(metres, 1), round(start.profile.minutes(metres), 1))


FROM = replace(parameters.FROM, required=True)
MINUTES: Parameter[tuple[float, ...]] = replace(
    parameters.MINUTES,
    description="Where the bands end, in minutes at the profile's speed, separated by commas.",
    schema={
        "type": "array",
        "items": {"type": "number", "minimum": 1, "maximum": MOST_MINUTES},
        "minItems": 1,
        "maxItems": values.MOST_LIMITS,
    },
    read=lambda text: values.limits(text, 1, MOST_MINUTES, "min"),
)
LIMIT: Parameter[int] = replace(
    parameters.LIMIT,
    description="At most so many of the nearest of each band; the counts are of all.",
    schema={"type": "integer", "minimum": 1, "maximum": parameters.ROWS, "default": FIRST},
    example="5",
    read=lambda text: values.whole(text, 1, parameters.ROWS),
)
PARAMETERS = (
    FROM,
    MINUTES,
    things.KINDS,
    parameters.PROFILE,
    LIMIT,
    parameters.LANG,
)
