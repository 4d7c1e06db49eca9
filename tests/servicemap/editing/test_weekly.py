"""Opening hours as people fill them in, to rules and back."""

from __future__ import annotations

import datetime as dt

import pytest

from servicemap.editing.weekly import (
    Exceptional,
    Weekly,
    comments_of,
    ranges_of,
    rows_of,
    typed,
)

WEEK = Weekly(
    dict.fromkeys(("Mo", "Tu", "We"), (("09:00", "12:00"), ("13:30", "17:00")))
    | {"Fr": (("22:00", "02:00"),)},
    holidays=(),
    exceptions=(
        Exceptional(dt.date(2026, 12, 24), dt.date(2026, 12, 26), ()),
        Exceptional(dt.date(2026, 12, 30), dt.date(2027, 1, 2), (("10:00", "14:00"),)),
    ),
    by_appointment=True,
)


def test_a_whole_week_becomes_one_rule() -> None:
    [rule] = WEEK.rules()
    assert rule == (
        "Mo-We 09:00-12:00,13:30-17:00; Fr 22:00-02:00; PH off; 2026 Dec 24-26 off; "
        '2026 Dec 30-2027 Jan 02 10:00-14:00 || "by appointment"'
    )


def test_what_was_written_is_read_back() -> None:
    found = Weekly.of(WEEK.rules())
    assert found is not None
    assert (found.exceptions, found.holidays, found.by_appointment) == (WEEK.exceptions, (), True)
    assert {day: each for day, each in found.days.items() if each} == WEEK.days


@pytest.mark.parametrize(
    ("rules", "again"),
    [
        (["Mo-Fr 8-16"], ["Mo-Fr 08:00-16:00"]),
        (["Mo-Fr 08:00-16:00; We off"], ["Mo-Tu 08:00-16:00; Th-Fr 08:00-16:00"]),
        (["10:00-18:00"], ["Mo-Su 10:00-18:00"]),
        (["Sa-Mo 10:00-18:00"], ["Mo 10:00-18:00; Sa-Su 10:00-18:00"]),
        (["24/7"], ["24/7"]),
        (['"by appointment"'], ['"by appointment"']),
        (["Mo off"], ["Mo-Su off"]),
        (["Mo-Fr 09:00-17:00", "PH off"], ["Mo-Fr 09:00-17:00; PH off"]),
        ([], []),
    ],
)
def test_rules_of_others_are_read_into_the_week(rules: list[str], again: list[str]) -> None:
    found = Weekly.of(rules)
    assert found is not None
    assert found.rules() == again


@pytest.mark.parametrize(
    "rule",
    [
        "Mo-Fr sunrise-sunset",
        "Apr-Sep Mo-Fr 10:00-18:00",
        "Mo[1] 10:00-12:00",
        "SH off; Mo-Fr 9-17",
        'Mo-Fr 09:00-17:00 "ring the bell"',
        "Dec 24 off",
        "2026 Feb 31 off",
        "Mo-Fr 09:00-17:00 || Sa 10:00-12:00",
        "Mo 25:00-26:00",
        "no rule at all",
        # A later rule for the same day outweighs, but "," adds to it.
        "Mo 09:00-10:00, Mo 11:00-12:00",
    ],
)
def test_what_says_more_is_left_as_it_is(rule: str) -> None:
    assert Weekly.of([rule]) is None


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("", ()),
        ("9-17", (("09:00", "17:00"),)),
        (" 9.30 – 12, 13:00—0 ", (("09:30", "12:00"), ("13:00", "24:00"))),
        ("0-24", (("00:00", "24:00"),)),
        ("22-2", (("22:00", "02:00"),)),
    ],
)
def test_hours_as_they_are_typed(text: str, ranges: object) -> None:
    assert ranges_of(text) == ranges


@pytest.mark.parametrize("text", ["9", "9-", "nine", "9-25", "9-9", "9:70-10", "-" * 9999, "9-17x"])
def test_what_are_no_hours(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        ranges_of(text)


def test_they_are_shown_as_they_would_be_typed() -> None:
    assert typed((("09:30", "12:00"), ("13:00", "24:00"))) == "9.30–12, 13–24"


def test_many_exceptions_become_several_rules_none_too_long() -> None:
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=9 * at) for at in range(40)]
    week = Weekly(
        {"Mo": (("09:00", "17:00"),)},
        exceptions=tuple(Exceptional(day, day, (("10:00", "12:00"),)) for day in days),
        by_appointment=True,
    )
    rules = week.rules()
    assert len(rules) == 3
    assert all(len(rule) <= 500 for rule in rules)
    assert rules[-1].endswith('|| "by appointment"')
    assert Weekly.of(rules) == Weekly(
        {"Mo": (("09:00", "17:00"),)}, None, week.exceptions, by_appointment=True
    )


def test_words_beside_the_rules() -> None:
    assert rows_of(["Mo 09:00-10:00", "PH off"], {"fi": "Soita", "sv": ""}) == [
        ["Mo 09:00-10:00", {"fi": "Soita"}],
        ["PH off", {}],
    ]
    assert rows_of([], {"fi": "Soita"}) == [["", {"fi": "Soita"}]]
    assert rows_of([], {}) == []
    assert comments_of([["", {"fi": "a"}], ["", {"fi": "b", "sv": "c"}]]) == {
        "fi": "a b",
        "sv": "c",
    }
