"""Read a sports place as LIPAS publishes it, in its first interface or its second, as one thing.

The first (`sports-places`) is frozen and still served; the second (`sports-sites`) writes keys
with hyphens, keeps names by language and says whether a place is in use.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.texts import Texts

IN_USE = ("", "active", "out-of-service-temporarily")
LANGUAGES = {"fi": "fi", "se": "sv", "sv": "sv", "en": "en"}  # LIPAS calls Swedish "se"


class Unusable(ValueError):
    """A place that cannot be used; the message is one phrase for the report of the import."""


@dataclass(frozen=True, slots=True)
class Site:
    """One sports place; `shapes` are its geometry, piece by piece, in lon, lat degrees."""

    key: str
    code: int  # its type
    type_name: Texts
    name: Texts
    description: str
    contact: dict[str, str]  # website, email, telephone as they are written
    street_address: str
    postal_code: str
    city: str
    is_in_use: bool
    shapes: tuple[BaseGeometry, ...]


def key_of(item: Any) -> str:
    """Return the id of a place, "" when it has none."""
    if not isinstance(item, dict):
        return ""
    key = item.get("sportsPlaceId", item.get("lipas-id"))
    return str(key) if isinstance(key, (int, str)) and not isinstance(key, bool) else ""


def code_of(kind: Any) -> int | None:
    """Return the code of a type, None when it has none."""
    code = kind.get("typeCode", kind.get("type-code")) if isinstance(kind, dict) else None
    return code if type(code) is int else None


def type_name(kind: dict[str, Any]) -> Texts:
    """Return the names of a type: a text in Finnish, or texts by language."""
    return _texts(kind.get("name"))


def read_site(item: dict[str, Any]) -> Site:
    """Read one place of either interface; raises Unusable."""
    kind, location = _table(item, "type"), _table(item, "location")
    code = code_of(kind)
    if code is None:
        raise Unusable("it has no type code")
    name = _texts(item.get("name")) | _texts(item.get("name-localized"))
    city = _table(location, "city")
    return Site(
        key=key_of(item),
        code=code,
        type_name=type_name(kind),
        name=name,
        description=_text(_table(item, "properties"), "infoFi") or _text(item, "comment"),
        contact={
            "website": _text(item, "www"),
            "email": _text(item, "email"),
            "telephone": _text(item, "phoneNumber", "phone-number"),
        },
        street_address=_text(location, "address"),
        postal_code=_text(location, "postalCode", "postal-code"),
        city=_text(city, "name", "city-name") or _text(location, "postalOffice", "postal-office"),
        is_in_use=_text(item, "status") in IN_USE,
        shapes=_shapes(location),
    )


def _shapes(location: dict[str, Any]) -> tuple[BaseGeometry, ...]:
    """Return the pieces of a place's geometry, else its one simple position."""
    features = _table(location, "geometries").get("features") or []
    if not isinstance(features, list):
        raise Unusable("its geometries are no list of features")
    shapes = tuple(_shape(each) for each in features)
    if shapes:
        return shapes
    simple = _table(_table(location, "coordinates"), "wgs84")
    lon, lat = simple.get("lon"), simple.get("lat")
    if not isinstance(lon, (int, float)) or not isinstance(lat, (int, float)):
        raise Unusable("it has no position")
    return (shapely.Point(lon, lat),)


def _shape(feature: Any) -> BaseGeometry:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        raise Unusable("one of its geometries is missing")
    try:
        shape: BaseGeometry = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.GEOSException, ValueError, TypeError, RecursionError) as error:
        reason = str(error)[:100].replace("\n", " ")
        raise Unusable(f"one of its geometries cannot be read ({reason})") from None
    if shape.is_empty:
        raise Unusable("one of its geometries has no coordinates")
    return shape


def _texts(value: Any) -> Texts:
    if isinstance(value, str):
        value = {"fi": value}
    if not isinstance(value, dict):
        return {}
    found = {LANGUAGES[key]: _tidy(text) for key, text in value.items() if key in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def _table(item: dict[str, Any], key: str) -> dict[str, Any]:
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def _text(item: dict[str, Any], *keys: str) -> str:
    return next((text for key in keys if (text := _tidy(item.get(key)))), "")


def _tidy(value: Any) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(value, str) else ""
