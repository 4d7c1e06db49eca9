"""Go through a register's documents once, to know what belongs to the area and what refers to it.

Documents come in any order, so that a unit's hours may stand before or after it. What is kept in
memory of them is small: ids, and the words of opening hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from geodata.area import Area
from geodata.texts import Texts, fold
from importers.register.fields import (
    Item,
    Unusable,
    identities,
    identity,
    names,
    plain,
    position,
    texts,
)

HOURS = "OPENING_HOURS"
METRES = 360  # a coordinate beyond it is in metres


@dataclass
class Survey:
    """What of the documents belongs to the area."""

    area: Area
    cities: frozenset[str]
    units: set[str] = field(default_factory=set)  # those that belong to the area
    any_unit: bool = False
    placed: set[str] = field(default_factory=set)  # those of them that have a position
    departments: set[str] = field(default_factory=set)  # those of such units, and what is above
    described: set[str] = field(default_factory=set)  # departments that the documents describe
    parents: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)  # "ontologyword:473" of such units
    hours: dict[str, list[Texts]] = field(default_factory=dict)
    businesses: dict[str, str] = field(default_factory=dict)  # department → business id

    def has(self, unit: Item) -> bool:
        """Say whether a unit belongs to the area: by its position, or by the city it names.

        So does one whose position is turned round, in metres or no position: it is to be told.
        """
        of_city = self._is_of_city(unit)
        try:
            found = position(unit)
        except Unusable:
            return of_city is not False
        if found is None or found == (0, 0):
            return bool(of_city)
        lon, lat = found
        box = self.area.box
        is_wrong = box.contains(lat, lon) or max(abs(lon), abs(lat)) > METRES
        return box.contains(lon, lat) or is_wrong or bool(of_city)

    def _is_of_city(self, unit: Item) -> bool | None:
        """Return None when it names no city."""
        try:
            named = {fold(text) for text in texts(unit, "address_city").values()}
        except Unusable:
            return None
        return not named.isdisjoint(self.cities) if named else None

    def above(self, department: str) -> str | None:
        """Return the department above, None at the top and where they go round in a circle."""
        parent = self.parents.get(department)
        seen = {department}
        step = parent
        while step is not None and step not in seen:
            seen.add(step)
            step = self.parents.get(step)
        return None if step == department else parent


def survey(documents: Iterable[tuple[str, Any]], area: Area, cities: Iterable[str]) -> Survey:
    """Return what is known after one pass; what is wrong is left for the second pass to tell."""
    named = frozenset(map(fold, (*area.name.values(), *cities)))
    found = Survey(area, named)
    for part, item in documents:
        if not isinstance(item, dict):
            continue
        try:
            STEPS.get(part, _pass)(found, item)
        except Unusable:
            continue
    found.hours = {unit: words for unit, words in found.hours.items() if unit in found.units}
    for department in list(found.departments):
        step = found.parents.get(department)
        while step is not None and step not in found.departments:
            found.departments.add(step)
            step = found.parents.get(step)
    return found


def _unit(found: Survey, item: Item) -> None:
    found.any_unit = True
    if not found.has(item):
        return
    key = identity(item.get("id"))
    found.units.add(key)
    for name in ("dept_id", "org_id"):
        if item.get(name):
            found.departments.add(identity(item[name]))
    found.words |= set(keywords(item))
    if position(item) not in (None, (0, 0)):
        found.placed.add(key)


def _department(found: Survey, item: Item) -> None:
    key = identity(item.get("id"))
    if names(item):
        found.described.add(key)
    if item.get("parent_id"):
        found.parents[key] = identity(item["parent_id"])
    if business := plain(item, "business_id"):
        found.businesses[key] = business


def _connection(found: Survey, item: Item) -> None:
    if item.get("section_type") != HOURS:
        return
    words = texts(item, "name", lines=True)
    if any(item.get(key) for key in item if key.startswith("www")):
        # The title of a link ("Aukioloajat") tells no hours; one that does has a number in it.
        words = {k: text for k, text in words.items() if any(map(str.isdigit, text))}
    if words:
        found.hours.setdefault(identity(item.get("unit_id")), []).append(words)


def _pass(found: Survey, item: Item) -> None:
    """Entrances and words are of no use to this pass."""


STEPS = {"unit": _unit, "department": _department, "connection": _connection}


def keywords(unit: Item) -> tuple[str, ...]:
    """Return what a unit offers, as ids of keywords."""
    words = (f"ontologyword:{each}" for each in identities(unit, "ontologyword_ids"))
    return (*words, *(f"ontologytree:{each}" for each in identities(unit, "ontologytree_ids")))
