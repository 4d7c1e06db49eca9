"""Walk from stops to stops on the network, and tell why where there is no walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from geodata.network import (
    SNAP_METRES,
    Network,
    Position,
    Targets,
    Walk,
    boundary_metres,
    describe,
    directions,
    snap,
    trail_targets,
    walks,
)
from servicemap.stops import Point, Stop
from servicemap.values import quoted
from servicemap.walks import EntranceUsed, WalkAnswer
from servicemap.wording import in_words

METRES_PER_DEGREE = 111_000
CAUTION = 0.99  # degrees are not quite as long everywhere as the line above says


@dataclass(frozen=True)
class Snapped:
    """Stops with those of their points that lie near enough to the network."""

    stops: tuple[Stop, ...]
    owners: tuple[tuple[Stop, Point | None], ...]  # for each position, whose it is
    positions: tuple[Position, ...]
    unseen: tuple[Point, ...]  # those that lie outside the data: from there nothing can be told

    @property
    def covered(self) -> bool:
        """Say whether all points lie inside the data."""
        return not self.unseen

    @property
    def stop(self) -> Stop:
        """Return the stop that stands for all."""
        return self.stops[0]


@dataclass(frozen=True)
class Goal:
    """Where walks end: the targets of the search and whose each of them is."""

    snapped: Snapped
    targets: Targets | None

    def owner(self, index: int) -> tuple[Stop, Point | None]:
        """Return the stop and the point of a target."""
        if self.snapped.owners:
            return self.snapped.owners[index]
        return self.snapped.stop, None


def snap_all(network: Network, stops: Sequence[Stop], profile: str) -> Snapped:
    """Snap the points of stops to the network; a trail has its access points there already."""
    owners: list[tuple[Stop, Point | None]] = []
    positions: list[Position] = []
    unseen: list[Point] = []
    for stop in stops:
        if stop.trail is not None:
            found = _positions(trail_targets(network, stop.trail))
            positions += found
            owners += [(stop, None)] * len(found)
        for point in stop.points:
            if not network.covers(point.lon, point.lat):
                unseen.append(point)
            position = snap(network, point.lon, point.lat, profile)
            if position is not None:
                positions.append(position)
                owners.append((stop, point))
    return Snapped(tuple(stops), tuple(owners), tuple(positions), tuple(unseen))


def goal_of(network: Network, stops: Sequence[Stop], profile: str) -> Goal:
    """Make the targets of a search; those of one trail are remembered by the network."""
    if len(stops) == 1 and stops[0].trail is not None:
        snapped = Snapped(tuple(stops), (), (), ())
        return Goal(snapped, trail_targets(network, stops[0].trail))
    snapped = snap_all(network, stops, profile)
    return Goal(snapped, Targets.at(snapped.positions) if snapped.positions else None)


def walk_all(
    network: Network,
    origins: Sequence[Snapped],
    goal: Goal,
    *,
    profile: str,
    language: str,
    within: float | None = None,
) -> list[WalkAnswer]:
    """Answer for every origin with its best walk to the nearest target, in one search.

    `within` in metres is what a last mile asks; without it `WalkAnswer.within` stays None.
    """
    found: list[Walk | None] = [None] * len(origins)
    starting = [index for index, origin in enumerate(origins) if origin.positions]
    if goal.targets is not None and starting:
        places = [origins[index].positions for index in starting]
        for index, walk in zip(
            starting, walks(network, places, goal.targets, profile), strict=True
        ):
            found[index] = walk
    return [
        _no_walk(network, origin, goal, profile, within)
        if walk is None
        else _walked(network, origin, goal, walk, profile, language, within)
        for origin, walk in zip(origins, found, strict=True)
    ]


def reason_of(origin: Snapped) -> str | None:
    """Return why no walk can start (or end) here; None when it can."""
    if origin.positions:
        return None
    name = {"name": quoted(origin.stop.end.name)}
    if origin.stop.trail is not None:
        return _("No part of %(name)s that can be walked is in the data.") % name
    if not any(stop.points for stop in origin.stops):
        return _("The position of %(name)s is not known.") % name
    if not origin.covered:
        return _("%(name)s lies outside the data that was imported.") % name
    return _("There is no way to walk on within 200 m of %(name)s.") % name


def _walked(
    network: Network,
    origin: Snapped,
    goal: Goal,
    walk: Walk,
    profile: str,
    language: str,
    within: float | None,
) -> WalkAnswer:
    stop, point = origin.owners[walk.from_index]
    target, target_point = goal.owner(walk.target_index)
    told = describe(network, walk)
    metres = round(float(walk.metres), 1)
    complete = walk.complete and metres <= _unseen_metres(origin, goal)
    reason = _("The edge of the data is nearer than this, so a shorter walk may exist.")
    return WalkAnswer(
        origin=stop.end,
        target=target.end,
        entrance=_entrance(point),
        target_entrance=_entrance(target_point),
        access_point=(round(walk.access_point[0], 7), round(walk.access_point[1], 7)),
        profile=profile,
        complete=complete,
        within=None if within is None else _within(metres, within, complete=complete),
        reason=None if complete else reason,
        metres=metres,
        minutes=round(walk.minutes, 1),
        snap_from_metres=round(walk.snap_from_metres, 1),
        snap_to_metres=round(walk.snap_to_metres, 1),
        total_metres=round(walk.total_metres, 1),
        steps=told.steps,
        steps_counted=told.steps_counted,
        step_free=told.step_free,
        surfaces={name: round(share, 3) for name, share in told.surfaces.items()},
        lit_share=None if told.lit_share is None else round(told.lit_share, 3),
        instructions=in_words(directions(network, walk), language),
        coordinates=np.round(walk.coordinates, 7).tolist(),
    )


def _unseen_metres(origin: Snapped, goal: Goal) -> float:
    """Return the least that a walk from or to a point outside the data can be, in metres.

    An entrance or a station outside the data may have a shorter walk than the one that was found,
    but none shorter than the straight line less what snapping takes at both ends.
    """
    ends = np.empty((0, 2)) if goal.targets is None else goal.targets.lonlat
    starts = np.array([(each.lon, each.lat) for each in origin.positions]).reshape(-1, 2)
    straight = min(_straight(origin.unseen, ends), _straight(goal.snapped.unseen, starts))
    return straight * CAUTION - 2 * SNAP_METRES if np.isfinite(straight) else np.inf


def _straight(points: Sequence[Point], others: npt.NDArray[np.float64]) -> float:
    """Return the shortest straight line between two sets of points, in metres."""
    if not points or not len(others):
        return np.inf
    own = np.array([(point.lon, point.lat) for point in points])
    scale = METRES_PER_DEGREE * np.array([np.cos(np.radians(own[:, 1].mean())), 1.0])
    away = (own[:, None, :] - others[None, :, :]) * scale
    return float(np.hypot(away[..., 0], away[..., 1]).min())


def _within(metres: float, within: float, *, complete: bool) -> bool | None:
    """Say whether it is near enough; an upper bound can confirm it but not refute it."""
    if metres <= within:
        return True
    return False if complete else None


def _no_walk(
    network: Network, origin: Snapped, goal: Goal, profile: str, within: float | None
) -> WalkAnswer:
    reason = reason_of(origin)
    if reason is not None:
        complete = origin.covered and bool(origin.stop.points)
    elif goal.targets is None:
        reason = _goal_reason(goal)
        complete = goal.snapped.covered and bool(goal.snapped.stop.points)
    else:
        reason = _("There is no path between them that this profile can use.")
        edge_of_data = boundary_metres(network, origin.positions, profile)
        limit = np.inf if within is None else within
        complete = bool(edge_of_data > limit or np.isinf(edge_of_data)) and origin.covered
    return WalkAnswer(
        origin=origin.stop.end,
        target=goal.snapped.stop.end,
        entrance=None,
        target_entrance=None,
        access_point=None,
        profile=profile,
        complete=complete,
        within=False if within is not None and complete else None,
        reason=reason,
    )


def _goal_reason(goal: Goal) -> str:
    return reason_of(goal.snapped) or _("There is nowhere to walk to.")


def _entrance(point: Point | None) -> EntranceUsed | None:
    return point.entrance if point else None


def _positions(targets: Any) -> list[Position]:
    """Return the access points of a trail as positions that a walk can start from."""
    if targets is None:
        return []
    rows = zip(
        targets.edge.tolist(),
        targets.along.tolist(),
        targets.lonlat.tolist(),
        targets.metres.tolist(),
        strict=True,
    )
    return [Position(edge, along, lon, lat, metres) for edge, along, (lon, lat), metres in rows]
