"""Describe what a walking network is compiled from: ways, squares, obstacles and trails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from shapely.geometry.base import BaseGeometry

LonLat = tuple[float, float]
Texts = Mapping[str, str]


class Kind(IntEnum):
    """What a walker would call the part of the way underfoot."""

    STREET = 0
    FOOTWAY = 1
    PATH = 2
    STEPS = 3
    CYCLEWAY = 4
    SQUARE = 5
    CROSSING = 6
    CORRIDOR = 7
    ELEVATOR = 8
    PLATFORM = 9
    TRACK = 10
    PIER = 11
    KERB = 12  # no length: the two sides of a kerb or a gate


class StepFree(IntEnum):
    """Whether wheels can use an edge; ``NO`` is what the step-free profile never uses."""

    UNKNOWN = 0
    YES = 1
    NO = 2


class Lit(IntEnum):
    """Whether an edge has street lighting."""

    UNKNOWN = 0
    YES = 1
    NO = 2


class Direction(IntEnum):
    """In which direction of its geometry an edge can be walked."""

    BOTH = 0
    FORWARD = 1
    BACKWARD = 2


@dataclass(frozen=True, slots=True)
class Attributes:
    """What the tags of one way tell a walker."""

    kind: Kind
    name: tuple[tuple[str, str], ...] = ()  # (language, text), hashable
    surface: str = "unknown"
    lit: Lit = Lit.UNKNOWN
    step_free: StepFree = StepFree.UNKNOWN
    step_count: int = -1  # -1: not tagged
    direction: Direction = Direction.BOTH
    is_underground: bool = False


@dataclass(frozen=True, slots=True)
class WalkingWay:
    """One walkable line: OSM ids and (lon, lat); None where a clipped extract lacks the node."""

    way_id: int
    node_ids: Sequence[int]
    coordinates: Sequence[LonLat | None]
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class Square:
    """One walkable area: rings of (node ids, coordinates), the outer ones and the holes."""

    way_id: int
    outer: Sequence[tuple[Sequence[int], Sequence[LonLat]]]
    holes: Sequence[tuple[Sequence[int], Sequence[LonLat]]]
    attributes: Attributes


class Obstacle(IntEnum):
    """What a node does to those who want to pass it."""

    STEP = 1  # a raised kerb, a stile: passable on foot, not on wheels
    CLOSED = 2  # a locked gate, a wall: not passable


@dataclass(frozen=True, slots=True)
class WalkingMap:
    """All that a walking network is compiled from.

    ``coverage`` is the polygon (lon, lat) inside which the data can be trusted to be complete;
    ``trails`` maps a trail's source id to the ids of its member ways.
    """

    ways: Sequence[WalkingWay]
    coverage: BaseGeometry
    squares: Sequence[Square] = ()
    obstacles: Mapping[int, Obstacle] = field(default_factory=dict)
    trails: Mapping[str, Sequence[int]] = field(default_factory=dict)
