"""Let walkers cross a square on straight lines between its entrances, around its holes."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry import Polygon

from geodata.network.ways import LonLat, Square

_MOST_CORNERS = 80  # 3,160 lines of sight; a square with more keeps its entrances first
_TOLERANCE = 1e-8  # degrees, about a millimetre: a line along the rim counts as inside
_STRAIGHT = 0.05  # radians; a flatter corner hides nothing worth a walk around


def polygon_of(square: Square) -> shapely.geometry.base.BaseGeometry:
    """Return the square's walkable surface (lon, lat), holes cut out; empty when a ring crosses
    itself, for then nobody can tell what is inside."""
    outer = [Polygon(line) for _, line in square.outer if len(line) > 3]
    holes = [Polygon(line) for _, line in square.holes if len(line) > 3]
    if not all(ring.is_valid for ring in (*outer, *holes)):
        return Polygon()
    return shapely.difference(shapely.union_all(outer), shapely.union_all(holes))


class DeadEnds:
    """Ends of ways that no other way touches, found by where they are.

    Looking through 100,000 of them took 73 ms for every square; with an index 0.1 ms.
    """

    def __init__(self, points: Mapping[int, LonLat]) -> None:
        self._points = list(points.items())
        self._tree = shapely.STRtree([shapely.Point(point) for point in points.values()])

    def on(self, surface: shapely.geometry.base.BaseGeometry) -> dict[int, LonLat]:
        """Return those on a surface, in their order; node id → (lon, lat)."""
        found = np.sort(self._tree.query(surface, predicate="intersects"))
        return dict(self._points[i] for i in found.tolist())


def entrances(square: Square, uses: Counter[int], dead_ends: DeadEnds) -> dict[int, LonLat]:
    """Return the corners between which the square is crossed: where other ways meet it or end on
    it, and where its rim hides one part from another; node id → (lon, lat), entrances first."""
    doors = dead_ends.on(polygon_of(square))
    corners: dict[int, LonLat] = {}
    for rings, is_hole in ((square.outer, False), (square.holes, True)):
        for ids, line in rings:
            turns = _turns(line)
            for i, (ref, point) in enumerate(zip(ids[:-1], line[:-1], strict=False)):
                own = (
                    3 if i == 0 else 1
                )  # the closing node stands in the ring twice, and ends it twice
                own += i == 0
                if uses[ref] > own:
                    doors[ref] = point
                elif (turns[i] > _STRAIGHT) if is_hole else (turns[i] < -_STRAIGHT):
                    corners[ref] = point
    merged = doors | {ref: point for ref, point in corners.items() if ref not in doors}
    return dict(list(merged.items())[:_MOST_CORNERS])


def crossings(square: Square, gate: dict[int, LonLat]) -> list[tuple[int, int]]:
    """Return the pairs of corners that see each other across the square."""
    surface = polygon_of(square)
    pairs = list(itertools.combinations(gate, 2))
    if not pairs or surface.is_empty or not surface.is_valid:
        return []
    room = surface.buffer(_TOLERANCE)
    shapely.prepare(room)
    lines = shapely.linestrings(np.array([(gate[a], gate[b]) for a, b in pairs]))
    rings = (*square.outer, *square.holes)
    rims = {frozenset(pair) for ids, _ in rings for pair in itertools.pairwise(ids)}
    sees = itertools.compress(pairs, np.atleast_1d(shapely.covers(room, lines)))
    return [pair for pair in sees if frozenset(pair) not in rims]


def _turns(line: Sequence[LonLat]) -> list[float]:
    """Return the signed turn at each corner of a closed ring, positive where it bends outwards
    (as at every corner of a convex ring), in radians."""
    ring = np.asarray(line, float)[:-1] * (np.cos(np.radians(np.asarray(line, float)[0, 1])), 1.0)
    before = ring - np.roll(ring, 1, axis=0)
    after = np.roll(ring, -1, axis=0) - ring
    cross = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    angle = np.arctan2(cross, (before * after).sum(axis=1))
    area = (ring[:, 0] * np.roll(ring[:, 1], -1) - np.roll(ring[:, 0], -1) * ring[:, 1]).sum()
    return [float(x) for x in (angle if area > 0 else -angle)]
