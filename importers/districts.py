"""Read postal areas and administrative districts from GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from shapely import MultiPolygon

from geodata.area import Area, Feed
from geodata.texts import Texts
from importers.geojson import Feature, Unusable
from importers.options import Options, defaults
from importers.polygons import read_polygons
from importers.records import DistrictRecord, Problem, Record
from importers.sources import Parse

NOUN = DistrictRecord.noun
KINDS = ("administrative", "postal")
HIGHEST_LEVEL = 20


@dataclass(frozen=True)
class Columns:
    """Which properties say what."""

    kind: str
    code: str
    names: dict[str, str]  # language → property
    id: str  # the code's, unless told otherwise
    level: int | str | None  # one for all, or the property that says it

    @classmethod
    def of(cls, feed: Feed, table: str) -> Columns:
        options = Options(feed, defaults("districts.toml", table))
        code = options.text("code")
        found = cls(
            kind=options.choice("kind", KINDS),
            code=code,
            names=options.texts_by_name("names"),
            id=options.text("id", code),
            level=options.level("level"),
        )
        options.finish()
        if not found.names:
            raise options.wrong("names", 'a table of texts, { fi = "nimi", sv = "namn" }')
        return found


def configured(table: str) -> Callable[[Feed], Parse]:
    """Return what makes a parser for a feed, its options over those of a table of the defaults."""

    def for_feed(feed: Feed) -> Parse:
        """Raises InputError when the feed's options are wrong."""
        columns = Columns.of(feed, table)

        def district(feature: Feature, polygon: MultiPolygon) -> DistrictRecord:
            return _district(feature, columns, polygon)

        def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
            """Yield the districts that touch the area; raises InputError for what is no GeoJSON."""
            return read_polygons(stream, area, NOUN, district, columns.id)

        return parse

    return for_feed


def _district(feature: Feature, columns: Columns, polygon: MultiPolygon) -> DistrictRecord:
    names = _names(feature, columns)
    code = feature.text(columns.code)
    if not names and not code:
        raise Unusable(f"it has neither a name nor a {columns.code}")
    return DistrictRecord(
        source_id=feature.text(columns.id) or feature.key,
        name=names,
        kind=columns.kind,
        polygon=polygon,
        code=code,
        level=_level(feature, columns.level),
    )


def _names(feature: Feature, columns: Columns) -> Texts:
    found = {language: feature.text(name) for language, name in columns.names.items()}
    return {language: name for language, name in found.items() if name}


def _level(feature: Feature, level: int | str | None) -> int | None:
    if not isinstance(level, str):
        return level
    text = feature.text(level)
    if not text:
        return None
    if not text.isdecimal() or int(text[:4]) > HIGHEST_LEVEL:
        raise Unusable(f"its {level} is {text[:40]!r}, not a number up to {HIGHEST_LEVEL}")
    return int(text)
