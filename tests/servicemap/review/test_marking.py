"""Which words of two texts differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicemap.review.marking import marked


def shown(before: str, after: str) -> tuple[str, str]:
    both = marked(before, after)
    return tuple(  # type: ignore[return-value]
        "".join(f"[{each.text}]" if each.is_changed else each.text for each in side)
        for side in (both.before, both.after)
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Kirjoja kaikille.", "Kirjoja kaikille.", ("Kirjoja kaikille.",) * 2),
        (
            "Kirjoja kaikille.",
            "Kirjoja ja pelejä kaikille.",
            ("Kirjoja kaikille.", "Kirjoja [ja pelejä ]kaikille."),
        ),
        ("yksi kaksi kolme", "uno due kolme", ("[yksi kaksi] kolme", "[uno due] kolme")),
        ("+358 9 123 456", "+358 9 999 999", ("+358 9 [123 456]", "+358 9 [999 999]")),
        ("", "uusi", ("", "[uusi]")),
        ("vanha", "", ("[vanha]", "")),
        ("a\nb", "a\n\nb", ("a[\n]b", "a[\n\n]b")),
        ("كتب للجميع", "كتب وألعاب للجميع", ("كتب للجميع", "كتب [وألعاب ]للجميع")),
    ],
)
def test_words_are_marked(before: str, after: str, expected: tuple[str, str]) -> None:
    assert shown(before, after) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_is_lost(before: str, after: str) -> None:
    both = marked(before, after)
    assert "".join(each.text for each in both.before) == before
    assert "".join(each.text for each in both.after) == after
    kept = ["".join(e.text for e in side if not e.is_changed) for side in (both.before, both.after)]
    assert (kept[0] == kept[1]) or before != after


def test_long_texts_are_compared_too() -> None:
    before = " ".join(f"sana{number % 700}" for number in range(1_500))
    after = before.replace("sana13 ", "toinen ")
    both = marked(before, after)
    assert [each.text for each in both.after if each.is_changed] == ["toinen"] * 3
