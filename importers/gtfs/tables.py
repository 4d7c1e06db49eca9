"""Read the tables of a timetable in chunks, whatever their commas, marks and damaged rows."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from importers.errors import InputError
from importers.gtfs.archive import DAMAGE, SMALL, Archive
from importers.gtfs.notes import Notes

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 500_000
HEAD = 1 << 14
BOM = b"\xef\xbb\xbf"
Row = dict[str, str]


def rows(archive: Archive, name: str, columns: set[str], notes: Notes) -> Iterator[Row]:
    """Yield the rows of a small table; a column that it does not have is "" in all of them."""
    for chunk in chunks(archive, name, columns, notes):
        texts = chunk.astype(str)
        for values in zip(*(texts[each] for each in texts.columns), strict=True):
            found = dict.fromkeys(columns, "")
            found.update(zip(texts.columns, map(str.strip, values), strict=True))
            yield found


def chunks(
    archive: Archive, name: str, columns: set[str], notes: Notes, size: int = CHUNK
) -> Iterator[pd.DataFrame]:
    """Yield some columns as categories of texts; none when there is no such file.

    Damaged rows are left out and noted. Raises InputError when the archive itself is damaged.
    """
    import pandas as pd  # takes half a second, which is for those to wait who import a timetable

    if name not in archive:
        return
    form = Form(_separator(archive, name), _encoding(archive, name, notes), columns, size)
    read = 0
    try:
        try:
            for chunk in _chunks(archive, name, form, notes):
                yield chunk
                read += len(chunk)
        except pd.errors.ParserError:
            # A quotation mark that is never closed takes all the rest with it.
            notes.add(name, "file has a quotation mark that is not closed")
            for chunk in _chunks(archive, name, replace(form, skipped=read, quotes=False), notes):
                yield chunk
    except pd.errors.EmptyDataError:
        notes.add(name, "file is empty")
    except pd.errors.ParserError as error:
        notes.add(name, "file cannot be read to its end", str(error))
    except (*DAMAGE, OSError) as error:
        raise InputError(f"{name} in the archive is damaged ({error}).") from None


@dataclass(frozen=True)
class Form:
    """How a table is to be read, and after how many rows."""

    separator: str
    encoding: str
    columns: set[str]
    size: int
    skipped: int = 0
    quotes: bool = True


def _chunks(archive: Archive, name: str, form: Form, notes: Notes) -> Iterator[pd.DataFrame]:
    import pandas as pd

    with archive.open(name) as stream:
        reader: Any = pd.read_csv(
            stream,
            sep=form.separator,
            usecols=lambda column: _plain(column) in form.columns,
            dtype=object,  # as categories it would make numbers of ids, and 1 of 001
            na_filter=False,
            skipinitialspace=True,
            skiprows=range(1, form.skipped + 1),
            quoting=csv.QUOTE_MINIMAL if form.quotes else csv.QUOTE_NONE,
            encoding=form.encoding,
            encoding_errors="replace",
            on_bad_lines="warn",
            chunksize=form.size,
            index_col=False,
        )
        while (chunk := _next(reader, name, notes)) is not None:
            if not form.quotes:
                chunk = chunk.apply(lambda column: column.str.strip('" '))
            yield chunk.rename(columns=_plain).astype("category")


def has_columns(found: Any, wanted: set[str], name: str, notes: Notes) -> bool:
    """Say whether all of these columns are there; note which are not."""
    missing = sorted(wanted - set(found))
    for column in missing:
        notes.add(name, "column is missing", column)
    return not missing


def _next(reader: Any, name: str, notes: Notes) -> pd.DataFrame | None:
    import pandas as pd

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            chunk: pd.DataFrame | None = next(reader, None)
        except ValueError as error:
            if not isinstance(error, pd.errors.ParserError):
                raise pd.errors.ParserError(str(error)) from None
            raise
    for each in told:
        if issubclass(each.category, pd.errors.ParserWarning):
            lines = [line for line in str(each.message).splitlines() if "Skipping" in line]
            notes.add(name, "rows have too many fields", lines[0] if lines else "", len(lines))
    return chunk


def _encoding(archive: Archive, name: str, notes: Notes) -> str:
    """Return UTF-8, as GTFS wants it, or what a file is in that is not; large ones are UTF-8."""
    if archive.size(name) > SMALL:
        return "utf-8"
    with archive.open(name) as stream:
        try:
            stream.read().decode("utf-8")
        except UnicodeDecodeError:
            notes.add(name, "file is not UTF-8; it was read as Windows-1252")
            return "cp1252"
    return "utf-8"


def _separator(archive: Archive, name: str) -> str:
    """Return what stands between the columns: a comma, or what spreadsheets write instead."""
    with archive.open(name) as stream:
        try:
            head = stream.read(HEAD).removeprefix(BOM).decode("utf-8", "replace")
        except DAMAGE as error:
            raise InputError(f"{name} in the archive is damaged ({error}).") from None
    line = next(iter(csv.reader([head.splitlines()[0]])), []) if head.strip() else []
    return max(";\t", key=head.splitlines()[0].count) if len(line) == 1 and head else ","


def _plain(column: str) -> str:
    return column.removeprefix("\ufeff").strip().strip('"').lower()
