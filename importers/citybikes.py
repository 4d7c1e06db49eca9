"""Read the city bike stations that HSL and the cities publish as GeoJSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from shapely import Point

from geodata.area import Area, Feed
from geodata.texts import Texts
from importers.gbfs.discovery import check_prefix
from importers.geojson import Feature, Unusable, placed, read_collection
from importers.options import Options, defaults
from importers.osm.distances import metres_between
from importers.records import HubComponentRecord, Problem, Record
from importers.sources import Parse
from importers.whereabouts import is_elsewhere

NOUN = HubComponentRecord.noun
KIND = "shared_bikes"
FARTHEST_APART = 50.0  # metres, of a station's two positions


@dataclass(frozen=True)
class Columns:
    """Which properties say what."""

    id: str
    capacity: str
    operator: str
    lon: str
    lat: str
    prefix: str
    names: dict[str, str]  # language → property
    addresses: dict[str, str]

    @classmethod
    def of(cls, feed: Feed) -> Columns:
        options = Options(feed, defaults("citybikes.toml"))
        found = cls(
            id=options.text("id"),
            capacity=options.text("capacity"),
            operator=options.text("operator"),
            lon=options.text("lon"),
            lat=options.text("lat"),
            prefix=check_prefix(options.text("identifier_prefix")),
            names=options.texts_by_name("names"),
            addresses=options.texts_by_name("addresses"),
        )
        options.finish()
        return found


def configured(feed: Feed) -> Parse:
    """Return the parser for the feed's properties; raises InputError when its options are wrong."""
    columns = Columns.of(feed)

    def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        """Yield the area's stations; raises InputError when it is no GeoJSON."""
        collection = read_collection(stream, area)
        for feature in collection.features:
            if isinstance(feature, Unusable):
                yield Problem(NOUN, feature.whose, str(feature))
                continue
            try:
                point = _point(placed(feature, collection.system, area))
                if not is_elsewhere(point.x, point.y, area):
                    yield _station(feature, columns, point)
            except Unusable as error:
                yield Problem(NOUN, feature.text(columns.id) or feature.name, str(error))

    return parse


def _station(feature: Feature, columns: Columns, point: Point) -> HubComponentRecord:
    key = feature.text(columns.id)
    if not key:
        raise Unusable(f"it has no {columns.id}")
    _check_position(feature, columns, point)
    return HubComponentRecord(
        source_id=key,
        name=_texts(feature, columns.names),
        identifiers=(f"{columns.prefix}:{key}",),
        kind=KIND,
        point=point,
        operator=feature.text(columns.operator),
        capacity=_capacity(feature.properties.get(columns.capacity), columns.capacity),
        street_address=_texts(feature, columns.addresses),
    )


def _texts(feature: Feature, properties: dict[str, str]) -> Texts:
    found = {language: feature.text(name) for language, name in properties.items()}
    return {language: " ".join(text.split()) for language, text in found.items() if text}


def _point(geometry: Any) -> Point:
    if not isinstance(geometry, Point):
        raise Unusable(f"its geometry is a {geometry.geom_type}, not a Point")
    return geometry


def _capacity(value: Any, name: str) -> int | None:
    if value is None or value == "":
        return None
    try:
        number = float(value)
        if isinstance(value, bool) or number != int(number):
            raise ValueError
        return int(number)
    except (TypeError, ValueError, OverflowError):
        raise Unusable(f"{name} is {str(value)[:40]!r}, not a whole number") from None


def _check_position(feature: Feature, columns: Columns, point: Point) -> None:
    """Compare the geometry with the position in degrees, where the file says it twice."""
    lon, lat = (feature.properties.get(name) for name in (columns.lon, columns.lat))
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return
    if isinstance(lon, bool) or isinstance(lat, bool) or (lon, lat) == (0, 0):
        return
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # also where it is no number
        raise Unusable(f"its {columns.lon}, {columns.lat} are no position in degrees")
    metres = metres_between((point.x, point.y), (lon, lat))
    if metres > FARTHEST_APART:
        raise Unusable(
            f"its geometry and its {columns.lon}, {columns.lat} are {metres:.0f} m apart, "
            f"at most {FARTHEST_APART:.0f} m would be right"
        )
