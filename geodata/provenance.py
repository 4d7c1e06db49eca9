"""Keep what each source says of an entry, field by field, and choose what is shown.

A *statement* is one value of one field by one source at one time. What was entered by hand comes
first, whatever else is said; then the sources in the order of their rank. What the others say is
kept beside it. An entry that only its own source speaks of needs to keep nothing.

Fields are columns; a text in several languages is one field per language ("name.sv"). Values are
texts as PostgreSQL writes them; None and what is empty say nothing, except by hand, where an empty
value says that there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

HAND = "local"  # the key of Source.local()
EMPTY = (None, "", "{}", "[]")

Values = dict[str, str | None]
Rank = Callable[[str], int]
"""Source key → its rank; the lowest is believed first."""


@dataclass(frozen=True, slots=True)
class Said:
    """One value of one field: which source says so, as which of its records, since when (ISO)."""

    source: str
    record: str
    at: str
    value: str | None

    @property
    def by_hand(self) -> bool:
        return self.source == HAND

    @property
    def speaker(self) -> tuple[str, str]:
        return (self.source, self.record)

    def as_json(self) -> dict[str, Any]:
        """Return it as an entry keeps it beside what is shown."""
        return {
            "source": self.source,
            "record": self.record,
            "at": self.at,
            "value": self.value,
        }


Statements = dict[str, tuple[Said, ...]]


@dataclass(frozen=True)
class Composed:
    """What an entry shows, and the provenance it keeps."""

    values: Values
    provenance: dict[str, Any]


@dataclass(frozen=True)
class Speaker:
    """The record that an entry was made from: its source's key, its id there, and since when."""

    source: str
    record: str
    since: str


def statements(values: Values, provenance: Mapping[str, Any], own: Speaker) -> Statements:
    """Return everything said of an entry: its columns and what its provenance keeps."""
    found: Statements = {}
    for name in {*values, *provenance}:
        kept = provenance.get(name)
        value = values.get(name)
        if kept is None:
            if value not in EMPTY:
                found[name] = (Said(own.source, own.record, own.since, value),)
            continue
        shown = Said(kept["source"], kept["record"], kept["at"], value)
        others = (
            Said(each["source"], each["record"], each["at"], each["value"])
            for each in kept.get("others", ())
        )
        found[name] = (shown, *others)
    return found


def restate(said: Statements, speaker: tuple[str, str], values: Values, at: str) -> Statements:
    """Let a record say these values and nothing else; what it said before keeps its date."""
    changed: Statements = {}
    for name in {*said, *values}:
        before = next((each for each in said.get(name, ()) if each.speaker == speaker), None)
        rest = tuple(each for each in said.get(name, ()) if each.speaker != speaker)
        value = values.get(name)
        if value not in EMPTY:
            since = before.at if before and before.value == value else at
            rest += (Said(*speaker, since, value),)
        if rest:
            changed[name] = rest
    return changed


def enter(said: Statements, values: Values, at: str) -> Statements:
    """Let a hand say these values, also that one is empty; the rest stays as it was said."""
    changed = dict(said)
    for name, value in values.items():
        rest = tuple(each for each in said.get(name, ()) if not each.by_hand)
        changed[name] = (*rest, Said(HAND, "", at, value))
    return changed


def withdraw(said: Statements, names: Iterable[str]) -> Statements:
    """Take back what a hand said of these fields, so that the sources speak again."""
    changed = dict(said)
    for name in names:
        rest = tuple(each for each in said.get(name, ()) if not each.by_hand)
        changed[name] = rest
        if not rest:
            del changed[name]
    return changed


def compose(said: Statements, own: Speaker, rank: Rank) -> Composed:
    """Choose for every field what is shown, and what is to be kept of where it came from."""
    values: Values = {}
    provenance: dict[str, Any] = {}
    plain = (own.source, own.record, own.since)
    for name in sorted(said):
        shown, *others = _ordered(said[name], own, rank)
        values[name] = shown.value
        if others or (*shown.speaker, shown.at) != plain:
            provenance[name] = {
                "source": shown.source,
                "record": shown.record,
                "at": shown.at,
            } | ({"others": [each.as_json() for each in others]} if others else {})
    return Composed(values, provenance)


def outdated(
    field: str,
    texts: Mapping[str, str],
    provenance: Mapping[str, Any],
    own: Speaker,
    languages: Iterable[str],
) -> frozenset[str]:
    """Return the languages whose text is older than the original that it translates.

    The original is the text in the first of `languages` that has one. A translation is older when
    the original was changed after it by hand, or by the source that wrote both: what two sources
    say in two languages are not translations of each other.
    """
    original = next((each for each in languages if texts.get(each)), None)
    if original is None:
        return frozenset()

    def said(language: str) -> Said:
        kept = provenance.get(f"{field}.{language}")
        if kept is None:
            return Said(own.source, own.record, own.since, None)
        return Said(kept["source"], kept["record"], kept["at"], None)

    first = said(original)
    return frozenset(
        language
        for language in texts
        if language not in ("", original)
        and said(language).at < first.at
        and (first.by_hand or said(language).speaker == first.speaker)
    )


def gathered(
    row: Statements, own: Speaker, members: Iterable[tuple[int, Statements]]
) -> Statements:
    """Add what the members of an entry say, by primary key, to what it says itself.

    What members said before is forgotten first: what is said of the entry itself is its record's,
    or nobody's record, as a hand's is. A hand that edited a member counts as a hand.
    """
    mine = (own.source, own.record)
    found = {
        name: kept
        for name, each in row.items()
        if (kept := tuple(one for one in each if one.speaker == mine or not one.record))
    }
    for pk, said in members:
        for name, each in said.items():
            found[name] = found.get(name, ()) + tuple(
                replace(one, record=f"{pk}") if one.by_hand else one for one in each
            )
    return found


def _ordered(said: Iterable[Said], own: Speaker, rank: Rank) -> list[Said]:
    """Put what is believed first: hands, the last first, then sources by rank."""
    latest = sorted(sorted(said, key=lambda each: each.speaker), key=lambda each: each.at)

    def order(each: Said) -> tuple[Any, ...]:
        is_own = each.speaker == (own.source, own.record)
        return (True, rank(each.source), not is_own, *each.speaker)

    hands = [each for each in reversed(latest) if each.by_hand]
    return hands + sorted((each for each in latest if not each.by_hand), key=order)
