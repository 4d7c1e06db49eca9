"""Read a population grid from GeoJSON: cells with their residents by age group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from shapely import MultiPolygon

from geodata.area import Area, Feed
from importers.geojson import Feature, Unusable
from importers.options import Options, defaults
from importers.polygons import read_polygons
from importers.records import PopulationCellRecord, Problem, Record
from importers.sources import Parse

NOUN = PopulationCellRecord.noun


@dataclass(frozen=True)
class Columns:
    """Which properties say what, and how numbers that are not published are written."""

    id: str
    residents: str
    ages: dict[str, str]  # age group → property
    mask: int
    words: frozenset[str]

    @classmethod
    def of(cls, feed: Feed) -> Columns:
        options = Options(feed, defaults("population.toml"))
        found = cls(
            id=options.text("id"),
            residents=options.text("residents"),
            ages=options.texts_by_name("ages"),
            mask=options.whole("mask"),
            words=frozenset(options.texts("words")),
        )
        options.finish()
        return found

    def number(self, properties: dict[str, Any], name: str) -> int | None:
        """Return a number, None where none is published; raises Unusable."""
        value = properties.get(name)
        if value is None or (isinstance(value, str) and value.strip().casefold() in self.words):
            return None
        if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unusable(f"{name} is {str(value)[:40]!r}, not a whole number")
        return value if value >= 0 else None


def configured(feed: Feed) -> Parse:
    """Return the parser for the feed's properties; raises InputError when its options are wrong."""
    columns = Columns.of(feed)

    def cell(feature: Feature, polygon: MultiPolygon) -> PopulationCellRecord:
        return _cell(feature, columns, polygon)

    def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        """Yield the cells that touch the area; raises InputError when it is no GeoJSON."""
        return read_polygons(stream, area, NOUN, cell, columns.id)

    return parse


def _cell(feature: Feature, columns: Columns, polygon: MultiPolygon) -> PopulationCellRecord:
    properties = feature.properties
    ages = {
        group: columns.number(properties, name)
        for group, name in columns.ages.items()
        if name in properties
    }
    if len(ages) > 1 and set(ages.values()) == {columns.mask}:
        ages = {}
    return PopulationCellRecord(
        source_id=feature.text(columns.id) or feature.key,
        name={},
        polygon=polygon,
        residents=columns.number(properties, columns.residents),
        ages={group: number for group, number in ages.items() if number is not None},
    )
