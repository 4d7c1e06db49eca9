"""Where nothing was found: what would be, with one filter less?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from geodata.search.documents import NOUNS
from servicemap.hits import Hit
from servicemap.search.query import SearchQuery


@dataclass(frozen=True)
class Wider:
    """How many are found without one filter; the nearest where that filter is a place."""

    without: str  # the name of the parameter
    count: int
    nearest: Hit | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the fields as they are answered."""
        return {
            "without": self.without,
            "count": self.count,
            "nearest": self.nearest.as_feature() if self.nearest else None,
        }


def widened(
    query: SearchQuery, find: Callable[[str, SearchQuery], tuple[int, Hit | None]]
) -> tuple[Wider, ...]:
    """Return what dropping each filter would find, where that is anything.

    `find` counts for one that is dropped, and tells the nearest where that is a place.
    """
    found = ((name, *find(name, wider)) for name, wider in _each_without_one(query))
    return tuple(Wider(name, count, nearest) for name, count, nearest in found if count)


def _each_without_one(query: SearchQuery) -> Iterator[tuple[str, SearchQuery]]:
    dropped: dict[str, dict[str, Any]] = {
        "kinds": {"nouns": NOUNS},
        "kind": {"kind": None},
        "topic": {"topic": None},
        "served_in": {"served_in": None},
        "open": {"open": None},
        "wheelchair": {"wheelchair": None},
        "free": {"free": False},
        "since": {"since": None, "until": None},
        "profile": {"profile": "walk"},
        "minutes": {"origin": None},
        "serves": {"serves": None},
        "bbox": {"bbox": None},
    }
    for name, without in dropped.items():
        wider = replace(query, **without)
        if wider != query and wider.asks:
            yield name, wider
