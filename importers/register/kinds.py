"""Tell what kind of organisation a unit is, by the table beside this module."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from importers.register.fields import fold_word


@dataclass(frozen=True)
class Kind:
    """One row: `kind` for units with one of these words, or with a name that ends so."""

    kind: str
    words: frozenset[str]
    endings: re.Pattern[str]


@dataclass(frozen=True)
class Kinds:
    """The whole table."""

    unit: str
    department: str
    private: frozenset[str]
    organisers: dict[str, str]
    places: dict[str, str]
    rows: tuple[Kind, ...]

    def of_unit(self, words: Collection[str], names: Iterable[str], organiser: str) -> str:
        """Return the kind of a unit by its ontology words, its names, or who runs it."""
        for row in self.rows:
            if not row.words.isdisjoint(words):
                return row.kind
        folded = [fold_word(name) for name in names]
        for row in self.rows:
            if any(map(row.endings.search, folded)):
                return row.kind
        return self.organisers.get(organiser, self.unit)

    def of_department(self, organiser: str) -> str:
        return self.organisers.get(organiser, self.department)

    def of_place(self, kind: str) -> str:
        return self.places.get(kind, kind)


@lru_cache
def kinds() -> Kinds:
    """Return the table."""
    file = Path(__file__).with_name("kinds.toml")
    table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return Kinds(
        unit=table["unit"],
        department=table["department"],
        private=frozenset(table["private"]),
        organisers=table["organisers"],
        places=table["places"],
        rows=tuple(map(_row, table["kind"])),
    )


def _row(row: dict[str, Any]) -> Kind:
    endings = "|".join(re.escape(fold_word(ending)) for ending in row["endings"])
    words = frozenset(str(number) for number in row.get("ontologywords", ()))
    return Kind(row["kind"], words, re.compile(rf"(?:{endings})(?!\w)"))
