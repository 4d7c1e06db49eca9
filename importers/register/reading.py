"""Read a register's documents in two passes: what belongs to the area, then its records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from geodata.area import Area
from importers.errors import InputError
from importers.records import Problem, Record
from importers.register.departments import department_record, word_record
from importers.register.fields import Item, Unusable, identity
from importers.register.survey import Survey, survey
from importers.register.units import entrance_record, unit_records

Documents = Callable[[], Iterable[tuple[str, Any]]]
"""Yields part and item from the start, each time it is called."""

NOUNS = {
    "unit": "organisation",
    "department": "organisation",
    "entrance": "entrance",
    "ontologyword": "keyword",
    "ontologytree": "keyword",
}


def records(
    documents: Documents, area: Area, cities: Iterable[str] = ()
) -> Iterator[Record | Problem]:
    """Yield the records of the area's units; raises InputError when there is no unit at all."""
    known = survey(documents(), area, cities)
    if not known.any_unit:
        raise InputError(
            "There is no unit in this file; connections, entrances and departments tell nothing "
            "without the units that they are of."
        )
    for number, (part, item) in enumerate(documents(), start=1):
        if not isinstance(item, dict) or not part:
            reason = "it is none of the register's documents (unit, connection, department …)"
            yield Problem("organisation", f"item {number}", reason)
            continue
        if part not in NOUNS:
            continue
        try:
            yield from _records(part, item, known)
        except Unusable as error:
            yield Problem(NOUNS[part], _key(part, item, number), str(error))


def _records(part: str, item: Item, known: Survey) -> Iterator[Record | Problem]:
    if part == "unit":
        if known.has(item):
            yield from unit_records(item, known)
        return
    if part == "department":
        record: Record | None = department_record(item, known)
    elif part == "entrance":
        record = entrance_record(item, known)
    else:
        record = word_record(item, part, known)
    if record:
        yield record


def _key(part: str, item: Item, number: int) -> str:
    """Name an item that something is wrong with, by its id when it has one."""
    try:
        return f"{part}:{identity(item.get('id'))}"
    except Unusable:
        return f"{part}, item {number}"
