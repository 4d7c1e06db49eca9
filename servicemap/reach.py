"""Measure very many places on the walking network at once: how far is each from where one is?"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

import numpy as np
import numpy.typing as npt

from geodata.coordinates import Box, LonLat
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
from servicemap.stops import Stop
from servicemap.walking import Snapped, reason_of, snap_all

METRES_PER_DEGREE = 110_500  # of latitude at the equator, where it is shortest, rounded down
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Start:
    """Where walks begin; `reason` tells why none can."""

    network: Network
    snapped: Snapped
    profile: Profile
    limit: float  # metres along the network
    known_metres: float  # as far as the data is known to be whole
    reason: str | None

    @property
    def centre(self) -> LonLat | None:
        """Return where the first of its points lies."""
        points = [point for stop in self.snapped.stops for point in stop.points]
        return LonLat(points[0].lon, points[0].lat) if points else None

    def is_complete(self, limit: float) -> bool:
        """Say whether the edge of the data lies beyond so many metres."""
        covered = self.snapped.covered and bool(self.snapped.stop.points or self.snapped.positions)
        return covered and self.known_metres > limit

    @property
    def complete(self) -> bool:
        """Say whether the edge of the data lies beyond the limit."""
        return self.is_complete(self.limit)


def start_at(network: Network, stops: list[Stop], profile: str, minutes: float) -> Start:
    """Place the origin on the network, all its entrances."""
    snapped = snap_all(network, stops, profile)
    reason = reason_of(snapped)
    known = boundary_metres(network, snapped.positions, profile) if reason is None else np.inf
    walker = PROFILES[profile]
    return Start(network, snapped, walker, walker.metres(minutes), known, reason)


def box_of(start: Start) -> Box:
    """Return a box that holds everything that can be near enough."""
    reach = start.limit + SNAP_METRES  # walks begin where the origin was snapped to already
    positions = np.array([(each.lon, each.lat) for each in start.snapped.positions])
    (west, south), (east, north) = positions.min(axis=0).tolist(), positions.max(axis=0).tolist()
    up = reach / METRES_PER_DEGREE
    aside = up / cos(radians(min(max(abs(south), abs(north)) + up, 89.0)))
    return Box(west - aside, south - up, east + aside, north + up)


def metres_to(start: Start, lonlat: Floats) -> Floats:
    """Return the metres along the network to each of n places, infinite beyond the limit."""
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
    metres[metres > start.limit] = np.inf
    return metres
