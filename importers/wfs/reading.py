"""Make records of the features of a layer, as its feed says what they are."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.area import Area, Feed
from geodata.reference_systems import UnknownSystem, named_system, to_degrees_within
from geodata.texts import Texts
from importers.osm.texts import email, telephone, website
from importers.records import (
    AmenityRecord,
    DistrictRecord,
    OrganisationRecord,
    PlaceRecord,
    Problem,
    Record,
)
from importers.sources import Parse
from importers.wfs.gml import GmlFeature, read_features
from importers.wfs.layer import Layer
from importers.whereabouts import SWAPPED_DEGREES, lies_elsewhere

# Ids that a service makes up anew for each answer, where its table has no key.
PASSING_ID = re.compile(r"(^|\.)fid-", re.IGNORECASE)
HIGHEST_LEVEL = 20


class Unusable(ValueError):
    """A feature that cannot be used; the message is one phrase for the report of the import."""


def configured(feed: Feed) -> Parse:
    """Return the parser of the feed's layer; raises InputError when its options are wrong."""
    layer = Layer.of(feed)

    def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        """Yield what lies in the area; raises InputError for what is no GML or a service's error.

        The order of axes is what the geometry's `srsName` promises (the authority's for a URN,
        else east first; without a name that of the WFS version), unless only the other one lands
        in the area.
        """
        for feature in read_features(stream):
            try:
                geometry = _placed(feature, layer, area)
                if not lies_elsewhere(geometry, area):
                    yield _record(feature, geometry, layer)
            except (Unusable, shapely.GEOSException) as error:
                yield Problem(layer.noun, _called(feature, layer), str(error))

    return parse


def _placed(feature: GmlFeature, layer: Layer, area: Area) -> BaseGeometry:
    if feature.shape is None:
        raise Unusable(feature.trouble)
    by_authority = None if feature.srs else layer.version != "1.0.0"
    try:
        name = feature.srs or layer.crs_in(area)
        system = named_system(name, area.metric_crs, by_authority=by_authority)
    except UnknownSystem as error:
        raise Unusable(str(error)) from None
    return to_degrees_within(feature.shape, system, area.box.padded(SWAPPED_DEGREES))


def _record(feature: GmlFeature, geometry: BaseGeometry, layer: Layer) -> Record:
    name = _texts(feature, layer.names)
    key = _key(feature, layer, name, geometry)
    common: dict[str, Any] = {"source_id": key, "name": name, "kind": layer.kind}
    fields: dict[str, Any] = {
        field: feature.properties.get(name, "") for field, name in layer.fields.items()
    }
    if layer.noun == "district":
        polygon, level = _polygon(geometry), _level(feature, layer.level)
        return DistrictRecord(**common, **fields, polygon=polygon, level=level)
    common["point"] = _point(geometry)
    if layer.noun == "amenity":
        return AmenityRecord(**common, **fields)
    if not name:
        raise Unusable(f"it has no name: {', '.join(layer.names.values()) or 'none is configured'}")
    make = PlaceRecord if layer.noun == "place" else OrganisationRecord
    return make(
        **common,
        **_contact(fields),
        street_address=_texts(feature, layer.street_address),
        description=_texts(feature, layer.description),
    )


def _contact(fields: dict[str, str]) -> dict[str, Any]:
    """Leave out what is no web address, e-mail address or telephone number."""
    check = {
        "website": lambda text: website({"website": text}),
        "email": lambda text: email({"email": text}),
        "telephone": lambda text: telephone({"phone": text}),
    }
    return {field: check.get(field, str)(text) for field, text in fields.items()}


def _texts(feature: GmlFeature, properties: dict[str, str]) -> Texts:
    found = {language: feature.properties.get(name, "") for language, name in properties.items()}
    return {language: text for language, text in found.items() if text}


def _key(feature: GmlFeature, layer: Layer, name: Texts, geometry: BaseGeometry) -> str:
    """Return the feature's id: its property, its own, or one made of its name and its place.

    An id of the last sort stays while name and place (to about a metre) do: a feature that moves
    or is renamed is then another one, and the former is closed.
    """
    if layer.id:
        key = feature.properties.get(layer.id, "")
        if not key:
            raise Unusable(f"it has no {layer.id}")
        return key
    if feature.key and not PASSING_ID.search(feature.key):
        return feature.key
    content = json.dumps([name, shapely.to_wkt(geometry, rounding_precision=5)], sort_keys=True)
    return f"content-{hashlib.sha256(content.encode()).hexdigest()[:20]}"


def _called(feature: GmlFeature, layer: Layer) -> str:
    """Return by what to call a feature in a report."""
    own = "" if PASSING_ID.search(feature.key) else feature.key
    return feature.properties.get(layer.id, "") or own or f"feature {feature.number}"


def _polygon(geometry: BaseGeometry) -> MultiPolygon:
    if isinstance(geometry, Polygon):
        return MultiPolygon([geometry])
    if isinstance(geometry, MultiPolygon):
        return geometry
    raise Unusable(f"its geometry is a {geometry.geom_type}, not a polygon")


def _point(geometry: BaseGeometry) -> Point:
    """Return a point, the middle of the longest line, or a point inside the largest polygon."""
    largest = max(shapely.get_parts(geometry), key=lambda each: (each.area, each.length))
    if isinstance(largest, Point):
        return largest
    if isinstance(largest, Polygon):
        return largest.representative_point()
    middle = shapely.line_interpolate_point(largest, 0.5, normalized=True)
    return Point(middle)


def _level(feature: GmlFeature, level: int | str | None) -> int | None:
    if not isinstance(level, str):
        return level
    text = feature.properties.get(level, "")
    if text and (not text.isdecimal() or int(text[:4]) > HIGHEST_LEVEL):
        raise Unusable(f"its {level} is {text[:40]!r}, not a number up to {HIGHEST_LEVEL}")
    return int(text) if text else None
