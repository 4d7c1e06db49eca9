"""Read the first sheet of an XLSX workbook row by row; formulas count by their last value."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException

from importers.errors import InputError
from importers.uploads.table import MOST_COLUMNS, MOST_UNPACKED, Line, Table, tabulate

MOST_MEMBERS = 2_000
LARGEST_PART = 50_000_000  # of what is not a sheet and so is read at once
ZEROS = re.compile("0+")
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    DefusedXmlException,
    ParseError,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


def read_workbook(stream: BinaryIO) -> Table:
    """Return the rows of the first visible sheet; raises InputError when there is none."""
    _check_archive(stream)
    stream.seek(0)
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets = [each for each in book.worksheets if each.sheet_state == "visible"]
    except BROKEN as error:
        raise _broken(error) from None
    if not sheets:
        raise InputError("The workbook has no visible sheet.")
    return tabulate("xlsx", _lines(sheets[0]), str(sheets[0].title)[:60])


def _lines(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()  # what the file says of its size may be anything
    number = 0
    try:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if any(cell.value is not None for cell in row[MOST_COLUMNS:]):
                raise InputError(f"Row {number} has more than {MOST_COLUMNS} columns.")
            yield number, [_text(cell) for cell in row[:MOST_COLUMNS]]
    except InputError:
        raise
    except BROKEN as error:
        raise _broken(error) from None


def _text(cell: Any) -> str:
    """Write a value as its reader sees it: whole numbers without a point, days without a time."""
    value = cell.value
    if value is None or cell.data_type == "e":  # #REF! and its like say nothing
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return str(value).strip()


def _number(value: float, shape: str) -> str:
    text = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    # A postal code that is kept as a number is shown with its zeros by a format such as 00000.
    return text.zfill(len(shape)) if ZEROS.fullmatch(shape) else text


def _check_archive(stream: BinaryIO) -> None:
    """Refuse what is no workbook, and what would unpack to more than is read."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
    except BROKEN as error:
        raise _broken(error) from None
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise InputError("This archive is no XLSX workbook.")
    if len(parts) > MOST_MEMBERS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise InputError(f"The workbook unpacks to more than {MOST_UNPACKED} bytes.")
    for part in parts:
        if not part.filename.startswith("xl/worksheets/") and part.file_size > LARGEST_PART:
            raise InputError(f"The workbook's {part.filename} is larger than {LARGEST_PART} bytes.")


def _broken(error: Exception) -> InputError:
    return InputError(f"The workbook is damaged ({type(error).__name__}: {str(error)[:100]}).")
