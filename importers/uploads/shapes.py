"""Read shapes of GeoJSON within bounds: as deep, as many vertices and as finite as a place has."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from importers.uploads.reasons import Refused
from importers.uploads.table import DEEPEST, MOST_VERTICES


def shape_of(geometry: Any) -> BaseGeometry | None:
    """Return a GeoJSON geometry as a shape, None for none; raises Refused."""
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise Refused("bad-shape", why=f"it is {type(geometry).__name__}")
    numbers = 0
    for value in leaves(geometry):
        if isinstance(value, float) and not math.isfinite(value):
            raise Refused("bad-shape", why="a coordinate is not a finite number")
        numbers += isinstance(value, int | float)
        if numbers > 3 * MOST_VERTICES:
            raise Refused("large-shape", most=MOST_VERTICES)
    try:
        shape: BaseGeometry = shapely.from_geojson(json.dumps(geometry))
    except (shapely.GEOSException, TypeError, ValueError, RecursionError) as error:
        raise Refused("bad-shape", why=str(error)) from None
    return check_shape(shape)


def check_shape(shape: BaseGeometry | None) -> BaseGeometry:
    """Refuse shapes that are empty or too large."""
    if shape is None or shape.is_empty:
        raise Refused("bad-shape", why="it has no coordinates")
    if shapely.get_num_coordinates(shape) > MOST_VERTICES:
        raise Refused("large-shape", most=MOST_VERTICES)
    return shape


def leaves(value: Any) -> Iterator[Any]:
    """Yield what is neither list nor object, however it is nested; raises Refused when too deep."""
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > DEEPEST:
            raise Refused("deep-row", most=DEEPEST)
        if isinstance(item, dict):
            waiting.extend((each, depth + 1) for each in item.values())
        elif isinstance(item, list):
            waiting.extend((each, depth + 1) for each in item)
        else:
            yield item


def point_of(shape: BaseGeometry) -> shapely.Point:
    """Return where a shape is: a point, or a point within a polygon; raises Refused."""
    if isinstance(shape, shapely.MultiPoint) and len(shape.geoms) == 1:
        return shape.geoms[0]
    if isinstance(shape, shapely.Point):
        return shape
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise Refused("wrong-shape", kind=shape.geom_type)
    try:
        return shape.representative_point()
    except shapely.GEOSException as error:
        raise Refused("bad-shape", why=str(error)) from None
