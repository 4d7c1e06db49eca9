"""Build the sea from coastlines, and tell honestly where the coast is not known.

A coastline has land on its left and water on its right. It is closed by the frame in which the
coast is known; what no coastline bounds, or only one with a loose end, is unknown and never land.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

_NEAR = 4e-4  # degrees, about 40 m: a clipped coastline ends at its last node inside the frame
_ASIDE = 1e-7  # degrees, a centimetre: how far beside a coastline its two sides are looked at


@dataclass(frozen=True, slots=True)
class Sea:
    """What the coastlines tell of a frame: which parts are water, and which nobody knows."""

    water: MultiPolygon
    unknown: MultiPolygon


def sea_within(coastlines: Sequence[LineString], known: BaseGeometry, frame: BaseGeometry) -> Sea:
    """Return the sea of ``frame`` (lon, lat); outside ``known`` the coast is unknown."""
    inside = [
        part
        for line in coastlines
        for part in shapely.get_parts(_lengthened(line, known).intersection(known))
        if isinstance(part, LineString)
    ]
    if not inside:
        return Sea(MultiPolygon(), _multi(frame))
    faces = _faces(inside, known)
    left, right = _sides(inside)
    tree = shapely.STRtree(faces)
    dry = set(tree.query(left, predicate="within")[1].tolist())
    wet = set(tree.query(right, predicate="within")[1].tolist())
    water = [faces[i] for i in sorted(wet - dry)]
    unsure = [face for i, face in enumerate(faces) if i in wet & dry or i not in wet | dry]
    return Sea(
        _multi(shapely.union_all(water).intersection(frame)),
        _multi(shapely.union_all([*unsure, frame.difference(known)]).intersection(frame)),
    )


def _lengthened(line: LineString, known: BaseGeometry) -> LineString:
    """Return the line with ends that stop just short of the frame led on to it."""
    points = list(line.coords)
    if points[0] == points[-1]:
        return line
    first, last = (_onwards(point, known) for point in (points[0], points[-1]))
    return LineString([*first[::-1], *points, *last])


def _onwards(end: tuple[float, ...], known: BaseGeometry) -> list[tuple[float, ...]]:
    point = shapely.Point(end)
    if not known.covers(point) or known.boundary.distance(point) > _NEAR:
        return []
    _, edge = shapely.ops.nearest_points(point, known.boundary)
    beyond = (2 * edge.x - end[0], 2 * edge.y - end[1])
    return [(edge.x, edge.y), beyond]


def _faces(lines: Sequence[LineString], known: BaseGeometry) -> list[Polygon]:
    """Return the parts into which the coastlines cut the frame; loose ends cut nothing."""
    noded = shapely.union_all([*lines, known.boundary])
    return [
        part
        for part in shapely.get_parts(shapely.polygonize([noded]))
        if isinstance(part, Polygon) and known.covers(part.representative_point())
    ]


def _sides(lines: Sequence[LineString]) -> tuple[np.ndarray, np.ndarray]:
    """Return points just left (land) and just right (water) of the middle of every piece."""
    starts = np.concatenate([shapely.get_coordinates(line)[:-1] for line in lines])
    ends = np.concatenate([shapely.get_coordinates(line)[1:] for line in lines])
    middle, along = (starts + ends) / 2, ends - starts
    length = np.hypot(along[:, 0], along[:, 1])
    keep = length > 4 * _ASIDE
    aside = np.column_stack((-along[:, 1], along[:, 0]))[keep] / length[keep, None] * _ASIDE
    left, right = shapely.points(middle[keep] + aside), shapely.points(middle[keep] - aside)
    return np.atleast_1d(left), np.atleast_1d(right)


def _multi(geometry: BaseGeometry) -> MultiPolygon:
    parts = [p for p in shapely.get_parts(geometry) if isinstance(p, Polygon) and not p.is_empty]
    return MultiPolygon(parts)
