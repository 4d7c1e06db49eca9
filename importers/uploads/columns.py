"""Suggest what the columns of a table hold, by what they are called and by what is in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from geodata.area import Area
from geodata.coordinates import Box, to_metric
from geodata.texts import fold
from importers.uploads.positions import number_of, systems
from importers.uploads.reasons import Refused

NOUNS = ("organisation", "place", "amenity", "event")
MISSPELLED = 90  # of 100: how near a heading must come to a name that is known
SHORTEST = 4  # letters; shorter headings are too easily like each other
MOST = 0.8  # of the cells of a column have to look like what it is taken for
WORDS_OF = {
    "fi": ("fi", "fin", "suomi", "suomeksi", "finska", "finnish"),
    "sv": ("sv", "swe", "se", "ruotsi", "ruotsiksi", "svenska", "swedish"),
    "en": ("en", "eng", "englanti", "englanniksi", "engelska", "english"),
}
LANGUAGE_OF = {word: code for code, words in WORDS_OF.items() for word in words}
LAST_WORD = re.compile(r"^(.+?)[\s_.:,/(\[-]+([a-zåäö]+)[)\]]?$")
SHAPES = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    "website": re.compile(r"(https?://|www\.)\S+", re.IGNORECASE),
    "postal_code": re.compile(r"\d{5}"),
    "business_id": re.compile(r"\d{7}-\d"),
    "telephone": re.compile(r"(\+\d{1,3}|0\d)[\d ()/-]{5,}"),
    "address": re.compile(
        r"[^\W\d][^\d,;@]{2,40} \d{1,4}( ?[a-z]){0,2}( \d{1,4})?(,.*)?", re.IGNORECASE
    ),
}


@dataclass(frozen=True)
class Field:
    """One thing that a column may hold; `texts`: one column for each language is possible."""

    key: str
    names: Mapping[str, str]  # folded name → its language
    nouns: tuple[str, ...]
    texts: bool = False
    needed: bool = False
    looks: str = ""


@cache
def fields() -> dict[str, Field]:
    """Return every field by its key, as columns.toml lists them."""
    path = Path(__file__).with_name("columns.toml")
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        key: Field(
            key,
            {fold(name): code for code, names in table["names"].items() for name in names},
            tuple(table.get("nouns", NOUNS)),
            table.get("texts", False),
            table.get("needed", False),
            table.get("looks", ""),
        )
        for key, table in tables.items()
    }


def targets(noun: str, languages: Sequence[str]) -> list[str]:
    """Return what the columns of a noun can be: "name", "name:sv", "lon" …"""
    found = []
    for field in fields().values():
        if noun in field.nouns:
            found.append(field.key)
            found += [f"{field.key}:{code}" for code in languages if field.texts]
    return found


def suggest(
    columns: Sequence[str], sample: Iterable[Mapping[str, str]], noun: str, area: Area
) -> dict[str, str]:
    """Return column → target for those that are recognised; no target is given twice."""
    rows = list(sample)
    possible = set(targets(noun, area.languages))
    found: dict[str, str] = {}

    def take(column: str, wanted: Iterable[str]) -> None:
        target = next((t for t in wanted if t in possible and t not in found.values()), None)
        if target:
            found[column] = target

    for column in columns:
        take(column, _by_name(column))
    for column in columns:
        if column not in found:
            cells = [row[column] for row in rows if row.get(column)]
            take(column, _by_contents(cells, area))
    return found


def _by_name(column: str) -> list[str]:
    """Return the targets that a heading may mean, the likeliest first."""
    heading = fold(column)
    language = ""
    parts = LAST_WORD.fullmatch(heading)
    if _known(heading) is None and parts and parts[2] in LANGUAGE_OF:
        heading, language = parts[1].strip(), LANGUAGE_OF[parts[2]]
    key = _known(heading)
    if key is None:
        return []
    field = fields()[key]
    if not field.texts:
        return [key]
    # A second column of this kind in another language's word is the same in that language.
    named = field.names.get(heading, "")
    return [f"{key}:{language}"] if language else [key, f"{key}:{named}"]


@cache
def _known(heading: str) -> str | None:
    """Return the field of a heading, also of one that is misspelled a little."""
    known = {name: field.key for field in fields().values() for name in field.names}
    if heading.replace("_", " ") in known or heading in known:
        return known.get(heading) or known[heading.replace("_", " ")]
    if len(heading) <= SHORTEST:
        return None
    # A list of names: of a mapping the values would be compared.
    like = process.extractOne(heading, list(known), scorer=fuzz.ratio, score_cutoff=MISSPELLED)
    return known[like[0]] if like else None


def _by_contents(cells: list[str], area: Area) -> list[str]:
    if not cells:
        return []
    for key, shape in SHAPES.items():
        if _share(cells, lambda cell, shape=shape: bool(shape.fullmatch(cell))) >= MOST:  # type: ignore[misc]
            return [field.key for field in fields().values() if field.looks == key]
    for axis in ("lon", "lat"):
        if _share(cells, lambda cell, axis=axis: is_axis(cell, axis, area)) >= MOST:  # type: ignore[misc]
            return [axis]
    return []


def _share(cells: list[str], is_such: Callable[[str], bool]) -> float:
    return sum(map(is_such, cells)) / len(cells)


def is_axis(cell: str, axis: str, area: Area) -> bool:
    """Say whether a number can be an area's longitude or latitude, or such metres of a system."""
    try:
        number = number_of(cell)
    except Refused:
        return False
    if float(number).is_integer() and abs(number) < 1000:
        return False  # a small whole number is a count of something
    return any(low <= number <= high for low, high in _ranges(axis, area.box, systems(area)))


@cache
def _ranges(axis: str, box: Box, metric: tuple[str, ...]) -> list[tuple[float, float]]:
    """Return from where to where the area reaches along an axis, in each system."""
    shapes = [box.polygon(), *(to_metric(box.polygon(), system) for system in metric)]
    at = 0 if axis == "lon" else 1
    return [(shape.bounds[at], shape.bounds[at + 2]) for shape in shapes]
