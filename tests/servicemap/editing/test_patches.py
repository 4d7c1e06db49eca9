"""Sheets compared field by field: what has to be said, and where two said different things."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from servicemap.editing.patches import (
    Conflict,
    applied,
    at,
    conflicts,
    difference,
    only_changes,
)

VALUES = st.one_of(st.none(), st.sampled_from(["", "a", "b", [], ["fi"], False, True, 1.5]))
SHEETS = st.dictionaries(st.sampled_from(["name.fi", "website", "places.1.telephone"]), VALUES)


@given(SHEETS, SHEETS)
def test_a_difference_leads_from_one_to_the_other(before: dict[str, Any], after: Any) -> None:
    reached = applied(before, difference(before, after))
    assert all(at(reached, path) == at(after, path) for path in {*before, *after, *reached})


@given(SHEETS, SHEETS)
def test_what_is_said_already_is_no_change(patch: dict[str, Any], sheet: Any) -> None:
    assert applied(sheet, only_changes(patch, sheet)) == applied(sheet, patch)
    assert only_changes(sheet, sheet) == {}


def test_no_is_an_answer_and_an_empty_text_is_none() -> None:
    assert difference({}, {"is_free": False, "price.fi": ""}) == {"is_free": False}
    assert applied({"website": "https://a.fi"}, {"website": None}) == {}


def test_who_changed_the_same_field_to_something_else() -> None:
    patch = {"website": "https://mine.fi", "telephone": "1", "email": "same@a.fi"}
    base = {"website": "https://old.fi", "telephone": "0"}
    now = {"website": "https://theirs.fi", "telephone": "0", "email": "same@a.fi"}
    assert conflicts(patch, base, now) == [
        Conflict("website", "https://mine.fi", "https://theirs.fi")
    ]
