"""CSV: the same names as the fields, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from servicemap.exports import as_csv, guarded


def test_it_works() -> None:
    text = as_csv([{"a": 1.5, "b": None, "c": True, "d": [24.9, 60.1]}], ("a", "b", "c", "d"))
    assert text == 'a,b,c,d\r\n1.5,,true,"24.9,60.1"\r\n'


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1)", "\t=1", "＝1"]
)
def test_formulas_are_disarmed(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["+358 40 123 4567", "+358-9-8162 1", "-12.5", "+3", "a=b", ""])
def test_telephone_and_other_numbers_survive(cell: str) -> None:
    assert guarded(cell) == cell


def test_entries_have_a_name_and_an_id() -> None:
    ranta: dict[str, Any] = {"id": "station:1", "name": "Ranta, etelä", "kind": "station"}
    other: dict[str, Any] = {"id": "station:2", "name": "A\nB", "kind": "station"}
    entrance: dict[str, Any] = {"id": 3, "ref": "C", "name": ""}
    records: list[dict[str, Any]] = [
        {"origin": ranta, "entrance": None},
        {"origin": other, "entrance": entrance},
    ]
    rows = list(csv.DictReader(io.StringIO(as_csv(records, ("origin", "entrance")))))
    assert rows == [
        {"origin": "Ranta, etelä", "origin_id": "station:1", "entrance": "", "entrance_id": ""},
        {"origin": "A\nB", "origin_id": "station:2", "entrance": "C", "entrance_id": "3"},
    ]


def test_shares_instructions_and_other_things_are_one_cell() -> None:
    text = as_csv(
        [
            {
                "surfaces": {"asphalt": 0.6, "gravel": 0.4},
                "instructions": [{"text": "Go."}, {"text": "Stop."}],
                "names": {"": "Ranta"},
                "source": {"key": "osm", "name": "OpenStreetMap"},
            }
        ],
        ("surfaces", "instructions", "names", "source"),
    )
    (row,) = csv.DictReader(io.StringIO(text))
    assert row == {
        "surfaces": "asphalt=0.6 gravel=0.4",
        "instructions": "Go. Stop.",
        "names": '{"": "Ranta"}',
        "source": "osm",
    }
