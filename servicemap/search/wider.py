"""Where nothing was found: what would be, with one filter less?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from geodata.search.documents import NOUNS
from servicemap.hits import Hit
from servicemap.search.query import SearchQuery

POSITIONED = ("minutes", "bbox")  # without which the nearest is worth telling


class Counted(Protocol):
    """One page of hits and how many there are in all."""

    @property
    def hits(self) -> tuple[Hit, ...]: ...

    @property
    def count(self) -> int: ...


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


def widened(query: SearchQuery, find: Callable[[SearchQuery], Counted]) -> tuple[Wider, ...]:
    """Return what dropping each filter would find, where that is anything."""
    found = []
    for name, wider in _each_without_one(query):
        told = find(replace(wider, limit=1, offset=0))
        if told.count:
            found.append(Wider(name, told.count))
    return tuple(found)


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
        "minutes": {"origin": None},
        "serves": {"serves": None},
        "bbox": {"bbox": None},
    }
    for name, without in dropped.items():
        wider = replace(query, **without)
        if wider != query and (wider.q or wider != replace(SearchQuery(), language=query.language)):
            yield name, wider
