"""Give every tagged element of an area its position, its source id and its shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import shapely
from shapely import MultiPolygon, Point, Polygon

from geodata.coordinates import Box
from importers.osm.model import LonLatPair, Node, OsmData, Relation, Tags, Way
from importers.osm.rings import CutOutline, area_of_relation, area_of_way
from importers.osm.rules import Rules

Element = Node | Way | Relation
# Beyond this many corners the middle of the box stands for the inside point of a shape.
MOST_CORNERS = 20_000


@dataclass(frozen=True, slots=True)
class Feature:
    """An element with the kind that a tag table gives it and one position in lon, lat."""

    source_id: str
    kind: str
    tags: Tags
    lon: float
    lat: float

    @property
    def point(self) -> Point:
        return Point(self.lon, self.lat)


def source_id(element: Element) -> str:
    """Return "node/123", "way/123" or "relation/123"."""
    return f"{type(element).__name__.lower()}/{element.id}"


def elements(data: OsmData) -> Iterator[Element]:
    """Return nodes, then ways, then relations."""
    return chain(data.nodes.values(), data.ways.values(), data.relations.values())


def features(data: OsmData, rules: Rules, box: Box) -> Iterator[Feature]:
    """Yield what `rules` know and what lies in the box, in the order of the file."""
    for element in elements(data):
        kind = rules.kind(element.tags)
        if kind is None:
            continue
        position = position_of(element, data)
        if position is not None and box.contains(*position):
            yield Feature(source_id(element), kind, element.tags, *position)


def position_of(element: Element, data: OsmData) -> LonLatPair | None:
    """Return a position inside or on the element, None when nothing of it is in the data."""
    match element:
        case Node():
            return element.lon, element.lat
        case Way():
            return _inside_way(element)
        case Relation():
            return _inside_relation(element, data)


def _inside_way(way: Way) -> LonLatPair | None:
    known = [pair for pair in way.coordinates if pair is not None]
    if not known:
        return None
    area = area_of_way(way)
    if area is not None and len(known) <= MOST_CORNERS:
        return _inside(area)
    is_closed = len(way.refs) > 1 and way.refs[0] == way.refs[-1]
    return _middle(known) if is_closed else known[len(known) // 2]


def _inside_relation(relation: Relation, data: OsmData) -> LonLatPair | None:
    if relation.tags.get("type") in ("multipolygon", "boundary"):
        try:
            return _inside(area_of_relation(relation, data))
        except CutOutline:
            pass
    label = [member for member in relation.members if member.role in ("label", "admin_centre")]
    for member in label:
        if member.type == "n" and member.ref in data.member_nodes:
            return data.member_nodes[member.ref]
    known = [
        pair
        for member in relation.members
        if member.type == "w" and member.ref in data.ways
        for pair in data.ways[member.ref].coordinates
        if pair is not None
    ]
    if known:
        return _middle(known)
    nodes = [data.member_nodes.get(m.ref) for m in relation.members if m.type == "n"]
    return next((node for node in nodes if node is not None), None)


def _inside(area: Polygon | MultiPolygon) -> LonLatPair:
    point = shapely.point_on_surface(area)
    return point.x, point.y


def _middle(pairs: list[LonLatPair]) -> LonLatPair:
    lons, lats = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
