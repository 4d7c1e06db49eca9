"""String the loose lines of a trail together: one main walk for each piece, and its branches.

What is walked is the set of segments between neighbouring vertices, each once, so that it makes no
difference how the lines were cut, which way they ran, or which of them came twice.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geodata.network.earth import GEOD, scales

Floats = npt.NDArray[np.float64]
LonLatPair = tuple[float, float]
SCALE = 1e7  # vertices are told apart to 1e-7 degrees, as OpenStreetMap keeps its nodes


@dataclass(frozen=True)
class Chain:
    """Segments in a row, between two vertices where lines end or fork."""

    vertices: tuple[int, ...]
    metres: float

    def beyond(self, node: int) -> int:
        """Return the end that is not `node`; of a ring the same."""
        return self.vertices[-1] if self.vertices[0] == node else self.vertices[0]

    def leaving(self, node: int) -> tuple[int, ...]:
        """Return the vertices in the order of who leaves from `node`."""
        return self.vertices if self.vertices[0] == node else self.vertices[::-1]


class Web:
    """The lines as chains that meet at nodes; vertices are numbered from west to east."""

    def __init__(self, lines: shapely.Geometry) -> None:
        self.lonlat, segments = _segments(lines)
        self.chains = _chains(segments, _metres(self.lonlat, segments))
        self.at: dict[int, list[int]] = defaultdict(list)
        for number, chain in enumerate(self.chains):
            for node in sorted({chain.vertices[0], chain.vertices[-1]}):
                self.at[node].append(number)
        self.unused = set(range(len(self.chains)))

    def main_walks(self) -> list[tuple[int, ...]]:
        """Return for each connected piece the walk from end to end: its longest shortest way."""
        return [self._main(node) for node in self._one_node_each()]

    def branch(self, met: dict[int, float]) -> tuple[int, ...]:
        """Return the next walk that leaves what was walked already, where one comes by first.

        `met` tells after how many metres each vertex was met.
        """
        leaving = [node for node in met if self._ways(node)]
        start = min(leaving, key=lambda node: (met[node], node))
        path = self._farthest(start)[1] or self._ways(start)[:1]
        return self._follow(start, path)

    def _one_node_each(self) -> Iterator[int]:
        seen: set[int] = set()
        for start in sorted(self.at):
            if start in seen:
                continue
            yield start
            waiting = [start]
            while waiting:
                node = waiting.pop()
                if node not in seen:
                    seen.add(node)
                    waiting += [self.chains[each].beyond(node) for each in self.at[node]]

    def _main(self, node: int) -> tuple[int, ...]:
        start = self._farthest(node)[0]
        walk = self._follow(start, self._farthest(start)[1] or self._ways(start)[:1])
        # A ring at the beginning of the walk is walked first.
        return (*self._follow(start, [])[::-1], *walk[1:])

    def _farthest(self, start: int) -> tuple[int, list[int]]:
        """Return the node farthest from another by unused chains, and the way there (Dijkstra)."""
        far: dict[int, float] = {}
        came: dict[int, tuple[int, int]] = {}
        waiting = [(0.0, start, start, -1)]
        while waiting:
            metres, node, before, by = heapq.heappop(waiting)
            if node in far:
                continue
            far[node], came[node] = metres, (before, by)
            for each in self._ways(node):
                chain = self.chains[each]
                heapq.heappush(waiting, (metres + chain.metres, chain.beyond(node), node, each))
        end = node = max(far, key=lambda node: (round(far[node], 6), -node))
        path: list[int] = []
        while node != start:
            node, by = came[node]
            path.append(by)
        return end, path[::-1]

    def _follow(self, start: int, path: list[int]) -> tuple[int, ...]:
        """Walk a path, and then on as long as exactly one way leads on; uses the chains up."""
        walk, coming = [start], list(path)
        while True:
            if not coming:
                ways = self._ways(walk[-1])
                if len(ways) != 1:
                    return tuple(walk)
                coming = ways
            number = coming.pop(0)
            self.unused.discard(number)
            walk += self.chains[number].leaving(walk[-1])[1:]

    def _ways(self, node: int) -> list[int]:
        return [each for each in self.at.get(node, ()) if each in self.unused]


def in_a_row(lines: list[Floats], near: Sequence[LonLatPair]) -> list[Floats]:
    """Put pieces one after the other, and turn them, from one outermost end to the other."""
    if not lines:
        return []
    start = _start(lines, near)
    waiting, ordered = list(lines), []
    here = start
    while waiting:
        turned = [_from(line, here) for line in waiting]
        gaps = [apart(line[0], here) for line in turned]
        nearest = int(np.argmin(gaps))
        waiting.pop(nearest)
        ordered.append(turned[nearest])
        here = ordered[-1][-1]
    return ordered


def _start(lines: list[Floats], near: Sequence[LonLatPair]) -> Floats:
    if len(lines) == 1 and _is_ring(lines[0]):
        ends = lines[0]  # one can begin anywhere
    else:
        outer = [
            line[[line[:, 0].argmin(), line[:, 0].argmax()] if _is_ring(line) else [0, -1]]
            for line in lines
        ]
        ends = _farthest_apart(np.concatenate(outer))
    if near:
        places, count = np.array(near), len(near)
        a, b = np.repeat(ends, count, axis=0), np.tile(places, (len(ends), 1))
        away = GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2].reshape(-1, count).min(axis=1)
        return np.asarray(ends[int(np.argmin(np.round(away, 2)))])
    return np.asarray(ends[int(np.lexsort((ends[:, 1], ends[:, 0]))[0])])


def _farthest_apart(points: Floats) -> Floats:
    scale = scales(np.array([points[:, 1].mean()]))[0]
    apart = np.hypot(*np.moveaxis((points[:, None] - points) * scale, -1, 0))
    one, other = np.unravel_index(int(np.argmax(np.round(apart, 2))), apart.shape)
    return points[[one, other]]


def _from(line: Floats, here: Floats) -> Floats:
    """Turn a line so that it begins at the end that is nearer; a ring where it is nearest."""
    if not _is_ring(line):
        return line[::-1] if apart(line[-1], here) < apart(line[0], here) else line
    scale = scales(here[1:2])[0]
    away = np.hypot(*((line[:-1] - here) * scale).T)
    turned = np.roll(line[:-1], -int(np.argmin(np.round(away, 2))), axis=0)
    ring = np.concatenate((turned, turned[:1]))
    return ring[::-1] if _is_counterclockwise(ring) else ring


def _is_ring(line: Floats) -> bool:
    return bool((line[0] == line[-1]).all())


def _is_counterclockwise(ring: Floats) -> bool:
    x, y = (ring - ring[0]).T
    return bool((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() > 0)


def apart(one: Floats, other: Floats) -> float:
    """Return the geodesic metres between two places (lon, lat)."""
    return float(GEOD.inv(*one, *other)[2])


def _segments(lines: shapely.Geometry) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the vertices (lon, lat) from west to east, and pairs of neighbours, each once."""
    coordinates, part = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    stored = np.round(coordinates * SCALE).astype(np.int64)
    vertices, number = np.unique(stored, axis=0, return_inverse=True)
    number = number.reshape(-1)
    pairs = np.column_stack((number[:-1], number[1:]))[part[:-1] == part[1:]]
    pairs = np.unique(np.sort(pairs, axis=1), axis=0).reshape(-1, 2)
    return vertices / SCALE, pairs[pairs[:, 0] != pairs[:, 1]]


def _metres(lonlat: Floats, segments: npt.NDArray[np.int64]) -> dict[tuple[int, int], float]:
    a, b = lonlat[segments[:, 0]], lonlat[segments[:, 1]]
    metres = GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2] if len(segments) else []
    return {(u, v): float(m) for (u, v), m in zip(segments.tolist(), metres, strict=True)}


def _chains(segments: npt.NDArray[np.int64], metres: dict[tuple[int, int], float]) -> list[Chain]:
    """Join segments where exactly two meet; a ring begins at its westernmost vertex."""
    beside: dict[int, list[int]] = defaultdict(list)
    for u, v in segments.tolist():
        beside[u].append(v)
        beside[v].append(u)
    found: list[Chain] = []
    unused = set(metres)

    def follow(node: int, onto: int) -> None:
        walk, length = [node], 0.0
        while (step := (min(walk[-1], onto), max(walk[-1], onto))) in unused:
            unused.discard(step)
            length += metres[step]
            walk.append(onto)
            if len(beside[onto]) != 2 or onto == node:
                break
            onto = next(each for each in beside[onto] if each != walk[-2])
        if len(walk) > 1:
            found.append(Chain(tuple(walk), length))

    ends = [node for node in sorted(beside) if len(beside[node]) != 2]
    for node in (*ends, *sorted(beside)):
        for onto in beside[node]:
            follow(node, onto)
    return found
