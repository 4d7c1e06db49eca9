"""Read tag tables: TOML files that say which tags make which kind of thing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from importers.osm.model import Tags

FOLDER = Path(__file__).parent
Condition = dict[str, frozenset[str]]
ANY = "*"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a tag table: `kind` when all of `tags` hold and none of `unless` does."""

    kind: str
    tags: Condition
    unless: Condition = field(default_factory=dict)

    def holds(self, tags: Tags) -> bool:
        return all(_has(tags, *condition) for condition in self.tags.items()) and not any(
            _has(tags, *condition) for condition in self.unless.items()
        )


class Rules:
    """A tag table; the first row that holds gives the kind."""

    def __init__(self, rows: list[Rule]) -> None:
        self.rows = rows
        # Every row asks for its first key, so elements without any of those keys are passed over.
        self.keys = frozenset(next(iter(row.tags)) for row in rows)

    def kind(self, tags: Tags) -> str | None:
        if self.keys.isdisjoint(tags):
            return None
        return next((row.kind for row in self.rows if row.holds(tags)), None)


def _has(tags: Tags, key: str, values: frozenset[str]) -> bool:
    value = tags.get(key)
    if value is None:
        return False
    return ANY in values or any(part.strip() in values for part in value.split(";"))


@lru_cache
def read_table(name: str) -> dict[str, Any]:
    """Return the contents of a TOML file beside this module."""
    with (FOLDER / name).open("rb") as stream:
        return tomllib.load(stream)


@lru_cache
def read_rules(name: str, table: str) -> Rules:
    """Return the rows `[[table]]` of the file `name`.

    Raises ValueError for a row without a kind or tags.
    """
    return Rules([_rule(name, row) for row in read_table(name)[table]])


def _rule(name: str, row: dict[str, Any]) -> Rule:
    if not isinstance(row.get("kind"), str) or not row.get("tags"):
        right = 'kind = "…" and tags = { key = "value" }'
        raise ValueError(f"{name}: a row needs {right}, not {row}.")
    return Rule(row["kind"], dict(_condition(row["tags"])), dict(_condition(row.get("unless", {}))))


def _condition(table: dict[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    for key, value in table.items():
        yield key, frozenset([value] if isinstance(value, str) else value)
