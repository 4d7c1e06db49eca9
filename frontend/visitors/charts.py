"""Draw a few numbers as bars; whoever cannot see them has the table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 300.0, 60.0
LOW = 10.0
FEW = 2.5  # how high what is "fewer than five" is drawn


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, from its lower edge upwards."""

    x: float
    y: float
    width: float
    height: float
    is_over: bool  # False: its week is not over yet


def bars(numbers: Sequence[int | None], *, is_last_over: bool = False) -> list[Bar]:
    """Return a bar for each number, from the first to the last; None is fewer than five."""
    heights = [FEW if number is None else float(number) for number in numbers]
    scale = HEIGHT / max([*heights, LOW])  # a few are not drawn as if they were many
    step = WIDTH / max(len(heights), 1)
    return [
        Bar(
            x=round(place * step + step * 0.1, 2),
            y=round(HEIGHT - height * scale, 2),
            width=round(step * 0.8, 2),
            height=round(height * scale, 2),
            is_over=is_last_over or place < len(heights) - 1,
        )
        for place, height in enumerate(heights)
    ]
