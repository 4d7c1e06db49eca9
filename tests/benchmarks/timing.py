"""Time a question many times and keep its median, beside what was asked for."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; ``asked`` is the most it should be (None: only told)."""

    section: str
    what: str
    measured: float
    unit: str
    asked: float | None = None

    @property
    def verdict(self) -> str:
        """Say whether what was asked for is met."""
        if self.asked is None:
            return ""
        return "met" if self.measured <= self.asked else "missed"


@dataclass
class Report:
    """The figures of one run, in order."""

    figures: list[Figure] = field(default_factory=list)

    def add(
        self, section: str, what: str, measured: float, unit: str, asked: float | None = None
    ) -> None:
        """Keep a figure and show it."""
        figure = Figure(section, what, round(measured, 3), unit, asked)
        self.figures.append(figure)
        told = f"asked {asked:g} {unit}, {figure.verdict}" if asked is not None else ""
        print(f"  {section:<8} {what:<58} {measured:>10.2f} {unit:<3} {told}", flush=True)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the figures as plain data."""
        return [{**asdict(figure), "verdict": figure.verdict} for figure in self.figures]


def median_ms(question: Callable[[], object], runs: int = 30, warm: int = 3) -> float:
    """Return the median milliseconds of a question, after some runs that do not count."""
    for _ in range(warm):
        question()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        question()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def seconds(question: Callable[[], object]) -> float:
    """Return the seconds of one run."""
    start = time.perf_counter()
    question()
    return time.perf_counter() - start
