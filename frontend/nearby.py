"""Find the walks that the page of an entry tells: to the trails around, from the stations around.

What a page asks for here may be missing (a trail outside the data, a network not yet made): then
there is nothing to tell, and the rest of the page still stands.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from math import cos, radians
from typing import Any

from servicemap import last_mile
from servicemap.endpoints import parse_endpoint
from servicemap.features import FeatureAnswer, FeaturesQuery
from servicemap.features import answer as find_features
from servicemap.networks import current_network
from servicemap.parameters import BBOX
from servicemap.problems import NotFound, NotReady
from servicemap.stops import Stop, find
from servicemap.walking import goal_of, snap_all, walk_all
from servicemap.walks import WalkAnswer

AROUND_METRES = 1500
METRES_PER_DEGREE = 111_320
MOST = 8  # of each kind: a page tells what is near, the list tells all
PROFILE = "walk"
Position = tuple[float, float]  # lon, lat


def last_mile_from(endpoint: str, language: str) -> list[WalkAnswer]:
    """Return the walk to the trail of the area's own question; empty when it is not in the data."""
    try:
        query = last_mile.LastMileQuery.from_params({"from": endpoint, "lang": language})
        return list(last_mile.answer(query).walks)
    except (NotFound, NotReady):
        return []


def trails_from(
    endpoint: str, position: Position, language: str, skipped: Collection[str]
) -> list[WalkAnswer]:
    """Return the walks to the trails around a position, nearest first."""
    trails = _around("trails", (position,), language)
    ids = [each.properties["endpoint"] for each in trails]
    return walks_to(endpoint, [each for each in ids if each not in skipped], language)


def hubs_from(endpoint: str, position: Position, language: str) -> list[WalkAnswer]:
    """Return the walks to the hubs around a position, nearest first."""
    hubs = _around("hubs", (position,), language)
    return walks_to(endpoint, [each.properties["endpoint"] for each in hubs], language)


def stations_to(endpoint: str, geometry: str | None, language: str) -> list[WalkAnswer]:
    """Return the walks to a trail from all metro stations, else from the stations around it."""
    with suppress(NotFound, NotReady):
        query = last_mile.LastMileQuery.from_params({"to": endpoint, "from": "metro"})
        return _nearest_first(last_mile.answer(query).walks)
    stations = _around("stations", list(_points(json.loads(geometry or "null"))), language)
    return walks_from([each.properties["endpoint"] for each in stations], endpoint, language)


def nearest_station(endpoint: str, position: Position, language: str) -> WalkAnswer | None:
    """Return the shortest walk from a station around a position."""
    stations = _around("stations", (position,), language)
    ids = [each.properties["endpoint"] for each in stations]
    return next(iter(walks_from(ids, endpoint, language)), None)


def walks_to(origin: str, targets: Sequence[str], language: str) -> list[WalkAnswer]:
    """Walk from one place to each of several, nearest first; what cannot be reached is left out."""
    walks: list[WalkAnswer] = []
    with suppress(NotFound, NotReady):
        network = current_network()
        start = [snap_all(network, [_stop(origin, language)], PROFILE)]
        for target in targets:
            goal = goal_of(network, [_stop(target, language)], PROFILE)
            walks += walk_all(network, start, goal, profile=PROFILE, language=language)
    return [walk for walk in _nearest_first(walks) if walk.metres is not None]


def walks_from(origins: Sequence[str], target: str, language: str) -> list[WalkAnswer]:
    """Walk from each of several places to one, in one search, nearest first."""
    walks: list[WalkAnswer] = []
    with suppress(NotFound, NotReady):
        network = current_network()
        goal = goal_of(network, [_stop(target, language)], PROFILE)
        starts = [snap_all(network, [_stop(origin, language)], PROFILE) for origin in origins]
        if starts:
            walks = walk_all(network, starts, goal, profile=PROFILE, language=language)
    return [walk for walk in _nearest_first(walks) if walk.metres is not None]


def _stop(endpoint: str, language: str) -> Stop:
    return find(parse_endpoint(endpoint), "from", language)[0]


def _nearest_first(walks: Sequence[WalkAnswer]) -> list[WalkAnswer]:
    far = float("inf")
    return sorted(walks, key=lambda walk: far if walk.metres is None else walk.metres)


def _around(
    collection: str, positions: Sequence[Position], language: str
) -> tuple[FeatureAnswer, ...]:
    """Return the features whose box a square around the positions touches, nearest first."""
    if not positions:
        return ()
    lons, lats = zip(*positions, strict=True)
    high = AROUND_METRES / METRES_PER_DEGREE
    wide = high / max(cos(radians(max(map(abs, lats)))), 0.01)
    sides = (min(lons) - wide, min(lats) - high, max(lons) + wide, max(lats) + high)
    box = BBOX.read(",".join(f"{side:.6f}" for side in sides))
    found = find_features(FeaturesQuery(collection, box, None, 4 * MOST, None, language)).features
    middle = (sum(lons) / len(lons), sum(lats) / len(lats))
    return tuple(sorted(found, key=lambda each: _distance(each, middle))[:MOST])


def _distance(feature: FeatureAnswer, position: Position) -> float:
    """Return how far a feature's nearest vertex is, in squared degrees made equal by latitude."""
    narrow = cos(radians(position[1]))
    points = _points(json.loads(feature.geometry or "null"))
    gaps = (((lon - position[0]) * narrow, lat - position[1]) for lon, lat in points)
    return min((x * x + y * y for x, y in gaps), default=float("inf"))


def _points(shape: Any) -> Iterator[Position]:
    """Walk through the positions of a GeoJSON geometry."""
    coordinates = shape["coordinates"] if isinstance(shape, dict) else shape
    if isinstance(coordinates, list) and coordinates:
        if isinstance(coordinates[0], int | float):
            yield (coordinates[0], coordinates[1])
        else:
            for each in coordinates:
                yield from _points(each)
