"""Make an organisation, its place and its entrances of a unit of the register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapely import Point

from geodata.texts import Texts, choose
from importers.hours import hours_of
from importers.records import EntranceRecord, OrganisationRecord, PlaceRecord, Problem, Record
from importers.register.fields import (
    Item,
    Unusable,
    email,
    identity,
    names,
    plain,
    position,
    shortened,
    telephone,
    texts,
    web_address,
    without_people,
)
from importers.register.kinds import kinds
from importers.register.survey import Survey, keywords

KINDS = ("keyword", "organisation", "place", "entrance")
WHEELCHAIR_USER = "11"  # the point of view of somebody who comes on their own, not by car


def unit_records(item: Item, known: Survey) -> Iterator[Record | Problem]:
    """Yield an organisation, and its place where it has a position."""
    key = f"unit:{identity(item.get('id'))}"
    try:
        made = _Unit(item, known, key)
        yield made.organisation()
        if made.point is not None:
            yield made.place(made.point)
    except Unusable as error:
        yield Problem("organisation", key, str(error))
        yield Problem("place", key, str(error))
        return
    if made.is_nowhere:
        yield Problem("place", key, "its position is 0, 0; right would be longitude and latitude")


def entrance_record(item: Item, known: Survey) -> EntranceRecord | None:
    """Return an entrance of a unit that has a place, None for others."""
    unit = identity(item.get("unit_id"), "unit_id")
    if unit not in known.placed:
        return None
    found = position(item)
    if found is None or found == (0, 0):
        raise Unusable("it has no position; right would be longitude and latitude")
    return EntranceRecord(
        source_id=f"entrance:{identity(item.get('id'))}",
        name=names(item),
        place=f"unit:{unit}",
        point=Point(*found),
    )


class _Unit:
    """The fields that an organisation and its place share."""

    def __init__(self, item: Item, known: Survey, key: str) -> None:
        self.item, self.known = item, known
        found = position(item)
        self.is_nowhere = found == (0, 0)
        self.point = None if found is None or self.is_nowhere else Point(*found)
        self.key = key
        self.name = names(item)
        if not self.name:
            raise Unusable("it has no name")
        self.keywords = keywords(item)
        words = {each.removeprefix("ontologyword:") for each in self.keywords}
        self.kind = kinds().of_unit(words, self.name.values(), plain(item, "organizer_type"))
        rule, told = hours_of(_words(known.hours.get(key.removeprefix("unit:"), [])))
        self.shared: dict[str, Any] = {
            "source_id": key,
            "name": self.name,
            "identifiers": _identifiers(item),
            "street_address": texts(item, "street_address"),
            "postal_code": plain(item, "address_zip"),
            "city": _first(texts(item, "address_city"), known),
            "wheelchair": wheelchair(item.get("accessibility_viewpoints")),
            "website": web_address(_first(texts(item, "www"), known)),
            "telephone": telephone(plain(item, "phone")),
            "email": email(plain(item, "email")),
            "keywords": self.keywords,
            "opening_hours": rule,
            "hours_text": told or None,
        }

    def organisation(self) -> OrganisationRecord:
        return OrganisationRecord(
            kind=self.kind,
            point=self.point,
            description=_description(self.item),
            part_of=self._part_of(),
            **self.shared,
        )

    def place(self, point: Point) -> PlaceRecord:
        kind = kinds().of_place(self.kind)
        return PlaceRecord(kind=kind, point=point, organisation=self.key, **self.shared)

    def _part_of(self) -> str | None:
        for name in ("dept_id", "org_id"):
            if self.item.get(name) and (key := identity(self.item[name])) in self.known.described:
                return f"department:{key}"
        return None


def _identifiers(item: Item) -> tuple[str, ...]:
    found = [f"tprek:{identity(item.get('id'))}"]
    sources = item.get("sources")
    for each in sources if isinstance(sources, list) else ():
        if isinstance(each, dict) and each.get("id") and each.get("source"):
            source = plain(each, "source").lower()
            if source and source not in kinds().private:
                found.append(f"{source}:{plain(each, 'id')}")
    return tuple(dict.fromkeys(found))


def _description(item: Item) -> Texts:
    """Return the short description and the long one, without the lines that name people."""
    short, long = (texts(item, name, lines=True) for name in ("short_desc", "desc"))
    found: Texts = {}
    for language in {**short, **long}:
        both = dict.fromkeys(
            text for each in (short, long) if (text := without_people(each.get(language, "")))
        )
        if both:
            found[language] = shortened("\n\n".join(both))
    return found


def wheelchair(viewpoints: object) -> str:
    """Return "yes" where the register finds no obstacle for somebody in a wheelchair, else "".

    Its "red" says that there is at least one, be it a missing sign: neither "no" nor "limited".
    """
    if isinstance(viewpoints, str):
        viewpoints = dict(part.split(":", 1) for part in viewpoints.split(",") if ":" in part)
    colour = viewpoints.get(WHEELCHAIR_USER) if isinstance(viewpoints, dict) else None
    return "yes" if colour == "green" else ""


def _words(told: list[Texts]) -> Texts:
    """Join the words of several connections, one a line."""
    languages = dict.fromkeys(language for each in told for language in each)
    return {
        language: "\n".join(each[language] for each in told if language in each)
        for language in languages
    }


def _first(found: Texts, known: Survey) -> str:
    languages = known.area.languages
    return choose(found, languages[0], languages)[0]
