"""Assemble areas from ways, and say plainly when the edge of the data cuts one."""

from __future__ import annotations

import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Polygon

from importers.osm.model import OsmData, Relation, Way

# A lake of Saimaa's size has about 100,000 corners; what is larger is not a part of a city.
MOST_CORNERS = 200_000


class CutOutline(ValueError):
    """An outline that is not closed inside the data; the message is the reason."""


def area_of_way(way: Way) -> Polygon | None:
    """Return the polygon of a closed way, None when it is open, cut, or crosses itself."""
    known = [pair for pair in way.coordinates if pair is not None]
    is_closed = len(known) > 3 and len(known) == len(way.refs) and way.refs[0] == way.refs[-1]
    if not is_closed or len(known) > MOST_CORNERS:
        return None
    polygon = Polygon(known)
    return polygon if polygon.is_valid and polygon.area > 0 else None


def area_of_relation(relation: Relation, data: OsmData) -> MultiPolygon:
    """Return the area of a multipolygon or boundary relation, in lon, lat.

    Raises CutOutline when a part of the outline is missing, open, or crosses itself. Nothing is
    repaired: that can take a minute for one scribble, and would invent a border.
    """
    outer = _rings(_lines(relation, data, ("outer", "")))
    inner = _rings(_lines(relation, data, ("inner",)))
    if not outer:
        raise CutOutline("it has no outline")
    polygons = [_with_holes(ring, inner) for ring in sorted(outer, key=lambda ring: ring.bounds)]
    area = MultiPolygon(polygons)
    if not area.is_valid:
        raise CutOutline(f"its outline is not sound: {shapely.is_valid_reason(area)[:100]}")
    return area


def _lines(relation: Relation, data: OsmData, roles: tuple[str, ...]) -> list[LineString]:
    wanted = [member for member in relation.members if member.type == "w" and member.role in roles]
    # A way that is listed twice bounds the area once.
    members = list(dict.fromkeys(member.ref for member in wanted))
    missing = [ref for ref in members if not _is_whole(data.ways.get(ref))]
    if missing:
        what = f"{len(missing)} of the {len(members)} ways of its outline"
        raise CutOutline(f"{what} are not, or not wholly, in the data")
    pairs = [data.ways[ref].coordinates for ref in members]
    if sum(map(len, pairs)) > MOST_CORNERS:
        raise CutOutline(f"its outline has more than {MOST_CORNERS} corners")
    return [LineString([pair for pair in line if pair is not None]) for line in pairs]


def _is_whole(way: Way | None) -> bool:
    return way is not None and len(way.refs) > 1 and None not in way.coordinates


def _rings(lines: list[LineString]) -> list[Polygon]:
    if not lines:
        return []
    merged = shapely.line_merge(MultiLineString(lines))
    rings = []
    for line in getattr(merged, "geoms", [merged]):
        if not line.is_ring or len(line.coords) < 4:
            raise CutOutline("its outline is open or crosses itself")
        rings.append(Polygon(line))
    return rings


def _with_holes(outer: Polygon, inner: list[Polygon]) -> Polygon:
    shapely.prepare(outer)
    holes = [hole.exterior for hole in inner if outer.contains(hole)]
    return Polygon(outer.exterior, holes)
