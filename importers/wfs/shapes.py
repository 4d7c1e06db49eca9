"""Make shapely geometries of GML 2, 3.1 and 3.2, in whatever order the coordinates are written."""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import shapely
from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

Pair = tuple[float, float]

LINES = {"LineString", "LineStringSegment", "Curve", "CompositeCurve"}
SURFACES = {"Polygon", "PolygonPatch", "Surface", "CompositeSurface"}
MANY_LINES = {"MultiCurve", "MultiLineString"}
MANY_SURFACES = {"MultiSurface", "MultiPolygon"}
GEOMETRIES = {"Point", "MultiPoint"} | LINES | SURFACES | MANY_LINES | MANY_SURFACES
BENT = {"Arc", "ArcString", "Circle", "CubicSpline", "BSpline", "Bezier", "ArcByCenterPoint"}


class UnusableShape(ValueError):
    """A geometry that cannot be used; the message is one phrase for the report of the import."""


def local(element: Element) -> str:
    """Return the name of an element without its namespace; GML has a different one each version."""
    return str(element.tag).rpartition("}")[2]


def read_shape(element: Element) -> BaseGeometry:
    """Return the geometry of a GML element; raises UnusableShape."""
    for each in element.iter():
        if local(each) in BENT:
            raise UnusableShape(f"its geometry has an {local(each)}; only straight lines are taken")
    dimension = _dimension(element, 2)
    try:
        return _shape(element, dimension)
    except (shapely.GEOSException, ValueError) as error:
        if isinstance(error, UnusableShape):
            raise
        raise UnusableShape(f"its geometry is no sound one ({str(error)[:100]})") from None


def _shape(element: Element, dimension: int) -> BaseGeometry:
    name = local(element)
    if name == "Point":
        pairs = _pairs(element, dimension)
        if not pairs:
            raise UnusableShape("its Point has no coordinates")
        return Point(pairs[0])
    if name == "MultiPoint":
        return MultiPoint([p for e in _inner(element, {"Point"}) for p in _pairs(e, dimension)])
    if name in LINES:
        lines = list(_lines(element, dimension))
        return lines[0] if len(lines) == 1 else MultiLineString(lines)
    if name in MANY_LINES:
        return MultiLineString(list(_lines(element, dimension)))
    polygons = [_polygon(each, dimension) for each in _inner(element, {"Polygon", "PolygonPatch"})]
    if not polygons:
        raise UnusableShape(f"its {name} has no polygon")
    return polygons[0] if name == "Polygon" else MultiPolygon(polygons)


def _inner(element: Element, names: set[str]) -> Iterator[Element]:
    """Yield the element itself, or those within it, that have one of these names."""
    return (each for each in element.iter() if local(each) in names)


def _lines(element: Element, dimension: int) -> Iterator[LineString]:
    for each in _inner(element, {"LineString", "LineStringSegment"}):
        yield LineString(_pairs(each, dimension))


def _polygon(element: Element, dimension: int) -> Polygon:
    shells: list[list[Pair]] = []
    holes: list[list[Pair]] = []
    for side in element:
        into = shells if local(side) in ("exterior", "outerBoundaryIs") else holes
        if local(side) in ("exterior", "outerBoundaryIs", "interior", "innerBoundaryIs"):
            into += [_pairs(each, dimension) for each in _inner(side, {"LinearRing"})]
    if len(shells) != 1:
        raise UnusableShape(f"its polygon has {len(shells)} outer rings, not 1")
    for ring in (*shells, *holes):
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise UnusableShape("its polygon has a ring that is not closed")
    return Polygon(shells[0], holes)


def _pairs(element: Element, dimension: int) -> list[Pair]:
    """Return the first two numbers of every position, from whichever way they are written."""
    pairs: list[Pair] = []
    for child in element:
        name = local(child)
        if name == "posList":
            pairs += _split(_numbers(child.text), _dimension(child, dimension))
        elif name == "pos":
            pairs.append(_pair(_numbers(child.text)))
        elif name == "coordinates":
            pairs += _old_pairs(child)
        elif name == "coord":
            pairs.append(_pair([_number(each.text) for each in child]))
    return pairs


def _split(numbers: list[float], dimension: int) -> list[Pair]:
    if len(numbers) % dimension:
        raise UnusableShape(f"its posList has {len(numbers)} numbers, not {dimension} for each")
    return [(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), dimension)]


def _pair(numbers: list[float]) -> Pair:
    if len(numbers) not in (2, 3):
        raise UnusableShape(f"a position of it has {len(numbers)} numbers, not 2 or 3")
    return numbers[0], numbers[1]


def _old_pairs(element: Element) -> list[Pair]:
    """Read GML 2's coordinates, whose separators the element may choose."""
    comma, space = element.get("cs", ","), element.get("ts", " ")
    point = element.get("decimal", ".")
    text = element.text or ""
    tuples = text.split() if space.isspace() else text.split(space)
    return [
        _pair([_number(each.replace(point, ".")) for each in one.split(comma)])
        for one in tuples
        if one.strip()
    ]


def _dimension(element: Element, otherwise: int) -> int:
    told = element.get("srsDimension") or element.get("dimension") or str(otherwise)
    if told not in ("2", "3"):
        raise UnusableShape(f"its srsDimension is {told[:20]!r}, not 2 or 3")
    return int(told)


def _numbers(text: str | None) -> list[float]:
    return [_number(each) for each in (text or "").split()]


def _number(text: str | None) -> float:
    try:
        number = float(text or "")
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise UnusableShape(f"a coordinate of it is {(text or '')[:30]!r}, not a number")
    return number
