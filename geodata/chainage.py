"""Say how far along a trail a place is met, and how far away from it that is.

A trail is loose lines: they are strung to one walk (`stringing`), its pieces one after the other
from one end to the other, with gaps between them that count no metres, and then its branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.coordinates import Box
from geodata.network.earth import metres_between, scales
from geodata.stringing import LonLatPair, Web, apart, in_a_row

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
BESIDE_METRES = 30.0  # who keeps so near to the main walk is its other side, not a branch
SIDE_METRES = 3.0  # nearer than this, nobody can say on which side something lies
SAME_METRES = 0.01
BOX_METRES, MOST_BOXES = 500.0, 60


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
        near: Sequence[LonLatPair] = (),
        *,
        back: bool = False,
    ) -> Chainage:
        """String lines of lon, lat together.

        The walk begins at that of its outermost ends that is nearest to one of the places `near`,
        else at the western one; `back` walks from the other end.
        """
        web = Web(lines)
        mains = in_a_row([web.lonlat[list(walk)] for walk in web.main_walks()], near)
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
        keep = np.flatnonzero(away <= within)
        order = keep[np.lexsort((along[keep], np.round(away[keep], 4), point[keep]))]
        point, along, away, side = point[order], along[order], away[order], side[order]
        part = self._part[segment[order]]
        index, first = np.unique(point, return_index=True)
        side = _agreed(side, away, first)
        found = Placed(index, part[first], along[first], away[first], side)
        met = np.lexsort((index, np.round(found.along, 2), found.part))
        return Placed(
            found.index[met], found.part[met], found.along[met], found.away[met], found.side[met]
        )

    def boxes(self, within: float) -> list[Box]:
        """Return boxes that hold everything within so many metres: one for each stretch."""
        a, b, low, _high = self._ends
        if not len(a):
            return []
        stretch = max(BOX_METRES, self.metres / MOST_BOXES)
        number = np.unique(low // stretch, return_inverse=True)[1].reshape(-1)
        margin = within / scales(np.maximum(abs(a[:, 1]), abs(b[:, 1])))
        west_south = np.full((number.max() + 1, 2), np.inf)
        east_north = -west_south
        np.minimum.at(west_south, number, np.minimum(a, b) - margin)
        np.maximum.at(east_north, number, np.maximum(a, b) + margin)
        return [Box(*sides) for sides in np.column_stack((west_south, east_north)).tolist()]

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
        lines: Any = shapely.linestrings(np.stack((a, b), axis=1) * self._frame)
        return shapely.STRtree(lines)

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


def _laid(lines: Sequence[Floats]) -> list[Part]:
    """Measure pieces one after the other; gaps count no metres."""
    parts: list[Part] = []
    for line in lines:
        start = float(parts[-1].along[-1]) if parts else 0.0
        gap = apart(parts[-1].lonlat[-1], line[0]) if parts else 0.0
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
