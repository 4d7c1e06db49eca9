"""Write answers as GeoJSON, JSON rows or CSV; the names are the same in all of them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpResponse

from servicemap.networks import Provenance

CONTENT_TYPES = {
    "geojson": "application/geo+json; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
# What a spreadsheet takes for the beginning of a formula.
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
HARMLESS = re.compile(r"[+-]?\d+([.,]\d+)*|\+\d[\d ()/-]*")
# Fields that hold an entry: CSV tells its name in the column of that name and its id beside it.
ENTRIES = ("origin", "target", "entrance", "target_entrance")

Record = dict[str, Any]


class Answer(Protocol):
    """What every answer can do to be written."""

    @property
    def provenance(self) -> Provenance:
        """Return what every answer carries."""

    def as_geojson(self) -> str:
        """Return the whole answer as GeoJSON text."""

    def records(self) -> list[Record]:
        """Return the properties of all features, without geometry."""


@dataclass(frozen=True)
class Written:
    """An answer as text, ready to be sent or printed."""

    text: str
    format: str

    def response(self, file_name: str) -> HttpResponse:
        """Return the HTTP response; CSV is offered for saving."""
        response = HttpResponse(self.text, content_type=CONTENT_TYPES[self.format])
        disposition = "attachment" if self.format == "csv" else "inline"
        response["Content-Disposition"] = f'{disposition}; filename="{file_name}.{self.format}"'
        return response


def write(
    answer: Answer, form: str, columns: Sequence[str], *, paging: Record | None = None
) -> Written:
    """Write an answer in one of the forms; `columns` are the CSV's even when there is no row.

    `paging` holds `count` and `next` of a list, for JSON: GeoJSON has them in the answer itself.
    """
    if form == "csv":
        carried = answer.provenance.as_json()
        return Written(as_csv(({**row, **carried} for row in answer.records()), columns), form)
    if form == "json":
        return Written(as_json(answer, paging), form)
    return Written(answer.as_geojson() + "\n", "geojson")


def as_json(answer: Answer, paging: Record | None = None) -> str:
    """Return the records without geometry, `count` and `next` of a list, and what all carry."""
    document = {"results": answer.records(), **(paging or {}), **answer.provenance.as_json()}
    return json.dumps(document, ensure_ascii=False) + "\n"


def as_csv(records: Iterable[Record], columns: Sequence[str]) -> str:
    """Return CSV text (UTF-8, comma, one header line) whose columns are named as the fields."""
    out = io.StringIO()
    header = [name for column in columns for name in _headings(column)]
    writer = csv.DictWriter(out, header, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for record in records:
        cells: dict[str, str] = {}
        for column in columns:
            cells |= _cells(column, record.get(column))
        writer.writerow({name: guarded(text) for name, text in cells.items()})
    return out.getvalue()


def guarded(text: str) -> str:
    """Keep a spreadsheet from running a cell; numbers and telephone numbers stay as they are."""
    if FORMULA.match(text) and not HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def _headings(column: str) -> tuple[str, ...]:
    return (column, f"{column}_id") if column in ENTRIES else (column,)


def _cells(column: str, value: Any) -> dict[str, str]:
    if column not in ENTRIES:
        return {column: _cell(value)}
    if value is None:
        return {column: "", f"{column}_id": ""}
    name = value.get("name") or value.get("ref") or value["id"]
    return {column: str(name), f"{column}_id": str(value["id"])}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return _mapping_cell(value)
    if isinstance(value, list | tuple):
        return _list_cell(list(value))
    return str(value)


def _mapping_cell(values: Mapping[str, Any]) -> str:
    if "key" in values:
        return str(values["key"])
    if values and all(isinstance(each, float) for each in values.values()):
        return " ".join(f"{key}={each}" for key, each in values.items())
    return json.dumps(values, ensure_ascii=False) if values else ""


def _list_cell(values: list[Any]) -> str:
    if all(isinstance(each, Mapping) and "text" in each for each in values):
        return " ".join(each["text"] for each in values)
    if all(isinstance(each, int | float | str) for each in values):
        return ",".join(str(each) for each in values)
    return json.dumps(values, ensure_ascii=False)
