"""Say what every format is read into: rows of named texts, some with a shape, none without end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from shapely.geometry.base import BaseGeometry

from importers.errors import InputError
from importers.uploads.reasons import Reason

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 5_000_000
MOST_VERTICES = 100_000
DEEPEST = 30
LONGEST_HEADING = 100
TITLES = 10  # lines above the headings that may hold a title


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` is the line or the place in the file, as people count, from 1."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    shape: BaseGeometry | None = None
    problem: Reason | None = None


@dataclass(frozen=True)
class Table:
    """A file that is open for reading: what its columns are called, and its rows once."""

    format: str
    columns: tuple[str, ...]
    rows: Iterator[Row]
    crs: str = ""  # of its shapes, where the file says so
    has_shapes: bool = False
    detail: str = ""  # how it was read: "UTF-8, ;"


Line = tuple[int, list[str]]


def tabulate(format: str, lines: Iterable[Line], detail: str = "") -> Table:
    """Make a table of lines of cells: the first full line has the headings."""
    filled = ((number, cells) for number, cells in capped(lines) if any(cells))
    first = list(islice(filled, TITLES))
    if not first:
        raise InputError("The file has no rows.")
    heading = next((at for at, (_, cells) in enumerate(first) if _filled(cells) > 1), 0)
    columns = headings(first[heading][1])
    return Table(
        format, columns, _rows(columns, chain(first[heading + 1 :], filled)), "", False, detail
    )


def _rows(columns: tuple[str, ...], lines: Iterable[Line]) -> Iterator[Row]:
    for number, cells in lines:
        if any(cells[len(columns) :]):
            yield Row(number, dict(zip(columns, cells, strict=False)), None, Reason("many-cells"))
        else:
            named = zip(columns, cells, strict=False)
            yield Row(number, {column: text for column, text in named if text})


def headings(cells: list[str]) -> tuple[str, ...]:
    """Name every column, each differently; a nameless one by its place."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise InputError(f"The file has {len(cells)} columns; at most {MOST_COLUMNS} are read.")
    names: list[str] = []
    for at, cell in enumerate(cells, start=1):
        plain = " ".join(cell.replace("\0", "").split())[:LONGEST_HEADING] or f"({at})"
        name, copy = plain, 2
        while name in names:
            name, copy = f"{plain} ({copy})", copy + 1
        names.append(name)
    return tuple(names)


def capped(lines: Iterable[Line]) -> Iterator[Line]:
    """Pass lines on until there are too many of them, or too many cells; raises InputError."""
    cells = 0
    for count, line in enumerate(lines):
        cells += len(line[1])
        if count > MOST_ROWS or cells > MOST_CELLS:
            raise InputError(
                f"The file has more than {MOST_ROWS} rows or {MOST_CELLS} cells; split it."
            )
        yield line


def limited(rows: Iterable[Row]) -> Iterator[Row]:
    """Pass rows on until there are too many of them; raises InputError."""
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            raise InputError(f"The file has more than {MOST_ROWS} features; split it.")
        yield row


def _filled(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell)
