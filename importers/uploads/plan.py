"""Settle how a file is read: which column holds what, and what its rows are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from geodata.area import Area
from importers.errors import InputError
from importers.uploads.columns import NOUNS, fields, targets
from importers.uploads.formats import READERS


@dataclass(frozen=True)
class Plan:
    """What the options of an upload's feed say."""

    format: str
    noun: str
    mapping: Mapping[str, str]  # column → target such as "name:sv"
    kind: str = ""  # of rows that say none
    language: str = ""  # of texts whose column says none
    keep_unplaced: bool = False  # organisations whose address is not found are taken without place

    @classmethod
    def of(cls, options: Mapping[str, Any], area: Area) -> Self:
        """Read and check a feed's options; raises InputError."""
        mapping = options.get("mapping")
        if options.get("format") not in READERS or options.get("noun") not in NOUNS:
            raise InputError("The options of an upload name its format and its noun.")
        if not isinstance(mapping, dict):
            raise InputError("The options of an upload map its columns.")
        plan = cls(
            format=str(options["format"]),
            noun=str(options["noun"]),
            mapping={str(column): str(target) for column, target in mapping.items() if target},
            kind=str(options.get("kind", ""))[:40],
            language=str(options.get("language", "")),
            keep_unplaced=bool(options.get("keep_unplaced", False)),
        )
        plan._check(area)
        return plan

    def _check(self, area: Area) -> None:
        possible = targets(self.noun, area.languages)
        for column, target in self.mapping.items():
            if target not in possible:
                raise InputError(f"The column {column!r} cannot be {target!r} of {self.noun}.")
        if len(set(self.mapping.values())) < len(self.mapping):
            raise InputError("Two columns are mapped to the same.")
        if missing := self.missing():
            raise InputError(f"No column is mapped to: {', '.join(missing)}.")

    def missing(self) -> list[str]:
        """Return the fields that every row needs and no column holds."""
        mapped = {target.partition(":")[0] for target in self.mapping.values()}
        return [
            field.key
            for field in fields().values()
            if field.needed and self.noun in field.nouns and field.key not in mapped
        ]

    def value(self, cells: Mapping[str, str], key: str) -> str:
        """Return the text of a field that is in one language only, or in none."""
        column = next((each for each, target in self.mapping.items() if target == key), None)
        return cells.get(column, "") if column is not None else ""

    def texts(self, cells: Mapping[str, str], key: str) -> dict[str, str]:
        """Return the texts of a field by language."""
        found = {}
        for column, target in self.mapping.items():
            field, _, code = target.partition(":")
            if field == key and cells.get(column):
                found[code or self.language] = cells[column]
        return found
