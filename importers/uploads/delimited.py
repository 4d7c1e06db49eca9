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

CHUNK = 1 << 16
SEPARATORS = (";", "\t", ",", "|")
SAMPLE = 30  # lines by which the separator is told
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
SHOWN = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Latin-1"}
TAB = "\t"


def read_delimited(stream: BinaryIO) -> Table:
    """Return the rows of a CSV file; raises InputError when it is none."""
    encoding = _encoding(stream)
    stream.seek(0)
    # Western Europe's code page has all of Latin-1's letters; its five holes are no letters.
    text = io.TextIOWrapper(
        stream, encoding, errors="replace" if encoding == "cp1252" else "strict", newline=""
    )
    start = text.read(CHUNK)
    separator, skipped = _separator(start)
    text.seek(0)
    detail = f"{SHOWN[encoding]}, {'tab' if separator == TAB else separator}"
    return tabulate("csv", _lines(text, separator, skipped), detail)


def _lines(text: io.TextIOWrapper, separator: str, skipped: int) -> Iterator[Line]:
    reader = csv.reader(text, delimiter=separator)
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
    except UnicodeError as error:
        raise InputError(f"The text ends in the middle of a letter ({error}).") from None


def _encoding(stream: BinaryIO) -> str:
    """Tell the encoding by its mark, else by whether the whole file is UTF-8."""
    stream.seek(0)
    start = stream.read(CHUNK)
    if not start.strip():
        raise InputError("The file is empty.")
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            return encoding
    if start.count(b"\0") > len(start) // 20:
        raise InputError("This is not text: it is no CSV file.")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while start:
            decoder.decode(start)
            start = stream.read(CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


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
