"""Say how far along a trail a place is met, and how far away from it that is.

A trail is loose lines: they are strung to one walk (`stringing`), its pieces one after the other
from one end to the other, with gaps between them that count no metres, and then its branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from geodata.network.earth import GEOD, metres_between, scales
from geodata.stringing import Web

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
BESIDE_METRES = 30.0  # who keeps so near to the main walk is its other side, not a branch
SIDE_METRES = 3.0  # nearer than this, nobody can say on which side something lies
SAME_METRES = 0.01


@dataclass(frozen=True)
class Part:
    """A stretch that is walked without a break: lon, lat and metres along for each vertex.

    `gap_metres` is the straight line from the part before; of a branch, `leaves_at` is where along
    the trail one turns off to it. The metres of a branch count on from there.
    """

    lonlat: Floats  # (n, 2)
    along: Floats  # (n,)
    gap_metres: float = 0.0
    leaves_at: float | None = None

    @property
    def metres(self) -> float:
        """Return its length."""
        return float(self.along[-1] - self.along[0])

    @property
    def is_loop(self) -> bool:
        """Say whether it comes back to where it began."""
        return bool((self.lonlat[0] == self.lonlat[-1]).all())


@dataclass(frozen=True)
class Placed:
    """Places near the trail, as arrays of length n, in the order in which one meets them."""

    index: Ints  # into the points that were asked for
    part: Ints
    along: Floats
    away: Floats
    side: Ints  # -1 left, 1 right, 0: not sure


@dataclass(frozen=True)
class Chainage:
    """A trail as it is walked; `beside` are its other sides, measured along the part beside."""

    parts: tuple[Part, ...]
    beside: tuple[tuple[int, Part], ...] = ()

    @classmethod
    def of(
        cls,
        lines: shapely.Geometry,
        near: tuple[float, float] | None = None,
        *,
        back: bool = False,
    ) -> Chainage:
        """String lines of lon, lat together.

        The walk begins at that of its outermost ends that is nearest to `near`, else at the western
        one; `back` walks from the other end.
        """
        web = Web(lines)
        mains = _in_a_row([web.lonlat[list(walk)] for walk in web.main_walks()], near)
        if back:
            mains = [line[::-1] for line in mains[::-1]]
        parts = _laid(mains)
        return _with_branches(web, parts)

    @property
    def metres(self) -> float:
        """Return the length of all parts, without the gaps."""
        return sum(part.metres for part in self.parts)

    def place(self, lonlat: Floats, within: float) -> Placed:
        """Return which of n places (lon, lat) lie within so many metres, and where along."""
        point, segment = self._pairs(lonlat, within)
        along, away, side = self._measured(lonlat[point], segment)
        keep = away <= within
        point, segment, along, away, side = (
            each[keep] for each in (point, segment, along, away, side)
        )
        order = np.lexsort((along, np.round(away, 2), point))
        point, along, away, side = (each[order] for each in (point, along, away, side))
        part = self._part[segment[order]]
        index, first = np.unique(point, return_index=True)
        side = _agreed(side, away, first)
        found = Placed(index, part[first], along[first], away[first], side)
        met = np.lexsort((index, np.round(found.along, 2), found.part))
        return Placed(
            found.index[met], found.part[met], found.along[met], found.away[met], found.side[met]
        )

    @cached_property
    def _pieces(self) -> tuple[tuple[int, Part], ...]:
        return (*enumerate(self.parts), *self.beside)

    @cached_property
    def _ends(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Return start, end (lon, lat), and metres along of both, for every segment."""
        lines = [part for _number, part in self._pieces]
        empty = [np.empty((0, 2)), np.empty((0, 2)), np.empty(0), np.empty(0)]
        if not lines:
            return tuple(empty)  # type: ignore[return-value]  # four of them
        return (
            np.concatenate([part.lonlat[:-1] for part in lines]),
            np.concatenate([part.lonlat[1:] for part in lines]),
            np.concatenate([part.along[:-1] for part in lines]),
            np.concatenate([part.along[1:] for part in lines]),
        )

    @cached_property
    def _part(self) -> Ints:
        counts = [len(part.along) - 1 for _number, part in self._pieces]
        return np.repeat([number for number, _part in self._pieces], counts).astype(np.int64)

    @cached_property
    def _frame(self) -> Floats:
        a = self._ends[0]
        return scales(np.array([a[:, 1].mean()]))[0] if len(a) else np.ones(2)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        a, b = self._ends[:2]
        return shapely.STRtree(shapely.linestrings(np.stack((a, b), axis=1) * self._frame))

    def _pairs(self, lonlat: Floats, within: float) -> tuple[Ints, Ints]:
        """Return pairs of a place and a segment that may be near enough to each other."""
        points = shapely.points(lonlat.reshape(-1, 2) * self._frame)
        # The frame is true at the trail's middle: a twentieth more holds for 100 km around it.
        pairs = self._tree.query(points, predicate="dwithin", distance=within * 1.05 + 1)
        return pairs[0].astype(np.int64), pairs[1].astype(np.int64)

    def _measured(self, lonlat: Floats, segment: Ints) -> tuple[Floats, Floats, Ints]:
        """Return metres along, metres away, and the side, of pairs of a place and a segment."""
        start, end, low, high = (each[segment] for each in self._ends)
        scale = scales(lonlat[:, 1])
        step, to = (end - start) * scale, (lonlat - start) * scale
        squared = (step * step).sum(axis=1)
        share = (to * step).sum(axis=1) / np.where(squared > 0, squared, 1)
        inside = np.clip(share, 0, 1)
        away = np.hypot(*(to - inside[:, None] * step).T)
        cross = step[:, 0] * to[:, 1] - step[:, 1] * to[:, 0]
        side = -np.sign(cross).astype(np.int64)
        side[away < SIDE_METRES] = 0
        first, last = self._outermost
        beyond = (np.isin(segment, first) & (share < 0)) | (np.isin(segment, last) & (share > 1))
        side[beyond] = 0
        return low + inside * (high - low), away, side

    @cached_property
    def _outermost(self) -> tuple[Ints, Ints]:
        """Return the first and the last segments of what does not come back to its beginning."""
        ends = np.cumsum([0, *(len(part.along) - 1 for _number, part in self._pieces)])
        is_open = np.array([not part.is_loop for _number, part in self._pieces], dtype=bool)
        return ends[:-1][is_open], ends[1:][is_open] - 1


def _agreed(side: Ints, away: Floats, first: Ints) -> Ints:
    """Return the side of each place: none where its nearest segments (a corner) disagree."""
    owner = np.repeat(np.arange(len(first)), np.diff((*first, len(side))))
    same = away <= away[first][owner] + SAME_METRES
    low, high = np.full(len(first), 2), np.full(len(first), -2)
    np.minimum.at(low, owner[same], side[same])
    np.maximum.at(high, owner[same], side[same])
    agreed: Ints = np.where(low == high, low, 0)
    return agreed


def _in_a_row(lines: list[Floats], near: tuple[float, float] | None) -> list[Floats]:
    """Put pieces one after the other, and turn them, from one outermost end to the other."""
    if not lines:
        return []
    start = _start(lines, near)
    waiting, ordered = list(lines), []
    here = start
    while waiting:
        turned = [_from(line, here) for line in waiting]
        gaps = [_apart(line[0], here) for line in turned]
        nearest = int(np.argmin(gaps))
        waiting.pop(nearest)
        ordered.append(turned[nearest])
        here = ordered[-1][-1]
    return ordered


def _start(lines: list[Floats], near: tuple[float, float] | None) -> Floats:
    if len(lines) == 1 and _is_ring(lines[0]):
        ends = lines[0]  # one can begin anywhere
    else:
        outer = [
            line[[line[:, 0].argmin(), line[:, 0].argmax()] if _is_ring(line) else [0, -1]]
            for line in lines
        ]
        ends = _farthest_apart(np.concatenate(outer))
    if near is not None:
        away = [_apart(end, np.array(near)) for end in ends]
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
        return line[::-1] if _apart(line[-1], here) < _apart(line[0], here) else line
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


def _apart(one: Floats, other: Floats) -> float:
    return float(GEOD.inv(*one, *other)[2])


def _laid(lines: Sequence[Floats]) -> list[Part]:
    """Measure pieces one after the other; gaps count no metres."""
    parts: list[Part] = []
    for line in lines:
        start = float(parts[-1].along[-1]) if parts else 0.0
        gap = _apart(parts[-1].lonlat[-1], line[0]) if parts else 0.0
        parts.append(Part(line, start + _run(line), gap))
    return parts


def _run(line: Floats) -> Floats:
    return np.concatenate(([0.0], np.cumsum(metres_between(line))))


def _with_branches(web: Web, mains: list[Part]) -> Chainage:
    """Add what leaves the main walks: a part of its own, unless it keeps beside them."""
    main = Chainage(tuple(mains))
    number = {tuple(web.lonlat[node].tolist()): node for node in web.at}
    met: dict[int, float] = {}  # nodes of the web, and after how many metres one comes by
    for part in mains:
        _meet(met, number, part)
    branches: list[Part] = []
    beside: list[tuple[int, Part]] = []
    while web.unused:
        walk = web.branch(met)
        line, start = web.lonlat[list(walk)], met[walk[0]]
        part = Part(line, start + _run(line), leaves_at=start)
        _meet(met, number, part)
        near = main.place(line, BESIDE_METRES)
        if len(near.index) == len(line):
            along = near.along[np.argsort(near.index)]
            beside.append((int(near.part[0]), Part(line, along)))
        else:
            branches.append(part)
    return Chainage((*mains, *branches), tuple(beside))


def _meet(met: dict[int, float], number: dict[tuple[float, ...], int], part: Part) -> None:
    for lonlat, along in zip(part.lonlat.tolist(), part.along.tolist(), strict=True):
        if tuple(lonlat) in number:
            met.setdefault(number[tuple(lonlat)], along)
