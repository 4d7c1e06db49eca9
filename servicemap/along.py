"""Answer: what lies along this trail, in the order in which one meets it?"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.chainage import Chainage, Part, Placed
from geodata.coordinates import Box
from geodata.models import Station, Trail
from geodata.network import TrailDescription, describe_trail
from geodata.stringing import LonLatPair, apart
from geodata.texts import Texts
from servicemap import parameters, things, values
from servicemap.attributions import credits_of, together
from servicemap.networks import Provenance, current_instance, current_network
from servicemap.parameters import Parameter
from servicemap.problems import NotFound, NotReady
from servicemap.remembering import remembered
from servicemap.stops import closed
from servicemap.things import Found, Thing
from servicemap.values import quoted
from servicemap.walks import End
from servicemap.wording import chosen

WITHIN_METRES = 100.0
MOST_WITHIN = 1_000
AROUND_DEGREES = 0.03  # where a station may be that a trail begins near
NEAR_METRES = 1_000
MOST_STATIONS = 200
JUNCTION_METRES = 25.0  # two meetings with the same street so near are one crossing
SIDES = {-1: "left", 0: None, 1: "right"}
DIRECTIONS = ("on", "back")


@dataclass(frozen=True)
class AlongQuery:
    """Along which trail, how near, which kinds of things, walked which way, which page of them."""

    trail: int
    within: float = WITHIN_METRES
    nouns: tuple[str, ...] = things.NOUNS
    kind: str | None = None
    back: bool = False
    limit: int = parameters.ROWS
    after: int = 0
    language: str = "en"
    format: str = "geojson"

    @classmethod
    def from_params(
        cls,
        trail: int,
        params: Mapping[str, Any],
        known: Iterable[Parameter[Any]] | None = None,
    ) -> AlongQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError.

        `known` are the parameters that are taken, where not all of them make sense.
        """
        given = parameters.take(params, PARAMETERS if known is None else known)
        return cls(
            trail=trail,
            within=WITHIN.of(given) or WITHIN_METRES,
            nouns=things.KINDS.of(given) or things.NOUNS,
            kind=things.KIND.of(given),
            back=DIRECTION.of(given) == "back",
            limit=parameters.LIMIT.of(given) or parameters.ROWS,
            after=parameters.OFFSET.of(given) or 0,
            language=parameters.language_of(given),
            format=parameters.FORMAT.of(given) or "geojson",
        )


@dataclass(frozen=True)
class Along:
    """One thing beside the trail; `part` counts the trail's parts from 0."""

    thing: Thing
    part: int
    along_metres: float
    away_metres: float
    side: str | None  # left or right of who walks; None where that is not sure

    def properties(self) -> dict[str, Any]:
        """Return the properties of the GeoJSON feature."""
        return self.thing.properties() | {
            "part": self.part,
            "along_metres": self.along_metres,
            "away_metres": self.away_metres,
            "side": self.side,
        }


@dataclass(frozen=True)
class Junction:
    """Where a way that is not of the trail meets it."""

    along_metres: float
    street: str
    street_language: str
    lonlat: tuple[float, float]


@dataclass(frozen=True)
class AlongAnswer:
    """What lies along a trail; `count` counts all pages, `counts` each kind, not asked for too."""

    query: AlongQuery
    trail: Any
    name: str
    chainage: Chainage
    station: End | None  # the one that the walk begins near
    along: tuple[Along, ...]
    counts: tuple[tuple[str, str, int], ...]  # noun, kind, how many; the most first
    count: int
    next: int | None
    described: TrailDescription | None  # None without a network, or of what is not in it
    provenance: Provenance
    next_address: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return a GeoJSON FeatureCollection."""
        described = self.described
        lit = None if described is None else described.lit_share
        return {
            "type": "FeatureCollection",
            "features": [each.thing.as_feature(each.properties()) for each in self.along],
            "trail": f"trail:{self.trail.pk}",
            "metres": round(self.chainage.metres, 1),
            "direction": "back" if self.query.back else "on",
            "begins_near": self.station.as_json() if self.station else None,
            "parts": [_part(part) for part in self.chainage.parts],
            "surfaces": {
                name: round(share, 3)
                for name, share in (described.surfaces if described else {}).items()
            },
            "lit_share": None if lit is None else round(lit, 3),
            "counts": [
                {"noun": noun, "kind": kind, "count": count} for noun, kind, count in self.counts
            ],
            "junctions": [
                {
                    "along_metres": each.along_metres,
                    "street": each.street,
                    "coordinates": [round(degrees, 7) for degrees in each.lonlat],
                }
                for each in junctions(self)
            ],
            **self.paging(),
            **self.provenance.as_json(),
        }

    def as_geojson(self) -> str:
        """Return the FeatureCollection as text."""
        return json.dumps(self.as_json(), ensure_ascii=False)

    def records(self) -> list[dict[str, Any]]:
        """Return id, position and properties of each."""
        return [
            {
                "id": f"{each.thing.noun}:{each.thing.id}",
                "lon": each.thing.lonlat[0],
                "lat": each.thing.lonlat[1],
                **each.properties(),
            }
            for each in self.along
        ]

    def paging(self) -> dict[str, Any]:
        """Return `count` and `next`, by which the other pages are found."""
        return {"count": self.count, "next": self.next_address}


def answer(query: AlongQuery) -> AlongAnswer:
    """Walk the trail; raises NotFound and Gone. Six queries however much lies along it."""
    return _at(timezone.now().replace(second=0, microsecond=0), query)


@remembered(16)  # for that minute: there are few trails, and very much along some
def _at(_minute: dt.datetime, query: AlongQuery) -> AlongAnswer:
    instance = current_instance()
    trail = _trail(query)
    stations = _stations(trail)
    near = tuple(lonlat for _pk, _name, lonlat in stations)
    chainage = _chainage(bytes(trail.lines.wkb), near, back=query.back)
    found = things.inside(chainage.boxes(query.within))
    placed = chainage.place(found.lonlat, query.within)
    chosen_ones = [i for i, each in enumerate(placed.index) if _is_asked(found, int(each), query)]
    page = chosen_ones[query.after : query.after + query.limit]
    shown = things.told(found, [int(placed.index[i]) for i in page], query.language)
    more = query.after + query.limit
    credits = things.credit(shown)
    return AlongAnswer(
        query=query,
        trail=trail,
        name=chosen(trail.name, query.language)[0],
        chainage=chainage,
        station=_begins_near(chainage, stations, query.language),
        along=tuple(_along(thing, placed, i) for thing, i in zip(shown, page, strict=True)),
        counts=_counts(found, placed),
        count=len(chosen_ones),
        next=more if len(chosen_ones) > more else None,
        described=_described(trail.source_id),
        provenance=Provenance(
            network_version=instance.network_version,
            data_date=instance.data_date.isoformat() if instance.data_date else None,
            attribution=together(credits_of([trail]), credits),
        ),
    )


def whole(query: AlongQuery) -> AlongQuery:
    """Return the same question for as much as one answer may hold."""
    return replace(query, limit=parameters.MOST_ROWS, after=0)


def junctions(told: AlongAnswer) -> list[Junction]:
    """Return where other ways meet the trail, in order; one crossing of a street, once."""
    if told.described is None:
        return []
    placed = told.chainage.place(told.described.junctions, JUNCTION_METRES)
    met: list[Junction] = []
    for index, along in zip(placed.index.tolist(), placed.along.tolist(), strict=True):
        street, language = chosen(told.described.streets[index], told.query.language)
        lon, lat = told.described.junctions[index].tolist()
        before = met[-1] if met else None
        if before and before.street == street and along - before.along_metres <= JUNCTION_METRES:
            continue
        met.append(Junction(round(along, 1), street, language, (lon, lat)))
    return met


def _trail(query: AlongQuery) -> Any:
    rows: Any = Trail.objects.standing_for(query.trail).select_related("source")
    trail = rows.defer("access_points", "search_text").first()
    reference = f"trail:{query.trail}"
    if trail is None:
        raise NotFound(_("There is no %(id)s.") % {"id": quoted(reference)})
    if trail.closed_at:
        raise closed(trail, reference, query.language)
    return trail


def _stations(trail: Any) -> list[tuple[int, Texts, LonLatPair]]:
    """Return the stations on rails around a trail: near one of them its walk begins."""
    box = Box(*trail.lines.extent).padded(AROUND_DEGREES)
    stations: Any = Station.objects.open().exclude(mode="bus").inside(box)
    rows = stations.order_by("pk").values_list("pk", "name", "point")[:MOST_STATIONS]
    return [(pk, name, point.coords) for pk, name, point in rows]


def _begins_near(
    chainage: Chainage, stations: list[tuple[int, Texts, LonLatPair]], language: str
) -> End | None:
    """Return the station that is nearest to the beginning, unless that is far away."""
    if not stations or not chainage.parts:
        return None
    start = chainage.parts[0].lonlat[0]
    away = [apart(start, np.array(lonlat)) for _pk, _name, lonlat in stations]
    nearest = int(np.argmin(away))
    if away[nearest] > NEAR_METRES:
        return None
    pk, names, _lonlat = stations[nearest]
    name, spoken = chosen(names, language)
    return End(f"station:{pk}", name or f"station:{pk}", "station", spoken)


@lru_cache(maxsize=64)
def _chainage(wkb: bytes, near: tuple[LonLatPair, ...], *, back: bool) -> Chainage:
    """Remember the walks of the trails that are asked for: stringing takes some milliseconds."""
    return Chainage.of(shapely.from_wkb(wkb), near, back=back)


def _is_asked(found: Found, index: int, query: AlongQuery) -> bool:
    noun, kind = found.what(index)
    return noun in query.nouns and query.kind in (None, kind)


def _counts(found: Found, placed: Placed) -> tuple[tuple[str, str, int], ...]:
    counted = Counter(found.what(int(index)) for index in placed.index)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple((noun, kind, count) for (noun, kind), count in ordered)


def _along(thing: Thing, placed: Placed, i: int) -> Along:
    return Along(
        thing,
        int(placed.part[i]),
        round(float(placed.along[i]), 1),
        round(float(placed.away[i]), 1),
        SIDES[int(placed.side[i])],
    )


def _part(part: Part) -> dict[str, Any]:
    leaves_at = part.leaves_at
    return {
        "kind": "trail" if leaves_at is None else "branch",
        "from_metres": round(float(part.along[0]), 1),
        "to_metres": round(float(part.along[-1]), 1),
        "gap_metres": round(part.gap_metres, 1),
        "is_loop": part.is_loop,
    }


def _described(source_id: str) -> TrailDescription | None:
    try:
        return describe_trail(current_network(), source_id)
    except NotReady:
        return None


WITHIN: Parameter[float] = replace(
    parameters.WITHIN,
    description="How near to the trail, in metres as the crow flies.",
    schema={"type": "number", "minimum": 1, "maximum": MOST_WITHIN, "default": WITHIN_METRES},
    example="100",
    read=lambda text: values.number(text, 1, MOST_WITHIN, "m"),
)
DIRECTION: Parameter[str] = Parameter(
    "direction",
    "Which way the trail is walked: `on` begins at the end nearest to a station, else in the west.",
    {"type": "string", "enum": list(DIRECTIONS), "default": "on"},
    "back",
    lambda text: values.choice(text, DIRECTIONS),
)
PARAMETERS = (
    WITHIN,
    things.KINDS,
    things.KIND,
    DIRECTION,
    parameters.LIMIT,
    parameters.OFFSET,
    parameters.LANG,
    parameters.FORMAT,
)
