"""Describe a city by one file: name, box, languages, time, metric system, extracts, sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pyproj
from django.conf import settings

from geodata import public_holidays
from geodata.areafile import AreaError, Table, read_table
from geodata.coordinates import Box, CoordinateError
from geodata.extracts import Extract, PackagedFile, read_extract
from geodata.feeds import Feed, read_feeds
from geodata.look import Look, read_look
from geodata.texts import Texts, choose
from geodata.tiles import TileSource, read_tiles

__all__ = [
    "Area",
    "AreaError",
    "Extract",
    "Feed",
    "LastMileDefault",
    "PackagedFile",
    "current_area",
    "load_area",
]

LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]+)*"


@dataclass(frozen=True)
class LastMileDefault:
    """The question of the first page: `from` what, `to` which trail, `within` how many metres."""

    origin: str
    target: str
    within: int


@dataclass(frozen=True)
class Area:
    """One city or region, as its file describes it."""

    key: str
    name: Texts
    box: Box
    languages: tuple[str, ...]
    time_zone: str
    metric_crs: str  # "EPSG:3879"
    sources: tuple[str, ...]  # keys of the import registry, in the order in which they are imported
    extracts: tuple[Extract, ...]
    last_mile: LastMileDefault
    curated: Path | None  # GeoJSON of curated stations, beside the area file
    examples: Path | None = None  # invented organisations, for demonstrations
    look: Look | None = None  # how its pages look, where they differ from the product's own look
    path: Path = Path()  # the file that says all this
    feeds: tuple[Feed, ...] = ()  # what is said of sources beyond their names
    content_languages: tuple[str, ...] = ()  # of longer texts alone, such as "fi-simple"
    tiles: TileSource | None = None  # instead of the basemap that is made from the extract
    country: str = ""  # "FI": whose public holidays hold; empty: nobody's

    def feed(self, key: str) -> Feed:
        """Return the feed of this key; one that says nothing but its source when there is none."""
        return next((feed for feed in self.feeds if feed.key == key), Feed(key, key))

    def feed_keys(self) -> tuple[str, ...]:
        """Return what is imported: the sources in their order, then the other feeds in theirs."""
        return tuple(dict.fromkeys((*self.sources, *(feed.key for feed in self.feeds))))

    def name_in(self, language: str) -> str:
        return choose(self.name, language, self.languages)[0]


def current_area() -> Area:
    """Return the area of this instance, which the settings have loaded."""
    return settings.AREA


def load_area(path: Path) -> Area:
    """Read and check an area file.

    Raises AreaError naming the file, the key, what is wrong and what would be right.
    """
    table = read_table(path)
    key = path.stem
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
        raise AreaError(
            f"{path}: the file's name is the area's key: small letters, digits and hyphens only."
        )
    languages = table.texts("languages", LANGUAGE, 'codes such as ["fi", "sv", "en"]')
    box = _box(table)
    area = Area(
        key=key,
        name=_name(table, languages),
        box=box,
        languages=languages,
        time_zone=_time_zone(table),
        metric_crs=_metric_crs(table, box),
        sources=table.texts(
            "sources", "[a-z][a-z0-9_]*", 'import sources such as ["osm", "curated"]'
        ),
        extracts=tuple(read_extract(each, box) for each in table.tables("extracts")),
        last_mile=_last_mile(table.table("last_mile")),
        curated=_beside(table, path, "curated", f"{key}.geojson"),
        examples=_beside(table, path, "examples", f"examples/{key}.toml"),
        look=read_look(table.table("look"), languages) if "look" in table else None,
        path=path,
        feeds=read_feeds(table.tables("feeds")),
        content_languages=_content_languages(table),
        tiles=read_tiles(table.table("tiles")) if "tiles" in table else None,
        country=_country(table),
    )
    table.finish()
    return area


def _name(table: Table, languages: tuple[str, ...]) -> Texts:
    names = table.table("name")
    texts = {language: names.text(language) for language in languages if language in names}
    if not texts:
        raise names.wrong(
            f"has none of the area's languages ({', '.join(languages)})",
            '{ fi = "Espoo", sv = "Esbo" }',
        )
    names.finish()
    return texts


def _content_languages(table: Table) -> tuple[str, ...]:
    if "content_languages" not in table:
        return ()
    return table.texts("content_languages", LANGUAGE, 'codes such as ["fi-simple"]')


def _box(table: Table) -> Box:
    try:
        box = Box.of(table.numbers("box"))
    except CoordinateError as error:
        raise table.wrong_key(
            "box", str(error), "[24.49, 60.07, 24.88, 60.37] (west, south, east, north)"
        ) from None
    return box


def _time_zone(table: Table) -> str:
    name = table.text("time_zone")
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise table.wrong_key(
            "time_zone", f"{name!r} is not a time zone", '"Europe/Helsinki"'
        ) from None
    return name


def _country(table: Table) -> str:
    if "country" not in table:
        return ""
    country = table.text("country")
    if not public_holidays.is_known(country):
        raise table.wrong_key(
            "country",
            f"{country!r} is no country whose public holidays are known",
            'its ISO code, such as "FI"',
        )
    return country


def _metric_crs(table: Table, box: Box) -> str:
    name = table.text("metric_crs")
    right = '"EPSG:3879", a projected system in metres for this part of the world'
    try:
        crs = pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError:
        raise table.wrong_key(
            "metric_crs", f"{name!r} is not a coordinate reference system", right
        ) from None
    if not crs.is_projected or {axis.unit_name for axis in crs.axis_info} != {"metre"}:
        raise table.wrong_key("metric_crs", f"{name} ({crs.name}) does not count in metres", right)
    use = crs.area_of_use
    if use and not Box(use.west, use.south, use.east, use.north).contains(*box.centre):
        raise table.wrong_key(
            "metric_crs", f"{name} ({crs.name}) is for {use.name}, not for the area's box", right
        )
    return name


def _last_mile(table: Table) -> LastMileDefault:
    default = LastMileDefault(table.text("from"), table.text("to"), table.whole("within"))
    if not 1 <= default.within <= 50_000:
        raise table.wrong_key(
            "within", f"{default.within} is not a walk", "metres from 1 to 50000, such as 1500"
        )
    table.finish()
    return default


def _beside(table: Table, path: Path, key: str, right: str) -> Path | None:
    if key not in table:
        return None
    file = path.parent / table.text(key)
    if not file.is_file():
        raise table.wrong_key(key, f"there is no file {file.name} beside it", f'"{right}"')
    return file
