"""Find the best walk from each of many origins to the nearest of many targets, in one search."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.network.earth import degrees_to_metres
from geodata.network.network import Network
from geodata.network.positions import Position, Targets, seeds
from geodata.network.profiles import Profile, profile_named
from geodata.network.search import UNBOUNDED, Graph
from geodata.network.ways import Direction, Kind, StepFree

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of one edge, from ``start`` to ``end`` metres along it (back when end < start)."""

    edge: int
    start: float
    end: float

    @property
    def metres(self) -> float:
        """Return the length of the leg."""
        return abs(self.end - self.start)


@dataclass(frozen=True, slots=True)
class Walk:
    """The shortest walk of one origin to its nearest target.

    ``metres`` run along the network between the snapped positions; ``from_index`` says which of the
    origin's positions is best, ``target_index`` which target. When not ``complete`` the search met
    the edge of the data nearer than ``metres``, which then is an upper bound.
    """

    profile: str
    metres: float
    minutes: float
    snap_from_metres: float
    snap_to_metres: float
    from_index: int
    target_index: int
    access_point: tuple[float, float]
    complete: bool
    legs: tuple[Leg, ...]
    coordinates: Floats

    @property
    def total_metres(self) -> float:
        """Return the walk and the straight bits at both its ends."""
        return self.snap_from_metres + self.metres + self.snap_to_metres


@dataclass(frozen=True, slots=True)
class _Arrival:
    """How one position gets to a target: through a node, or to a target on its own edge."""

    total: float
    node: int = -1
    target: int = -1


class _Field:
    """The distance field of one set of targets: every position reads its number off it."""

    def __init__(self, network: Network, targets: Targets, profile: Profile) -> None:
        self.network, self.targets, self.profile = network, targets, profile
        self._nodes, self._metres, self._index = seeds(
            network, targets, profile.weights, leaving=False
        )
        self._seed_of = dict(zip(self._nodes.tolist(), self._index.tolist(), strict=True))
        self._graph: Graph = network.graph(profile.weights, backwards=True)
        self.limit = 0.0
        self.far: Floats = np.empty(0)
        self.before: npt.NDArray[np.int32] = np.empty(0, np.int32)

    def reach(self, limit: float) -> None:
        """Search as far as ``limit`` metres."""
        self.far, self.before = self._graph.field(self._nodes, self._metres, limit)
        self.limit = limit

    def arrival(self, position: Position) -> _Arrival | None:
        """Return the best way from a position to a target, as far as the search has come."""
        network, edge, along = self.network, position.edge, position.along
        length = float(network.edge_metres[edge])
        back, on = usable(network, edge, self.profile)
        choices = self._direct(position, back, on)
        for may, node, metres in (
            (back or along <= 0, int(network.edge_u[edge]), along),
            (on or along >= length, int(network.edge_v[edge]), length - along),
        ):
            if may and np.isfinite(self.far[node]):
                total = metres + float(self.far[node]) + position.metres
                choices.append(_Arrival(total, node=node))
        return min(choices, key=lambda a: (a.total, a.node), default=None)

    def _direct(self, position: Position, back: bool, on: bool) -> list[_Arrival]:
        found = []
        for target in self.targets.on(position.edge).tolist():
            step = float(self.targets.along[target]) - position.along
            if step == 0 or (on if step > 0 else back):
                total = abs(step) + float(self.targets.metres[target]) + position.metres
                found.append(_Arrival(total, target=target))
        return found

    def nodes_from(self, node: int) -> list[int]:
        """Return the nodes from ``node`` to the seed it is nearest to, both included."""
        path = [node]
        while self.before[node] != len(self.far):
            node = int(self.before[node])
            path.append(node)
        return path

    def target_at(self, node: int) -> int:
        """Return the target that a seed stands for."""
        return int(self._seed_of[node])


def usable(network: Network, edge: int, profile: Profile) -> tuple[bool, bool]:
    """Return whether the profile may walk an edge against, and along, its direction."""
    if profile.forbids_steps and network.arrays["edge_step_free"][edge] == StepFree.NO:
        return False, False
    direction = network.arrays["edge_direction"][edge]
    return bool(direction != Direction.FORWARD), bool(direction != Direction.BACKWARD)


def walks(
    network: Network,
    origins: Sequence[Sequence[Position]],
    targets: Targets,
    profile: str = "walk",
) -> list[Walk | None]:
    """Return for each origin its best walk to the nearest target; None where there is no path.

    An origin is one place with one or more positions (a station's entrances). The search first goes
    a little farther than the crow flies, and farther only when an origin was not reached.
    """
    field = _Field(network, targets, profile_named(profile))
    found: list[tuple[int, _Arrival] | None] = [None] * len(origins)
    missing = [i for i, positions in enumerate(origins) if positions]
    for limit in _limits(origins, targets):
        if not missing:
            break
        field.reach(limit)
        for i in missing:
            found[i] = _best(field, origins[i])
        # A total beyond the limit may have been read off a field that ended too soon.
        missing = [i for i in missing if (best := found[i]) is None or best[1].total > limit]
    return [
        None if best is None else _walk(field, origins[i], *best) for i, best in enumerate(found)
    ]


def _limits(origins: Sequence[Sequence[Position]], targets: Targets) -> list[float]:
    """Return how far to search: first as far as most walks are, at last without limit.

    On foot, detours are seldom longer than three tenths of the straight line and 100 m more.
    """
    points = np.array([(p.lon, p.lat) for positions in origins for p in positions])
    if not len(points) or not len(targets.edge) or len(points) * len(targets.edge) > 1_000_000:
        return [UNBOUNDED]
    scale = np.array(degrees_to_metres(float(points[0, 1])))
    apart = (points[:, None] - targets.lonlat) * scale
    straight = np.hypot(apart[..., 0], apart[..., 1]).min(axis=1) + targets.metres.max()
    farthest = float(straight.max())
    return [farthest * 1.3 + 100, farthest * 2 + 500, UNBOUNDED]


def _best(field: _Field, positions: Sequence[Position]) -> tuple[int, _Arrival] | None:
    arrivals = [(i, a) for i, p in enumerate(positions) if (a := field.arrival(p)) is not None]
    return min(arrivals, key=lambda pair: pair[1].total, default=None)


def _walk(field: _Field, positions: Sequence[Position], index: int, arrival: _Arrival) -> Walk:
    network, targets, position = field.network, field.targets, positions[index]
    path = field.nodes_from(arrival.node) if arrival.node >= 0 else []
    to = field.target_at(path[-1]) if path else arrival.target
    legs = _legs(field, position, path, to)
    metres = sum(leg.metres for leg in legs)
    lon, lat = targets.lonlat[to].tolist()
    return Walk(
        profile=field.profile.name,
        metres=metres,
        minutes=field.profile.minutes(metres),
        snap_from_metres=position.metres,
        snap_to_metres=float(targets.metres[to]),
        from_index=index,
        target_index=to,
        access_point=(lon, lat),
        complete=boundary_metres(network, positions, field.profile.name) >= metres,
        legs=legs,
        coordinates=trace(network, legs, (position.lon, position.lat)),
    )


def _legs(field: _Field, position: Position, path: list[int], to: int) -> tuple[Leg, ...]:
    """Return the legs through the nodes of ``path``; without any, along the position's own edge."""
    network = field.network
    target_edge, target_along = int(field.targets.edge[to]), float(field.targets.along[to])
    if not path:
        return _moving(network, Leg(position.edge, position.along, target_along))
    weights = network.weights(field.profile.weights)
    middle = [_leg_between(network, a, b, weights) for a, b in itertools.pairwise(path)]
    first = Leg(
        position.edge, position.along, _end_at(network, position.edge, path[0], position.along)
    )
    last = Leg(target_edge, _end_at(network, target_edge, path[-1], target_along), target_along)
    return _moving(network, first, *middle, last)


def _end_at(network: Network, edge: int, node: int, near: float) -> float:
    """Return where along an edge a node is; on a loop, the end that is nearer."""
    length = float(network.edge_metres[edge])
    at_u, at_v = int(network.edge_u[edge]) == node, int(network.edge_v[edge]) == node
    if at_u and at_v:
        return 0.0 if near <= length - near else length
    return 0.0 if at_u else length


def _leg_between(network: Network, tail: int, head: int, weights: Floats) -> Leg:
    arc = network.arc_between(tail, head, weights)
    edge = int(network.arc_edge[arc])
    length = float(network.edge_metres[edge])
    return Leg(edge, length, 0.0) if network.arc_reversed[arc] else Leg(edge, 0.0, length)


def _moving(network: Network, *legs: Leg) -> tuple[Leg, ...]:
    """Drop legs that go nowhere; a kerb has no length but must be told."""
    kinds = network.arrays["edge_kind"]
    return tuple(leg for leg in legs if leg.metres > 0 or kinds[leg.edge] == Kind.KERB)


def boundary_metres(
    network: Network, positions: Sequence[Position], profile: str = "walk"
) -> float:
    """Return how far along the network the edge of the data is; infinite when it is nowhere."""
    far = network.arrays[f"boundary_{profile_named(profile).weights}"]
    nearest = np.inf
    for p in positions:
        rest = float(network.edge_metres[p.edge]) - p.along
        if not network.covers(p.lon, p.lat):
            return 0.0
        nearest = min(
            nearest, p.along + far[network.edge_u[p.edge]], rest + far[network.edge_v[p.edge]]
        )
    return float(nearest)


def trace(network: Network, legs: Sequence[Leg], start: tuple[float, float]) -> Floats:
    """Return the walked line, shape (n, 2) with n ≥ 2, in (lon, lat)."""
    parts = [np.array([start])] + [leg_line(network, leg) for leg in legs]
    line = np.concatenate(parts)
    moved = np.concatenate(([True], (np.abs(np.diff(line, axis=0)) > 5e-8).any(axis=1)))
    line = line[moved]
    return line if len(line) > 1 else np.repeat(line, 2, axis=0)


def leg_line(network: Network, leg: Leg) -> Floats:
    """Return the coordinates of one leg in walking order, shape (n, 2), n ≥ 2."""
    low, high = sorted((leg.start, leg.end))
    first, last = int(network.coord_start[leg.edge]), int(network.coord_start[leg.edge + 1])
    along, lonlat = network.coord_along[first:last], network.lonlat(first, last)
    inner = lonlat[(along > low) & (along < high)]
    ends = np.column_stack([np.interp((low, high), along, lonlat[:, i]) for i in (0, 1)])
    line = np.concatenate((ends[:1], inner, ends[1:]))
    return line[::-1] if leg.end < leg.start else line
