"""Find the walks that the page of an entry tells: to the trails around, from the stations around.

What a page asks for here may be missing (a trail outside the data, a network not yet made): then
there is nothing to tell, and the rest of the page still stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from servicemap import around, last_mile
from servicemap.around import AroundAnswer, AroundQuery
from servicemap.endpoints import parse_endpoint
from servicemap.neighbours import near_point, stations_near_trail
from servicemap.networks import current_network
from servicemap.problems import NotFound, NotReady
from servicemap.remembering import remembered
from servicemap.stops import Stop, find
from servicemap.things import NOUNS
from servicemap.walking import goal_of, snap_all, walk_all
from servicemap.walks import End, WalkAnswer

PROFILE, LEVEL = "walk", "step_free"
STANDING = [noun for noun in NOUNS if noun != "event"]  # which would crowd out the rest
SAME_METRES = 50.0  # a hub and its station are one place to walk from
MOST_KEPT = 100  # pages of stations, hubs and trails, which are few, whose walks are remembered
Position = tuple[float, float]  # lon, lat


@dataclass(frozen=True)
class Way:
    """The walk from a station or hub, and the one without steps unless it is the same.

    `is_level`: the walk itself has no steps as far as is known; `level` without metres: no way
    without steps is known. `also` is the hub that stands where the station is.
    """

    walk: WalkAnswer
    is_level: bool
    level: WalkAnswer | None
    also: End | None = None


@remembered(MOST_KEPT)
def last_mile_from(endpoint: str, language: str) -> list[WalkAnswer]:
    """Return the walk to the trail of the area's own question; empty when it is not in the data."""
    try:
        query = last_mile.LastMileQuery.from_params({"from": endpoint, "lang": language})
        return list(last_mile.answer(query).walks)
    except (NotFound, NotReady):
        return []


@remembered(MOST_KEPT)
def trails_from(
    endpoint: str, position: Position, language: str, skipped: frozenset[str]
) -> list[WalkAnswer]:
    """Return the walks to the trails around a position, nearest first."""
    trails = near_point("trail", position, language)
    return walks_to(endpoint, [each for each in trails if each.end.id not in skipped], language)


@remembered(MOST_KEPT)
def hubs_from(endpoint: str, position: Position, language: str) -> list[WalkAnswer]:
    """Return the walks to the hubs around a position, nearest first."""
    return walks_to(endpoint, near_point("hub", position, language), language)


@remembered(MOST_KEPT)
def stations_to(endpoint: str, language: str) -> list[WalkAnswer]:
    """Return the walks to a trail from all metro stations, else from the stations around it."""
    with suppress(NotFound, NotReady):
        query = last_mile.LastMileQuery.from_params({"to": endpoint, "from": "metro"})
        return _nearest_first(last_mile.answer(query).walks)
    stations = stations_near_trail(int(endpoint.partition(":")[2]), language)
    return _reached(_walks_from(stations, _stop(endpoint, language), language))


def nearest_station(endpoint: str, position: Position, language: str) -> WalkAnswer | None:
    """Return the shortest walk from a station around a position."""
    stations = near_point("station", position, language)
    here = _stop(endpoint, language)
    return next(iter(_reached(_walks_from(stations, here, language))), None)


def ways_to(endpoint: str, position: Position, language: str) -> list[Way]:
    """Return how to get somewhere from the nearest station and hub, with steps and without."""
    stations = near_point("station", position, language)
    origins = [*stations, *near_point("hub", position, language)]
    if not origins:
        return []
    here = _stop(endpoint, language)
    walks = _walks_from(origins, here, language)
    nearest = [
        min(reached, key=lambda each: each[1].metres or 0)
        for kind in ("station", "hub")
        if (reached := [each for each in _told_of(walks) if each[1].origin.kind == kind])
    ]
    level = _walks_from([origins[i] for i, _walk in nearest], here, language, LEVEL)
    ways = [_way(walk, without) for (_i, walk), without in zip(nearest, level, strict=True)]
    return _one_place(ways)


@remembered(MOST_KEPT)
def around_here(endpoint: str, language: str) -> AroundAnswer | None:
    """Return what is within 5, 10 and 15 minutes' walk; None when that cannot be told."""
    with suppress(NotFound, NotReady):
        asked = {"from": endpoint, "lang": language, "kinds": ",".join(STANDING)}
        return around.answer(AroundQuery.from_params(asked))
    return None


def walks_to(origin: str, targets: Sequence[Stop], language: str) -> list[WalkAnswer]:
    """Walk from one place to each of several, nearest first; what cannot be reached is left out."""
    walks: list[WalkAnswer] = []
    with suppress(NotFound, NotReady):
        network = current_network()
        start = [snap_all(network, [_stop(origin, language)], PROFILE)]
        for target in targets:
            goal = goal_of(network, [target], PROFILE)
            walks += walk_all(network, start, goal, profile=PROFILE, language=language)
    return _reached(walks)


def _walks_from(
    origins: Sequence[Stop], target: Stop, language: str, profile: str = PROFILE
) -> list[WalkAnswer]:
    """Walk from each of several places to one, in one search, in their order."""
    if not origins:
        return []
    with suppress(NotFound, NotReady):
        network = current_network()
        goal = goal_of(network, [target], profile)
        starts = [snap_all(network, [origin], profile) for origin in origins]
        return walk_all(network, starts, goal, profile=profile, language=language)
    return []


def _stop(endpoint: str, language: str) -> Stop:
    return find(parse_endpoint(endpoint), "from", language)[0]


def _told_of(walks: Sequence[WalkAnswer]) -> list[tuple[int, WalkAnswer]]:
    return [(i, walk) for i, walk in enumerate(walks) if walk.metres is not None]


def _reached(walks: Sequence[WalkAnswer]) -> list[WalkAnswer]:
    return [walk for walk in _nearest_first(walks) if walk.metres is not None]


def _way(walk: WalkAnswer, level: WalkAnswer) -> Way:
    is_same = walk.coordinates == level.coordinates and walk.metres == level.metres
    return Way(walk, is_same, None if is_same else level)


def _one_place(ways: list[Way]) -> list[Way]:
    """Tell of a station and the hub around it as of one place."""
    if len(ways) == 2:
        station, hub = ways
        apart = abs((station.walk.metres or 0) - (hub.walk.metres or 0))
        if station.walk.origin.name == hub.walk.origin.name and apart <= SAME_METRES:
            return [Way(station.walk, station.is_level, station.level, hub.walk.origin)]
    return sorted(ways, key=lambda way: way.walk.metres or 0)


def _nearest_first(walks: Sequence[WalkAnswer]) -> list[WalkAnswer]:
    far = float("inf")
    return sorted(walks, key=lambda walk: far if walk.metres is None else walk.metres)
