"""Hold OpenStreetMap's three kinds of element as small frozen objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date

TypeLetter = Literal["n", "w", "r"]
LonLatPair = tuple[float, float]
Tags = dict[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """A node with tags; `lon`, `lat` are WGS 84 degrees and always inside the world."""

    id: int
    lon: float
    lat: float
    tags: Tags


@dataclass(frozen=True, slots=True)
class Way:
    """A way; `coordinates` has one (lon, lat) per ref, None where the file lacks the node."""

    id: int
    tags: Tags
    refs: list[int]
    coordinates: list[LonLatPair | None]


class Member(NamedTuple):
    """One member of a relation: 'n', 'w' or 'r', the element's id, and its role."""

    type: TypeLetter
    ref: int
    role: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation; its members may be missing from the file."""

    id: int
    tags: Tags
    members: list[Member]


@dataclass(frozen=True, slots=True)
class OsmData:
    """What a file holds: tagged nodes, tagged ways, ways that relations need, and relations.

    Each dictionary is keyed by the element's id and keeps the order of the file. `member_nodes`
    has the position of every node, tagged or not, that a relation names as a member.
    `data_date` is the day that the file says its data is from, None where it does not say.
    """

    nodes: dict[int, Node] = field(default_factory=dict)
    ways: dict[int, Way] = field(default_factory=dict)
    relations: dict[int, Relation] = field(default_factory=dict)
    member_nodes: dict[int, LonLatPair] = field(default_factory=dict)
    data_date: date | None = None


def is_on_earth(lon: float, lat: float) -> bool:
    """Whether lon, lat are degrees that exist; NaN and infinity are not."""
    return -180 <= lon <= 180 and -90 <= lat <= 90
