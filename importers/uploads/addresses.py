"""Place addresses on the map by those that the area has, however they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.gis.db.models import FloatField
from django.db.models import F, Func
from rapidfuzz import fuzz, process

from geodata.coordinates import LonLat
from geodata.models import Address
from geodata.texts import Texts, fold
from importers.uploads.reasons import Refused

POST_BOX = re.compile(r"(pl|pb|p\.?\s?o\.?\s?box|postbox|postilokero)\b", re.IGNORECASE)
FIRST_NUMBER = re.compile(r"\s+\d.*$")
BLANKS = re.compile(r"\s+")
RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
ALIKE = 70  # of 100: how near a street's name must come to be named
SHOWN = 3
ONE_PLACE = 0.004  # degrees: houses of one address are not farther apart


@dataclass(frozen=True, slots=True)
class House:
    """One address that the area has."""

    number: str
    postal_code: str
    at: LonLat


class AddressBook:
    """The area's addresses by street, in every language, and number."""

    def __init__(self, known: Iterable[tuple[Texts, House]]) -> None:
        self._houses: dict[str, dict[str, list[House]]] = defaultdict(lambda: defaultdict(list))
        self._names: dict[str, str] = {}
        for street, house in known:
            for name in {fold(text): text for text in street.values()}.items():
                self._add(*name, house)

    def _add(self, key: str, name: str, house: House) -> None:
        self._names.setdefault(key, name)
        for number in _keys_of(house.number):
            self._houses[key][number].append(house)

    def find(self, text: str, postal_code: str = "") -> LonLat:
        """Return where an address is; raises Refused, with the nearest spellings."""
        written = BLANKS.sub(" ", text.partition(",")[0].partition("\n")[0]).strip()
        found = self._street(fold(written))
        if found is None:
            raise self._unknown(written)
        street, rest = found
        numbers = self._houses[street]
        houses = next((numbers[key] for key in _candidates(rest) if key in numbers), None)
        houses = houses or _first_door(numbers, rest)
        if not houses:
            names = [f"{self._names[street]} {number}" for number in self._nearest(street, rest)]
            raise Refused("no-address", address=written, candidates=", ".join(names))
        return _one(houses, written, postal_code)

    def _street(self, written: str) -> tuple[str, str] | None:
        """Return the longest known street that the address begins with, and what follows."""
        words = written.split(" ")
        for count in range(len(words), 0, -1):
            street = " ".join(words[:count])
            if street in self._houses:
                return street, " ".join(words[count:])
        return None

    def _unknown(self, written: str) -> Refused:
        street = fold(FIRST_NUMBER.sub("", written))
        rest = written[len(street) :].strip()
        alike = process.extract(
            street, list(self._names), scorer=fuzz.ratio, limit=SHOWN, score_cutoff=ALIKE
        )
        if not alike:
            return Refused("unknown-address", address=written)
        names = [f"{self._names[key]} {self._nearest(key, rest)[0]}" for key, _, _ in alike]
        return Refused("no-address", address=written, candidates=", ".join(names))

    def _nearest(self, street: str, rest: str) -> list[str]:
        """Return the numbers of a street that are nearest to what was written."""
        numbers = self._houses[street]
        found = next((key for key in _candidates(rest) if key in numbers), None)
        near = [found] if found else sorted(numbers, key=lambda key: _apart(key, rest))[:SHOWN]
        return [numbers[key][0].number for key in near]


def read_book() -> AddressBook:
    """Return the addresses that the area has now; one query."""
    rows = (
        Address.objects.open()
        .order_by("pk")
        .annotate(
            lon=Func(F("point"), function="ST_X", output_field=FloatField()),
            lat=Func(F("point"), function="ST_Y", output_field=FloatField()),
        )
        .values_list("street", "number", "postal_code", "lon", "lat")
    )
    return AddressBook(
        (street, House(number, postal_code, LonLat(lon, lat)))
        for street, number, postal_code, lon, lat in rows.iterator(chunk_size=5_000)
    )


def is_post_box(text: str) -> bool:
    """Say whether an address is a box at the post, which is nowhere to go to."""
    return bool(POST_BOX.match(text.strip()))


def _keys_of(number: str) -> list[str]:
    """Return what a house is found by: "3-5" by both of its ends as well."""
    ends = RANGE.fullmatch(number.strip())
    return list(dict.fromkeys([_key(number), *(ends.groups() if ends else ())]))


def _key(number: str) -> str:
    return BLANKS.sub("", fold(number)).replace("–", "-")


def _candidates(rest: str) -> list[str]:
    """Return the numbers that "3 B 12" may mean, the most exact first: 3b12, 3b, 3."""
    parts = rest.split(" ")
    found = [_key(" ".join(parts[:count])) for count in range(len(parts), 0, -1)]
    digits = re.match(r"\d+", found[-1])
    return [*found, digits[0]] if digits else []


def _first_door(numbers: dict[str, list[House]], rest: str) -> list[House] | None:
    """Return house 3 A for the number 3 where only its doors are known."""
    wanted = re.match(r"\d+", rest)
    doors = [key for key in numbers if wanted and re.fullmatch(rf"{wanted[0]}[a-zåäö]+", key)]
    return numbers[min(doors)] if doors else None


def _apart(key: str, rest: str) -> tuple[float, str]:
    here, there = re.match(r"\d+", key), re.match(r"\d+", rest)
    return (abs(int(here[0]) - int(there[0])) if here and there else float("inf"), key)


def _one(houses: list[House], written: str, postal_code: str) -> LonLat:
    """Choose among houses of one address by the postal code; raises Refused when it is needed."""
    same = [house for house in houses if postal_code and house.postal_code == postal_code]
    left = same or houses
    first = left[0].at
    if any(max(abs(h.at.lon - first.lon), abs(h.at.lat - first.lat)) > ONE_PLACE for h in left):
        codes = ", ".join(sorted({house.postal_code or "?" for house in left}))
        raise Refused("several-addresses", address=written, candidates=codes)
    return first
