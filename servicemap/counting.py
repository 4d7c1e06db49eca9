"""Count the rows of lists: very many in a box by squares, others one by one, kept if that is long.

The squares of events are counted anew with each import and each night: they still tell those that
are over since then.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Protocol

from django.utils import timezone

from geodata import cells
from geodata.coordinates import Box
from geodata.models import Instance
from servicemap.catalogue import COLLECTIONS

LARGE = 3_000  # smaller counts are quick to make anew
MOST = 500

_kept: OrderedDict[Hashable, int] = OrderedDict()
_lock = Lock()


class Question(Protocol):
    """Which rows are to be counted."""

    @property
    def collection(self) -> str: ...
    @property
    def bbox(self) -> Box | None: ...
    @property
    def q(self) -> str | None: ...
    @property
    def since(self) -> dt.date | None: ...
    @property
    def until(self) -> dt.date | None: ...


def count(instance: Instance, query: Question, one_by_one: Callable[[], int]) -> int:
    """Return how many rows there are, from the squares or from this process's memory if it can."""
    collection = COLLECTIONS[query.collection]
    if query.bbox and not query.q and collection.kind in cells.NOUNS and _is_on_the_map(query):
        return cells.inside(collection.kind, query.bbox)
    minute = timezone.now().replace(second=0, microsecond=0) if collection.is_timed else None
    asked = (query.collection, query.bbox, query.q, query.since, query.until, minute)
    key = (instance.network_version, instance.revision, *asked)
    known = _kept.get(key)
    if known is None:
        known = one_by_one()
        if known >= LARGE:
            _keep(key, known)
    return known


def _is_on_the_map(query: Question) -> bool:
    """Say whether these are the rows that squares count: of events those of the next days."""
    if not COLLECTIONS[query.collection].is_timed:
        return True
    return query.since is None and query.until == cells.last_day()


def _keep(key: Hashable, number: int) -> None:
    with _lock:
        _kept[key] = number
        while len(_kept) > MOST:
            _kept.popitem(last=False)
