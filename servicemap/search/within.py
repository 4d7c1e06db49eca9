"""Measure what was found on the walking network: how far is each from where somebody is?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, radians

import numpy as np
import numpy.typing as npt

from geodata.network import (
    PROFILES,
    SNAP_METRES,
    Network,
    Profile,
    Targets,
    boundary_metres,
    nearest,
    snap_many,
)
from geodata.search import documents
from geodata.search.documents import Asked, Condition
from servicemap.search.query import SearchQuery
from servicemap.stops import Stop
from servicemap.walking import Snapped, reason_of, snap_all

METRES_PER_DEGREE = 110_500  # of latitude at the equator, where it is shortest, rounded down


@dataclass(frozen=True)
class Start:
    """Where the walks of a search begin; `reason` tells why none can."""

    network: Network
    snapped: Snapped
    profile: Profile
    limit: float  # metres along the network
    complete: bool
    reason: str | None


@dataclass(frozen=True)
class Reached:
    """Ids of documents, nearest first, and their metres along the network."""

    ids: npt.NDArray[np.int64]
    metres: npt.NDArray[np.float64]


def start_of(query: SearchQuery, network: Network, stops: list[Stop]) -> Start:
    """Place the origin on the network, all its entrances."""
    snapped = snap_all(network, stops, query.profile)
    profile = PROFILES[query.profile]
    limit = profile.metres(query.minutes)
    reason = reason_of(snapped)
    complete = snapped.covered and (
        reason is not None or boundary_metres(network, snapped.positions, query.profile) > limit
    )
    return Start(network, snapped, profile, limit, complete, reason)


def reached(start: Start, asked: Asked) -> Reached:
    """Return what can be walked to within the limit; one query and one search of the network.

    An entry is measured to its own point, entrances of its own or not.
    """
    found = documents.placed(replace(asked, conditions=(*asked.conditions, _around(start))))
    points, owner = np.unique(found.lonlat.view(np.complex128).ravel(), return_inverse=True)
    metres = _metres(start, np.column_stack((points.real, points.imag)))[owner]
    near = np.flatnonzero(metres <= start.limit)
    near = near[np.lexsort((found.ids[near], metres[near]))]
    return Reached(found.ids[near], metres[near])


def _metres(start: Start, lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the metres along the network to each point, infinite where it cannot be reached."""
    metres = np.full(len(lonlat), np.inf)
    ends, which = snap_many(start.network, lonlat, start.profile.name)
    origins = Targets.at(start.snapped.positions)
    # The best entrance is the one with the least way in all, as with walks; the straight bit to
    # it is no part of the metres.
    found = nearest(
        start.network,
        ends,
        origins,
        start.profile.name,
        limit=start.limit + SNAP_METRES,
        leaving=True,
    )
    there = found.target >= 0
    metres[which[there]] = found.metres[there] - origins.metres[found.target[there]]
    return metres


def _around(start: Start) -> Condition:
    """Keep what lies near enough in a straight line to be worth measuring."""
    reach = start.limit + 2 * SNAP_METRES
    positions = np.array([(each.lon, each.lat) for each in start.snapped.positions])
    (west, south), (east, north) = positions.min(axis=0).tolist(), positions.max(axis=0).tolist()
    up = reach / METRES_PER_DEGREE
    aside = up / cos(radians(min(max(abs(south), abs(north)) + up, 89.0)))
    box = "d.point && ST_MakeEnvelope(%(left)s, %(bottom)s, %(right)s, %(top)s, 4326)"
    sides = (west - aside, south - up, east + aside, north + up)
    return box, dict(zip(("left", "bottom", "right", "top"), sides, strict=True))
