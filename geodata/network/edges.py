"""Cut walkable ways into edges at every node where a walk can turn, stop or be stopped."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import shapely

from geodata.network.squares import DeadEnds, crossings, entrances
from geodata.network.ways import (
    Attributes,
    Kind,
    LonLat,
    Obstacle,
    Square,
    StepFree,
    WalkingMap,
    WalkingWay,
)

CHORD = 2
UNDERGROUND = 1


@dataclass(slots=True)
class EdgeDraft:
    """Edges as growing lists; ``ends`` are indices into ``nodes``."""

    nodes: list[LonLat] = field(default_factory=list)
    boundary: set[int] = field(default_factory=set)
    ends: list[tuple[int, int]] = field(default_factory=list)
    lines: list[Sequence[LonLat]] = field(default_factory=list)
    ways: list[int] = field(default_factory=list)
    attributes: list[Attributes] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)

    def add(
        self,
        ends: tuple[int, int],
        line: Sequence[LonLat],
        way: int,
        attributes: Attributes,
        flags: int,
    ) -> None:
        """Append one edge."""
        self.ends.append(ends)
        self.lines.append(line)
        self.ways.append(way)
        self.attributes.append(attributes)
        self.flags.append(flags | (UNDERGROUND if attributes.is_underground else 0))


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of a way whose nodes are all in the data."""

    way_id: int
    node_ids: Sequence[int]
    coordinates: Sequence[LonLat]
    attributes: Attributes


def cut_into_edges(walking_map: WalkingMap) -> EdgeDraft:
    """Return the edges of the whole map, with the nodes at the edge of the data marked."""
    runs, torn = _runs(walking_map.ways)
    rings = [
        _Run(s.way_id, ids, line, s.attributes)
        for s in walking_map.squares
        for ids, line in (*s.outer, *s.holes)
    ]
    runs += rings
    uses = Counter(ref for run in runs for ref in run.node_ids)
    for run in runs:  # an end is a node of the network however few ways use it
        uses[run.node_ids[0]] += 1
        uses[run.node_ids[-1]] += 1
    outside, keep = _outside(runs, walking_map.coverage)
    dead_ends = DeadEnds(_dead_ends(runs, uses))
    gates = [entrances(square, uses, dead_ends) for square in walking_map.squares]
    cuts = {ref for ref, count in uses.items() if count > 1} | torn | keep
    cuts |= set(walking_map.obstacles) & uses.keys()
    for gate in gates:
        cuts.update(gate)
    weaver = _Weaver(walking_map.obstacles, cuts, torn | outside)
    for run in runs:
        weaver.weave(run)
    for square, gate in zip(walking_map.squares, gates, strict=True):
        weaver.cross(square, gate)
    weaver.join_obstacles()
    return weaver.draft


def _runs(ways: Iterable[WalkingWay]) -> tuple[list[_Run], set[int]]:
    """Split ways at missing nodes; return the runs, and the ids of nodes beside a gap."""
    runs: list[_Run] = []
    torn: set[int] = set()
    for way in ways:
        start = 0
        points = way.coordinates
        for i in range(len(points) + 1):
            if i < len(points) and points[i] is not None:
                continue
            if i - start >= 1:
                ids = way.node_ids[start:i]
                if start > 0:
                    torn.add(ids[0])
                if i < len(points):
                    torn.add(ids[-1])
                present = [point for point in points[start:i] if point is not None]
                if len(ids) > 1:
                    runs.append(_Run(way.way_id, ids, present, way.attributes))
            start = i + 1
    return runs, torn


def _outside(
    runs: Sequence[_Run], coverage: shapely.geometry.base.BaseGeometry
) -> tuple[set[int], set[int]]:
    """Return the nodes outside the coverage, and those at which a way leaves it.

    The first node outside is made a node of the network, so that the edge of the data lies where
    the data ends and not at the far end of a long way.
    """
    if not runs:
        return set(), set()
    refs = [ref for run in runs for ref in run.node_ids]
    points = [point for run in runs for point in run.coordinates]
    shapely.prepare(coverage)
    lon, lat = zip(*points, strict=True)
    inside = dict(zip(refs, shapely.intersects_xy(coverage, lon, lat).tolist(), strict=True))
    leaving = {
        a if inside[b] else b
        for run in runs
        for a, b in zip(run.node_ids, run.node_ids[1:], strict=False)
        if inside[a] != inside[b]
    }
    return {ref for ref, is_inside in inside.items() if not is_inside}, leaving


def _dead_ends(runs: Sequence[_Run], uses: Counter[int]) -> dict[int, LonLat]:
    """Return the ends that no other way touches: such a way may end in the middle of a square."""
    return {
        run.node_ids[i]: run.coordinates[i]
        for run in runs
        if not run.attributes.is_underground
        for i in (0, -1)
        if uses[run.node_ids[i]] == 2  # once in its run, once as an end
    }


class _Weaver:
    """Turn runs into edges, giving every arm at an obstacle a node of its own."""

    def __init__(
        self, obstacles: Mapping[int, Obstacle], cuts: set[int], boundary: set[int]
    ) -> None:
        self.draft = EdgeDraft()
        self._obstacles = obstacles
        self._cuts = cuts
        self._boundary = boundary
        self._index: dict[int, int] = {}
        self._arms: dict[int, list[int]] = {}

    def weave(self, run: _Run) -> None:
        """Append the edges of one run."""
        last = len(run.node_ids) - 1
        start = 0
        for i in range(1, last + 1):
            if i == last or run.node_ids[i] in self._cuts:
                line = run.coordinates[start : i + 1]
                ends = (
                    self._node(run.node_ids[start], line[0]),
                    self._node(run.node_ids[i], line[-1]),
                )
                self.draft.add(ends, line, run.way_id, run.attributes, 0)
                start = i

    def cross(self, square: Square, gate: dict[int, LonLat]) -> None:
        """Append the straight lines on which a square is crossed."""
        for a, b in crossings(square, gate):
            ends = (self._node(a, gate[a]), self._node(b, gate[b]))
            self.draft.add(ends, (gate[a], gate[b]), square.way_id, square.attributes, CHORD)

    def join_obstacles(self) -> None:
        """Join the arms at a kerb by an edge without length that wheels cannot use."""
        kerb = Attributes(Kind.KERB, step_free=StepFree.NO)
        for ref, arms in self._arms.items():
            if self._obstacles[ref] is Obstacle.STEP:
                point = self.draft.nodes[arms[0]]
                for arm in arms[1:]:
                    self.draft.add((arms[0], arm), (point, point), 0, kerb, 0)

    def _node(self, ref: int, point: LonLat) -> int:
        if ref in self._obstacles:
            index = self._new(ref, point)
            self._arms.setdefault(ref, []).append(index)
            return index
        if ref not in self._index:
            self._index[ref] = self._new(ref, point)
        return self._index[ref]

    def _new(self, ref: int, point: LonLat) -> int:
        self.draft.nodes.append(point)
        index = len(self.draft.nodes) - 1
        if ref in self._boundary:
            self.draft.boundary.add(index)
        return index
