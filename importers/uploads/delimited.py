"""Read CSV as offices write it: with or without a mark, in UTF-8 or Latin-1, by comma or not."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from importers.errors import InputError
from importers.uploads.table import Line, Table, tabulate

SEPARATORS = (";", "\t", ",", "|")
SAMPLED = 1 << 16  # letters, and
SAMPLE = 30  # lines of them, by which the separator is told
TAB = "\t"


def read_delimited(stream: BinaryIO) -> Table:
    """Return the rows of a CSV file; raises InputError when it is none."""
    text, encoding = _decoded(stream.read())
    separator, skipped = _separator(text[:SAMPLED])
    detail = f"{encoding}, {'tab' if separator == TAB else separator}"
    return tabulate("csv", _lines(text, separator, skipped), detail)


def _lines(text: str, separator: str, skipped: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, ""), delimiter=separator)
    line = 0
    try:
        for cells in reader:
            # A row is called by the line that it begins in, as editors and spreadsheets count.
            if line >= skipped:
                yield line + 1, [cell.strip() for cell in cells]
            line = reader.line_num
    except csv.Error as error:
        raise InputError(
            f"Line {line + 1} cannot be read ({error}); is a quotation mark never closed?"
        ) from None


def _decoded(contents: bytes) -> tuple[str, str]:
    """Tell the encoding by the file's mark, else by whether all of it is UTF-8."""
    if not contents.strip():
        raise InputError("The file is empty.")
    try:
        if contents.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return contents.decode("utf-16"), "UTF-16"
        if contents.count(b"\0") > len(contents) // 20:
            raise InputError("This is not text: it is no CSV file.")
        return contents.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        # Western Europe's code page has all of Latin-1's letters; its five holes are no letters.
        return contents.decode("cp1252", "replace"), "Latin-1"


def _separator(start: str) -> tuple[str, int]:
    """Return what separates cells, and how many lines only say so ("sep=;" of spreadsheets)."""
    lines = start.splitlines()
    if lines and lines[0].casefold().startswith("sep=") and len(lines[0]) == 5:
        return lines[0][4], 1
    return max(SEPARATORS, key=lambda each: _evenness(start, each)), 0


def _evenness(start: str, separator: str) -> tuple[int, int]:
    """Say how many lines have the same number of cells, more than one, and how many cells."""
    widths: Counter[int] = Counter()
    try:
        for cells, _ in zip(
            csv.reader(io.StringIO(start, ""), delimiter=separator), range(SAMPLE), strict=False
        ):
            if len(cells) > 1:
                widths[len(cells)] += 1
    except csv.Error:
        return 0, 0
    [(width, lines)] = widths.most_common(1) or [(0, 0)]
    return lines, width
