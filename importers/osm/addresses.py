"""Read addresses, each once and in every language in which its street has a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from shapely import Point

from geodata.coordinates import Box
from geodata.texts import Texts, fold
from importers.osm.distances import metres_between
from importers.osm.features import Element, elements, position_of, source_id
from importers.osm.model import LonLatPair, OsmData, Tags
from importers.osm.texts import LANGUAGE, clean, short_text
from importers.records import AddressRecord, Problem

LONGEST_NUMBER = 30
LONGEST_STREET = 200
# The same address on a building, its doors and its shops is one address; farther apart it is that
# of another street of the same name.
ONE_ADDRESS_METRES = 150
# Tags that say that an object is something at an address, rather than the address itself.
SOMETHING_ELSE = ("amenity", "shop", "office", "tourism", "leisure", "craft", "healthcare", "club")


@dataclass(frozen=True, slots=True)
class StreetNames:
    """What each street is called in other languages: its folded name → language → name."""

    known: dict[str, Texts]

    @classmethod
    def read(cls, data: OsmData) -> StreetNames:
        """Gather names of ways; a language in which streets of one name differ is left out."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for way in data.ways.values():
            name = fold(way.tags.get("name", ""))
            if name and "highway" in way.tags:
                for key, value in way.tags.items():
                    head, _, language = key.partition(":")
                    text = clean(value)
                    if head == "name" and LANGUAGE.fullmatch(language) and _is_short(text):
                        found[name][language].add(text)
        return cls(
            {
                street: {code: texts.pop() for code, texts in names.items() if len(texts) == 1}
                for street, names in found.items()
            }
        )

    def of(self, tags: Tags) -> Texts:
        """Return the street of an address: language → name, "" for a name of unknown language."""
        street = short_text(tags, "addr:street", "addr:place", longest=LONGEST_STREET)
        texts = dict(self.known.get(fold(street), {})) if street else {}
        for key, value in tags.items():
            text = clean(value)
            language = key.removeprefix("addr:street:")
            if language != key and LANGUAGE.fullmatch(language) and _is_short(text):
                texts[language] = text
        if street and fold(street) not in map(fold, texts.values()):
            texts[""] = street
        return dict(
            sorted(texts.items(), key=lambda item: (fold(item[1]) != fold(street), item[0]))
        )

    def street_address(self, tags: Tags) -> Texts:
        """Return "Street 1 A" in every language of the street; {} without a street."""
        number = short_text(tags, "addr:housenumber", longest=LONGEST_NUMBER)
        return {code: f"{street} {number}".rstrip() for code, street in self.of(tags).items()}


def _is_short(text: str) -> bool:
    return 0 < len(text) <= LONGEST_STREET


def postal_code(tags: Tags) -> str:
    """Return addr:postcode, or "" when it is too long to be one."""
    return short_text(tags, "addr:postcode", "postal_code", longest=20)


def city(tags: Tags) -> str:
    """Return addr:city."""
    return short_text(tags, "addr:city", longest=100)


def read_addresses(
    data: OsmData, streets: StreetNames, box: Box
) -> Iterator[AddressRecord | Problem]:
    """Yield every address in the box once; of several objects that of the address itself."""
    kept: dict[tuple[str, str], list[LonLatPair]] = defaultdict(list)
    candidates = (each for each in elements(data) if "addr:housenumber" in each.tags)
    for element in sorted(candidates, key=_rank):
        street = streets.of(element.tags)
        position = position_of(element, data) if street else None
        if position is None or not box.contains(*position):
            continue
        for number in _numbers(element.tags["addr:housenumber"]):
            if len(number) > LONGEST_NUMBER:
                yield Problem("address", source_id(element), "its house number is too long")
                continue
            others = kept[fold(next(iter(street.values()))), fold(number)]
            if all(metres_between(position, other) > ONE_ADDRESS_METRES for other in others):
                others.append(position)
                yield _address(element, street, number, position)


def _rank(element: Element) -> tuple[bool, str, int]:
    is_something_else = any(key in element.tags for key in SOMETHING_ELSE)
    return is_something_else, type(element).__name__, element.id


def _numbers(text: str) -> list[str]:
    """Split "8;10"; what follows a comma ("4, 5th floor") is no part of the number."""
    numbers = [clean(part.partition(",")[0]) for part in text.split(";")]
    return list(dict.fromkeys(number for number in numbers if number))


def _address(element: Element, street: Texts, number: str, position: LonLatPair) -> AddressRecord:
    is_one_of_several = ";" in element.tags["addr:housenumber"]
    suffix = f"/{number}" if is_one_of_several else ""
    return AddressRecord(
        source_id=source_id(element) + suffix,
        name={code: f"{text} {number}" for code, text in street.items()},
        street=street,
        number=number,
        postal_code=postal_code(element.tags),
        city=city(element.tags),
        point=Point(position),
    )
