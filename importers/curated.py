"""Read the stations of the area's own GeoJSON file, which stand in for what open data lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from importers.errors import InputError
from importers.fetch import fetch
from importers.records import Problem, Record, StationRecord
from importers.sources import Fetched, Wanted

LARGEST = 5_000_000
CREDIT = ("name", "licence", "licence_url", "attribution", "url")


def find_file(wanted: Wanted) -> Fetched:
    """Return the given file or the one that the area names; raises InputError."""
    path = fetch(wanted.url, wanted.cache) if wanted.url else wanted.file or wanted.area.curated
    if path is None:
        raise InputError(f"The area {wanted.area.key} names no curated file; give one with --file.")
    if not path.is_file():
        raise InputError(f"There is no file {path}.")
    return Fetched(path, credit=_credit(path))


def is_at_hand(wanted: Wanted) -> bool:
    """Say whether the area has such a file."""
    return wanted.area.curated is not None


def _credit(path: Path) -> dict[str, str]:
    """Return who the file says its data is from; whether it is sound is for `parse` to say."""
    try:
        document = json.loads(path.read_bytes()[:LARGEST])
        return {key: str(document[key]) for key in CREDIT if key in document}
    except (ValueError, TypeError, RecursionError):
        return {}


def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
    """Yield a station per feature; raises InputError when it is no GeoJSON FeatureCollection."""
    try:
        document = json.loads(stream.read(LARGEST + 1)[:LARGEST])
        features = document["features"] if document["type"] == "FeatureCollection" else None
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"The curated file is no GeoJSON FeatureCollection ({error}).") from None
    if not isinstance(features, list):
        raise InputError("The curated file is no GeoJSON FeatureCollection with a features list.")
    for number, feature in enumerate(features, start=1):
        try:
            yield _station(feature)
        except (AttributeError, KeyError, TypeError, ValueError, shapely.GEOSException) as error:
            key = feature.get("id") if isinstance(feature, dict) else None
            reason = f"not a station as documented ({type(error).__name__}: {error})"
            yield Problem("station", str(key or f"feature {number}"), reason)


def _station(feature: dict[str, Any]) -> StationRecord:
    properties = feature["properties"]
    if properties["kind"] != "station":
        raise ValueError(f"kind is {properties['kind']!r}, not 'station'")
    accuracy = properties.get("accuracy_metres")
    return StationRecord(
        source_id=str(feature["id"]),
        name=dict(properties["name"]),
        mode=properties["mode"],
        point=_point(feature["geometry"]),
        operator=properties.get("operator", ""),
        accuracy_metres=None if accuracy is None else float(accuracy),
        website=properties.get("website", ""),
    )


def _point(geometry: dict[str, Any]) -> shapely.Point:
    point: BaseGeometry = shapely.from_geojson(json.dumps(geometry))
    if not isinstance(point, shapely.Point):
        raise TypeError(f"its geometry is a {point.geom_type}, not a Point")
    return point
