"""What is shown of an entry follows from what everybody said, in whatever order they said it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.provenance import (
    EMPTY,
    HAND,
    Composed,
    Said,
    Speaker,
    Statements,
    Values,
    compose,
    enter,
    gathered,
    outdated,
    restate,
    statements,
    withdraw,
)

OWN = Speaker("osm", "node/1", "2026-01-01T00:00:00+00:00")
RANKS = {"register": 10, "osm": 50}
FIELDS = ("website", "name.fi", "name.sv")


def rank(source: str) -> int:
    return RANKS.get(source, 99)


def at(day: int) -> str:
    return f"2026-02-{day:02}T00:00:00+00:00"


def shown(said: Statements) -> Values:
    return compose(said, OWN, rank).values


def test_it_works() -> None:
    said = statements({"website": "https://a.fi", "name.fi": "A"}, {}, OWN)
    assert compose(said, OWN, rank) == Composed({"website": "https://a.fi", "name.fi": "A"}, {})


def test_what_a_hand_says_holds_and_the_source_is_kept_beside() -> None:
    said = enter(
        {"website": (Said("osm", "node/1", at(1), "https://a.fi"),)}, {"website": ""}, at(2)
    )
    said = restate(said, ("osm", "node/1"), {"website": "https://b.fi"}, at(3))
    composed = compose(said, OWN, rank)
    assert composed.values == {"website": ""}
    assert composed.provenance["website"] == {
        "source": HAND,
        "record": "",
        "at": at(2),
        "others": [
            {"source": "osm", "record": "node/1", "at": at(3), "value": "https://b.fi"},
        ],
    }


def test_a_value_that_is_said_again_keeps_its_date() -> None:
    said = restate({}, ("osm", "node/1"), {"website": "https://a.fi"}, at(1))
    again = restate(said, ("osm", "node/1"), {"website": "https://a.fi"}, at(9))
    assert again == said


def test_the_source_of_lower_rank_is_believed_first_and_silence_says_nothing() -> None:
    said = restate({}, ("osm", "node/1"), {"website": "https://a.fi", "name.fi": "A"}, at(1))
    said = restate(said, ("register", "8215"), {"website": "https://r.fi", "name.fi": ""}, at(2))
    assert shown(said) == {"website": "https://r.fi", "name.fi": "A"}


def test_the_last_hand_counts_also_when_it_edited_a_member() -> None:
    mine = enter({}, {"website": "mine"}, at(1))
    member = enter({}, {"website": "theirs"}, at(2))
    assert shown(gathered(mine, OWN, [(7, member)])) == {"website": "theirs"}
    assert shown(gathered(enter(mine, {"website": "last"}, at(3)), OWN, [(7, member)])) == {
        "website": "last"
    }


def test_members_are_forgotten_when_they_leave() -> None:
    alone = restate({}, ("osm", "node/1"), {"name.fi": "A"}, at(1))
    member = restate({}, ("register", "1"), {"name.fi": "R", "name.sv": "S"}, at(1))
    together = gathered(alone, OWN, [(7, member)])
    assert shown(together) == {"name.fi": "R", "name.sv": "S"}
    assert gathered(together, OWN, []) == alone


@dataclass(frozen=True)
class Step:
    """One thing that happens: an import of a source, an edit, or an edit taken back."""

    who: str
    values: tuple[tuple[str, str | None], ...]


values = st.dictionaries(
    st.sampled_from(FIELDS), st.sampled_from(["", "a", "b", "c", None]), max_size=3
).map(lambda each: tuple(sorted(each.items())))
steps = st.lists(
    st.builds(Step, st.sampled_from(["osm", "register", HAND, "withdraw"]), values), max_size=12
)


def play(order: list[Step]) -> Composed:
    """Let everything happen, each time from what the row keeps, as in the database."""
    row = Composed({}, {})
    for day, step in enumerate(order, start=1):
        said = statements(row.values, row.provenance, OWN)
        new = dict(step.values)
        if step.who == HAND:
            said = enter(said, new, at(day))
        elif step.who == "withdraw":
            said = withdraw(said, new)
        else:
            record = "node/1" if step.who == "osm" else "8215"
            said = restate(said, (step.who, record), new, at(day))
        row = compose(said, OWN, rank)
    return row


def expected(order: list[Step]) -> Values:
    """Say what must be shown, without any provenance: the last word of each, then the order."""
    hand: Values = {}
    last: dict[str, Values] = {"register": {}, "osm": {}}
    for step in order:
        if step.who == HAND:
            hand |= dict(step.values)
        elif step.who == "withdraw":
            hand = {name: value for name, value in hand.items() if name not in dict(step.values)}
        else:
            last[step.who] = dict(step.values)
    told: Values = {}
    for name in FIELDS:
        if name in hand:
            told[name] = hand[name]
            continue
        spoken = [last[who][name] for who in last if last[who].get(name) not in EMPTY]
        if spoken:
            told[name] = spoken[0]
    return told


@given(steps)
def test_any_order_of_imports_and_edits_shows_the_last_word_of_whom_is_believed(
    order: list[Step],
) -> None:
    assert play(order).values == expected(order)


@given(steps)
def test_nothing_said_is_lost_and_nothing_is_kept_twice(order: list[Step]) -> None:
    row = play(order)
    said = statements(row.values, row.provenance, OWN)
    assert compose(said, OWN, rank) == row
    for each in said.values():
        speakers = [one.speaker for one in each]
        assert len(speakers) == len(set(speakers))


@given(steps)
def test_the_same_import_again_changes_nothing(order: list[Step]) -> None:
    again = [*order, Step("osm", (("website", "z"),)), Step("osm", (("website", "z"),))]
    assert play(again) == play(again[:-1])


@pytest.mark.parametrize("value", EMPTY)
def test_empty_is_said_only_by_hand(value: str | None) -> None:
    assert restate({}, ("osm", "node/1"), {"website": value}, at(1)) == {}
    assert shown(enter({}, {"website": value}, at(1))) == {"website": value}


@pytest.mark.parametrize(
    ("provenance", "expected"),
    [
        ({}, set()),  # the source said all at once
        ({"sv": ("osm", "node/1", at(1)), "fi": ("osm", "node/1", at(1))}, {"fi-simple"}),
        ({"fi": ("osm", "node/1", at(2))}, {"sv", "fi-simple"}),
        ({"fi": (HAND, "", at(2))}, {"sv", "fi-simple"}),
        ({"fi": (HAND, "", at(2)), "sv": (HAND, "", at(3))}, {"fi-simple"}),
        ({"sv": (HAND, "", at(3))}, set()),  # a translation may be newer
        ({"fi": ("register", "7", at(2))}, set()),  # two sources do not translate each other
    ],
)
def test_a_translation_older_than_its_original(
    provenance: dict[str, tuple[str, str, str]], expected: set[str]
) -> None:
    texts = {"sv": "Bibliotek", "fi": "Kirjasto", "fi-simple": "Kirjasto.", "": "Library"}
    kept = {
        f"description.{language}": dict(zip(("source", "record", "at"), said, strict=True))
        for language, said in provenance.items()
    }
    assert outdated("description", texts, kept, OWN, ("fi", "sv")) == expected
    assert outdated("description", {"ru": "Да"}, kept, OWN, ("fi", "sv")) == set()
