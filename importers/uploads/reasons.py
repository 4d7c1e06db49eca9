"""Name what is wrong with a row by a key and its values, so that it can be said in any language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LONGEST = 80
PART = "left-out-"  # keys of what takes the row itself


@dataclass(frozen=True)
class Reason:
    """One thing that is wrong; its text in English is for reports."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def refuses(self) -> bool:
        """Say whether the row is not taken because of it."""
        return not self.key.startswith(PART)

    def __str__(self) -> str:
        return templates()[self.key] % self.values


class Refused(ValueError):
    """A row, or a part of it, that cannot be taken."""

    def __init__(self, key: str, **values: object) -> None:
        self.reason = Reason(key, {name: str(value)[:LONGEST] for name, value in values.items()})
        super().__init__(str(self.reason))


@cache
def templates() -> dict[str, str]:
    """Return key → English text with %(places)s."""
    path = Path(__file__).with_name("reasons.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
