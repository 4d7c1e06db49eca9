"""Show how distances are spread: a histogram in words and bars, and rows put in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import Any

from servicemap.walks import WalkAnswer

MOST_BINS = 12
STEPS = (50, 100, 250, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


@dataclass(frozen=True)
class Bin:
    """How many walks are ``low`` to ``high`` metres long; ``share`` of the fullest, in per cent."""

    low: int
    high: int
    count: int
    share: float
    is_near: bool  # the whole of it lies within the limit


def spread(walks: Sequence[WalkAnswer], within: float) -> list[Bin]:
    """Return the histogram of the metres of all walks that there are; the limit is an edge of it
    wherever the limit is a multiple of a round step."""
    metres = [walk.metres for walk in walks if walk.metres is not None]
    if not metres:
        return []
    farthest = max(*metres, within)
    step = next(
        (each for each in STEPS if farthest <= each * MOST_BINS), ceil(farthest / MOST_BINS)
    )
    counts = [0] * max(1, ceil(farthest / step))
    for each in metres:
        counts[min(int(each // step), len(counts) - 1)] += 1
    return [
        Bin(
            low=i * step,
            high=(i + 1) * step,
            count=count,
            share=round(100 * count / max(counts), 1),
            is_near=(i + 1) * step <= within,
        )
        for i, count in enumerate(counts)
    ]


Key = Callable[[WalkAnswer], Any]
# Walks that are not known come last, whichever way the rows are ordered.
ORDERS: dict[str, Key] = {
    "metres": lambda walk: walk.metres,
    "minutes": lambda walk: walk.minutes,
    "steps": lambda walk: walk.steps,
}


@dataclass(frozen=True)
class Order:
    """By which column the rows stand; empty: by name, as they were answered."""

    column: str = ""
    is_descending: bool = False

    @classmethod
    def of(cls, text: str) -> Order:
        """Read ``metres`` or ``-metres``; what is no column leaves the rows as they are."""
        column = text.removeprefix("-")
        return cls(column, text.startswith("-")) if column in ORDERS else cls()

    def sort(self, walks: Sequence[WalkAnswer]) -> list[WalkAnswer]:
        """Return the walks in this order; equal ones stay in the order of their names."""
        if not self.column:
            return list(walks)
        key = ORDERS[self.column]
        sign = -1 if self.is_descending else 1
        return sorted(walks, key=lambda walk: inf if key(walk) is None else sign * key(walk))

    def next_of(self, column: str) -> str:
        """Return what a column's heading asks for: it turns the order round on the second time."""
        return f"-{column}" if column == self.column and not self.is_descending else column

    def aria(self, column: str) -> str:
        """Return what a column's heading tells assistive technology."""
        if column != self.column:
            return "none"
        return "descending" if self.is_descending else "ascending"
