"""Answer: which entries that are real are there to be found, part by part, by search engines?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max

from geodata.texts import Texts
from servicemap.catalogue import COLLECTIONS
from servicemap.problems import NotFound
from servicemap.values import quoted

IDS = 2_000  # of one part, whether they are all taken or not


@dataclass(frozen=True)
class Part:
    """Some entries of a collection, by a range of ids; `changed_at` is of the last that changed."""

    collection: str
    number: int
    changed_at: dt.datetime


@dataclass(frozen=True)
class Findable:
    """One entry: what its address is made of, and when it last changed."""

    id: int
    names: Texts
    changed_at: dt.datetime


def parts() -> tuple[Part, ...]:
    """Return the parts that hold any entry: one query for each collection."""
    return tuple(
        Part(name, number, changed_at)
        for name in COLLECTIONS
        for number, changed_at in _open(name)
        .order_by()
        .annotate(number=F("pk") / IDS)
        .values_list("number")
        .annotate(Max("updated_at"))
        .order_by("number")
    )


def entries_of(collection: str, number: int) -> tuple[Findable, ...]:
    """Return the entries of a part, in one query; raises NotFound where there is no such part."""
    found: tuple[Findable, ...] = ()
    if collection in COLLECTIONS and number < 2**31 // IDS:
        ids = (number * IDS, (number + 1) * IDS - 1)
        rows = COLLECTIONS[collection].listed(_open(collection)).filter(pk__range=ids)
        found = tuple(
            Findable(*row) for row in rows.order_by("pk").values_list("pk", "name", "updated_at")
        )
    if not found:
        raise NotFound(quoted(f"{collection}-{number}"))
    return found


def _open(collection: str) -> Any:
    rows: Any = COLLECTIONS[collection].model._default_manager
    return rows.open().filter(is_example=False)
