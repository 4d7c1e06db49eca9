"""Count what is wrong with the rows of a timetable, so that a million of them are one problem."""

from __future__ import annotations

from collections.abc import Iterator

from importers.records import Problem

LONGEST = 60


class Notes:
    """What is wrong: by file and reason, how often, and the first example."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[int, str]] = {}

    def add(self, file: str, reason: str, example: object = "", number: int = 1) -> None:
        """Count `number` more rows; `reason` reads after a number: "rows name no trip"."""
        if number > 0:
            count, first = self._found.get((file, reason), (0, str(example)[:LONGEST]))
            self._found[file, reason] = (count + number, first)

    def problems(self, noun: str) -> Iterator[Problem]:
        for (file, reason), (number, example) in self._found.items():
            such = f", such as {example!r}" if example else ""
            yield Problem(noun, file, f"{number} {reason}{such}")
