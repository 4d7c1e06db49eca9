"""Make places, trails and keywords of LIPAS's sports places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import shapely
from shapely import LineString, MultiLineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.area import Area
from geodata.network.earth import metres_between
from geodata.texts import Texts
from importers import parcels
from importers.lipas import types
from importers.lipas.site import Site, Unusable, code_of, key_of, read_site, type_name
from importers.osm.texts import email, telephone, website
from importers.records import KeywordRecord, PlaceRecord, Problem, Record, TrailRecord
from importers.whereabouts import lies_elsewhere

PLACES, TYPES = "place", "type"
MOST_ACCESS_POINTS = 20_000


def recognise(item: Any) -> str:
    """Name the part of the service that an item is from."""
    if key_of(item):
        return PLACES
    return TYPES if code_of(item) is not None else ""


def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
    """Yield what lies in the area's box, and one keyword for each type that is named.

    Raises InputError when the file is not what LIPAS publishes or is damaged.
    """
    named: set[int] = set()
    for number, (part, item) in enumerate(parcels.read(stream, recognise), start=1):
        if part == TYPES and isinstance(item, dict):
            yield from _keyword(code_of(item), type_name(item), named)
        elif part == PLACES and key_of(item):
            yield from _records(item, area, named)
        else:
            yield Problem("place", f"item {number}", "it is no sports place: it has no id")


def _keyword(code: int | None, name: Texts, named: set[int]) -> Iterator[KeywordRecord]:
    if code is not None and name and code not in named:
        named.add(code)
        yield KeywordRecord(source_id=_keyword_id(code), name=name)


def _keyword_id(code: int) -> str:
    return f"lipas:{code}"


def _records(item: dict[str, Any], area: Area, named: set[int]) -> Iterator[Record | Problem]:
    noun, key = "place", key_of(item)
    try:
        site = read_site(item)
        is_route = any("Line" in each.geom_type for each in site.shapes)
        noun = "trail" if is_route else "place"
        if not site.is_in_use or types.is_not_walked(site.code):
            return
        if lies_elsewhere(shapely.GeometryCollection(site.shapes), area):
            return
        record = _trail(site) if is_route else _place(site)
    except (Unusable, shapely.GEOSException) as error:
        yield Problem(noun, key, str(error))
        return
    if not is_route:
        yield from _keyword(site.code, site.type_name, named)
    yield record


def _place(site: Site) -> PlaceRecord:
    return PlaceRecord(
        source_id=site.key,
        identifiers=(f"lipas:{site.key}",),
        name=_name(site),
        kind=types.place_kind(site.code),
        point=_point(site.shapes),
        street_address=_finnish(site.street_address),
        postal_code=site.postal_code,
        city=site.city,
        website=website({"website": site.contact["website"]}),
        telephone=telephone({"phone": site.contact["telephone"]}),
        email=email({"email": site.contact["email"]}),
        description=_finnish(site.description),
        keywords=(_keyword_id(site.code),),
    )


def _trail(site: Site) -> TrailRecord:
    """Make a trail of all segments of a route.

    Its access points are all vertices of its lines, as with OpenStreetMap's trails all nodes:
    LIPAS does not say where a route can be stepped onto, and a path may meet it anywhere. Beyond
    20,000 every second, third … of them is taken.
    """
    kind = types.trail_kind(site.code)
    if kind is None:
        raise Unusable(f"its type {site.code} is not a known kind of route")
    segments = _lines(site.shapes)
    return TrailRecord(
        source_id=site.key,
        identifiers=(f"lipas:{site.key}",),
        name=_name(site),
        kind=kind,
        lines=_joined(segments),
        access_points=_vertices(segments),
        metres=round(sum(_metres(line) for line in segments), 1),
        members=len(segments),
        members_inside=len(segments),
        website=website({"website": site.contact["website"]}),
    )


def _name(site: Site) -> Texts:
    if not site.name:
        raise Unusable("it has no name")
    return site.name


def _finnish(text: str) -> Texts:
    return {"fi": text} if text else {}


def _point(shapes: tuple[BaseGeometry, ...]) -> Point:
    """Return a point, or one inside the largest part of an area."""
    parts = [part for part in shapely.get_parts(shapes) if not part.is_empty]
    polygons = [part for part in parts if isinstance(part, Polygon)]
    if polygons:
        return max(polygons, key=lambda each: each.area).representative_point()
    if isinstance(parts[0], Point):
        return parts[0]
    raise Unusable(f"its geometry is a {parts[0].geom_type}, neither a point nor an area")


def _lines(shapes: tuple[BaseGeometry, ...]) -> list[LineString]:
    parts = list(shapely.get_parts(shapes))
    lines = [part for part in parts if isinstance(part, LineString)]
    if len(lines) < len(parts):
        raise Unusable("its geometries are not all lines")
    return lines


def _joined(segments: list[LineString]) -> MultiLineString:
    """Join segments end to end, so that a route of many is drawn as a few lines."""
    merged = shapely.line_merge(MultiLineString(segments))
    return MultiLineString([p for p in shapely.get_parts(merged) if isinstance(p, LineString)])


def _vertices(segments: list[LineString]) -> MultiPoint:
    pairs = list(dict.fromkeys(map(tuple, shapely.get_coordinates(segments))))
    step = -(-len(pairs) // MOST_ACCESS_POINTS)
    return MultiPoint([pairs[0], *pairs[step::step]])


def _metres(line: BaseGeometry) -> float:
    return float(metres_between(shapely.get_coordinates(line)).sum())
