"""Compare what a sheet says, field by field. A sheet is a mapping from path to value; pure.

None stands for nothing: a path that is not there and one that holds None are the same, and so are
empty texts and lists.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Sheet = Mapping[str, Any]
Patch = dict[str, Any]
NOTHING: tuple[Any, ...] = (None, "", [], {})


def tidy(value: Any) -> Any:
    """Return None for everything that says nothing."""
    return None if value in NOTHING and value is not False else value


def neat(value: Any) -> Any:
    """Return a value as it is kept: a text in normal form, line ends alike, no blanks around."""
    if isinstance(value, str):
        value = unicodedata.normalize("NFC", "\n".join(value.splitlines())).strip()
    return tidy(value)


def mark(value: Any) -> str:
    """Return a few letters that differ for different values, for a page to bring back."""
    told = json.dumps(tidy(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:10]


def at(sheet: Sheet, path: str) -> Any:
    """Return what a sheet says at a path; None when nothing."""
    return tidy(sheet.get(path))


def difference(before: Sheet, after: Sheet) -> Patch:
    """Return what has to be said to turn one sheet into the other."""
    return {
        path: at(after, path)
        for path in sorted({*before, *after})
        if at(before, path) != at(after, path)
    }


def applied(sheet: Sheet, patch: Patch) -> dict[str, Any]:
    """Return a sheet with a patch on it."""
    whole = {**sheet, **patch}
    return {path: value for path, value in whole.items() if tidy(value) is not None}


def only_changes(patch: Patch, sheet: Sheet) -> Patch:
    """Leave out what a sheet says already."""
    return {path: value for path, value in patch.items() if tidy(value) != at(sheet, path)}


@dataclass(frozen=True)
class Conflict:
    """One field that two changed to different values."""

    path: str
    mine: Any
    theirs: Any


def conflicts(patch: Patch, base: Sheet, now: Sheet) -> list[Conflict]:
    """Return the fields that have changed since the patch was written, to something else."""
    return [
        Conflict(path, tidy(value), at(now, path))
        for path, value in sorted(patch.items())
        if at(now, path) not in (at(base, path), tidy(value))
    ]
