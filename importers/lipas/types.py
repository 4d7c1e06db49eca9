"""Say what a type of LIPAS is here: a kind of place, a kind of trail, or nothing to walk on."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

OTHER = "sports_place"


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[int, str], frozenset[int], dict[int, str]]:
    with (Path(__file__).parent / "types.toml").open("rb") as stream:
        tables = tomllib.load(stream)
    trails = {int(code): kind for code, kind in tables["trails"].items()}
    kinds = {code: row["kind"] for row in tables["kinds"] for code in row["codes"]}
    return trails, frozenset(tables["not_walked"]["codes"]), kinds


def trail_kind(code: int) -> str | None:
    """Return which kind of trail a route is, None when it is none."""
    return _tables()[0].get(code)


def is_not_walked(code: int) -> bool:
    """Say whether a route is known to be for something else than feet."""
    return code in _tables()[1]


def place_kind(code: int) -> str:
    return _tables()[2].get(code, OTHER)
