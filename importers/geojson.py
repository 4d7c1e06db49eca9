"""Read GeoJSON feature by feature, in whichever known coordinate system it is.

The older `crs` member is honoured, since cities publish such files; without it the positions are
longitude, latitude. In a metric system both orders of axes are tried: the one that lands in the
area is meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

import ijson
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from geodata.reference_systems import (
    ReferenceSystem,
    UnknownSystem,
    named_system,
    to_degrees,
    to_degrees_within,
)
from importers.errors import InputError
from importers.whereabouts import SWAPPED_DEGREES

DEEPEST = 1_000  # brackets within brackets; the deepest sound feature has nine
LARGEST_EXPONENT = 300
LARGEST_INTEGER = 2**63 - 1
MOST_DIGITS = 1_000
DEFAULT_SYSTEM = "OGC:CRS84"
BLANK = b" \t\r\n"


class Unusable(ValueError):
    """A feature that cannot be used; the message is one phrase for the report of the import."""

    def __init__(self, reason: str, whose: str = "") -> None:
        super().__init__(reason)
        self.whose = whose


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its place in the file from 1, its id ("" without one), what is said of it."""

    number: int
    key: str
    properties: dict[str, Any]
    shape: Any  # its geometry as GeoJSON, not looked at yet

    @property
    def name(self) -> str:
        """Return what to call it in a report when its source id is not known."""
        return self.key or f"feature {self.number}"

    def text(self, name: str) -> str:
        """Return a property as a text, a whole number too; "" when there is none."""
        value = self.properties.get(name)
        is_text = isinstance(value, (str, int)) and not isinstance(value, bool)
        return str(value).strip() if is_text else ""


@dataclass(frozen=True)
class Collection:
    """The features of a file and the system that their positions are in."""

    system: ReferenceSystem
    features: Iterator[Feature | Unusable]


def read_collection(stream: BinaryIO, area: Area) -> Collection:
    """Look through a FeatureCollection; raises InputError when it is none or is damaged.

    All of it is looked through before the first feature is read, so that nothing is half read.
    """
    try:
        top = _look_through(stream)
    except ijson.IncompleteJSONError as error:
        raise InputError(f"The GeoJSON ends too early or is damaged ({_brief(error)}).") from None
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise InputError(f"This is not GeoJSON ({_brief(error)}).") from None
    if top.kind != "FeatureCollection":
        kind = top.kind[:40]
        raise InputError(f"This is not a GeoJSON FeatureCollection: its type is {kind!r}.")
    if not top.has_features:
        raise InputError("This GeoJSON FeatureCollection has no list of features.")
    try:
        # GeoJSON is east first whatever the system's authority says.
        system = named_system(top.system, area.metric_crs, by_authority=False)
    except UnknownSystem as error:
        raise InputError(f"This GeoJSON cannot be placed: {error}.") from None
    return Collection(system, _features(stream, quick=not top.overflows))


def placed(feature: Feature, system: ReferenceSystem, area: Area) -> BaseGeometry:
    """Return the feature's geometry in lon, lat degrees; raises Unusable."""
    if feature.shape is None:
        raise Unusable("it has no geometry")
    if not isinstance(feature.shape, dict):
        raise Unusable("its geometry is not a GeoJSON geometry")
    try:
        geometry: BaseGeometry = shapely.from_geojson(json.dumps(feature.shape))
    except (shapely.GEOSException, ValueError, TypeError, RecursionError) as error:
        raise Unusable(f"its geometry cannot be read ({_brief(error)})") from None
    if geometry.is_empty:
        raise Unusable("its geometry has no coordinates")
    if system.in_degrees:
        return to_degrees(geometry, system)
    return to_degrees_within(geometry, system, area.box.padded(SWAPPED_DEGREES))


def as_multipolygon(geometry: BaseGeometry) -> MultiPolygon:
    """Return an area as a MultiPolygon; raises Unusable for anything that is none."""
    if isinstance(geometry, Polygon):
        return MultiPolygon([geometry])
    if isinstance(geometry, MultiPolygon):
        return geometry
    raise Unusable(f"its geometry is a {geometry.geom_type}, not a Polygon or MultiPolygon")


def _look_through(stream: BinaryIO) -> _Top:
    """Return what stands at the top of the file; the stream is at its start again."""
    start = stream.read(1 << 12).removeprefix(b"\xef\xbb\xbf").lstrip(BLANK)
    if not start:
        raise InputError("The file is empty.")
    if start.startswith(b"<"):
        raise InputError("This is HTML or XML, not GeoJSON; the service may show an error page.")
    if not start.startswith(b"{"):
        raise InputError("This is not GeoJSON: it does not begin with {.")
    _rewind(stream)
    top = _Top()
    for event, value in ijson.basic_parse(_Digits(stream)):
        top.take(event, value)
    _rewind(stream)
    return top


class _Digits:
    """A stream without numbers of thousands of digits: ijson 3.6 crashes the process at one."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._last = b""

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        digits = (self._last + chunk).translate(_AS_NINE)
        if b"9" * MOST_DIGITS in digits:
            raise InputError(f"The GeoJSON has a number of more than {MOST_DIGITS} digits.")
        self._last = digits[-MOST_DIGITS:]
        return chunk


_AS_NINE = bytes.maketrans(b"012345678", b"9" * 9)


class _Top:
    """What stands at the top of the file, gathered event by event."""

    def __init__(self) -> None:
        self.kind = ""
        self.has_features = False
        self.overflows = False  # has numbers beyond what a float, or ijson's integer, can hold
        self._crs = ijson.ObjectBuilder()
        self._key = ""
        self._depth = 0

    def take(self, event: str, value: Any) -> None:
        self.overflows |= _is_huge(value)
        if self._depth == 1 and event in ("map_key", "end_map"):
            self._key = value or ""
        elif self._depth == 1 and self._key == "type":
            self.kind = str(value)
        elif self._depth == 1 and self._key == "features":
            self.has_features = event == "start_array"
        elif self._key == "crs":
            self._crs.event(event, value)
        self._depth += _DEPTH.get(event, 0)
        if self._depth > DEEPEST:
            raise InputError(f"The file has more than {DEEPEST} brackets within brackets.")

    @property
    def system(self) -> str:
        """Return the name in the `crs` member; raises InputError when that has no name."""
        crs = getattr(self._crs, "value", None)
        if crs is None:
            return DEFAULT_SYSTEM
        properties = crs.get("properties") if isinstance(crs, dict) else None
        name = properties.get("name") if isinstance(properties, dict) else None
        if not isinstance(name, str):
            raise InputError(
                'The crs member names no coordinate system; right would be {"type": "name", '
                '"properties": {"name": "EPSG:3879"}}, or none at all for longitude, latitude.'
            )
        return name


def _is_huge(value: Any) -> bool:
    if type(value) is Decimal:
        return value.adjusted() > LARGEST_EXPONENT
    return type(value) is int and abs(value) > LARGEST_INTEGER


_DEPTH = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}


def _features(stream: BinaryIO, *, quick: bool) -> Iterator[Feature | Unusable]:
    """Read floats, unless one of them would stop the reading of all."""
    items = ijson.items(stream, "features.item", use_float=quick)
    for number, item in enumerate(items, start=1):
        yield _feature(number, item if quick else json.loads(json.dumps(item, default=float)))


def _feature(number: int, item: Any) -> Feature | Unusable:
    if not isinstance(item, dict) or item.get("type") != "Feature":
        return Unusable("it is not a GeoJSON Feature", f"feature {number}")
    properties = item.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        return Unusable("its properties are not an object", f"feature {number}")
    key = item.get("id")
    is_key = isinstance(key, (str, int)) and not isinstance(key, bool)
    return Feature(number, str(key)[:200] if is_key else "", properties, item.get("geometry"))


def _rewind(stream: BinaryIO) -> None:
    stream.seek(0)
    if stream.read(3) != b"\xef\xbb\xbf":
        stream.seek(0)


def _brief(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:120]}".replace("\n", " ")
