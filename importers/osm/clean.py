"""Write OpenStreetMap data that is whole: what a clipped extract lacks left out, areas added."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from osmium.osm import mutable
from shapely import Polygon

from importers.osm.model import LonLatPair, Member, OsmData, Tags


@dataclass(frozen=True, slots=True)
class _Elements:
    """What is written, by id, which must grow within each kind."""

    nodes: dict[int, tuple[LonLatPair, Tags]] = field(default_factory=dict)
    ways: dict[int, tuple[list[int], Tags]] = field(default_factory=dict)
    relations: dict[int, tuple[list[Member], Tags]] = field(default_factory=dict)


def write_clean(data: OsmData, areas: Iterable[tuple[Polygon, str]], path: Path) -> None:
    """Write ``path`` (.osm.pbf) for programs that stop at a reference to what is not there.

    ``areas`` are polygons (lon, lat) with their value of natural=…, written as multipolygons.
    """
    elements = _known(data)
    # tilemaker keeps a bit for every id up to the highest, so ours follow closely.
    node_ids = itertools.count(max([*elements.nodes, 0]) + 1)
    ids = itertools.count(max([*data.ways, *data.relations, 0]) + 1)
    for polygon, natural in areas:
        tags = {"type": "multipolygon", "natural": natural}
        members = list(_outlines(polygon, elements, node_ids, ids))
        elements.relations[next(ids)] = (members, tags)
    with osmium.SimpleWriter(str(path)) as out:
        for ref, (lonlat, tags) in sorted(elements.nodes.items()):
            out.add_node(mutable.Node(id=ref, location=lonlat, tags=tags))
        for ref, (refs, tags) in sorted(elements.ways.items()):
            out.add_way(mutable.Way(id=ref, nodes=refs, tags=tags))
        for ref, (members, tags) in sorted(elements.relations.items()):
            parts = [(member.type, member.ref, member.role) for member in members]
            out.add_relation(mutable.Relation(id=ref, members=list(parts), tags=tags))


def _known(data: OsmData) -> _Elements:
    elements = _Elements()
    for way in data.ways.values():
        pairs = list(zip(way.refs, way.coordinates, strict=True))
        elements.nodes.update((ref, (point, {})) for ref, point in pairs if point is not None)
        refs = [ref for ref, point in pairs if point is not None]
        if len(refs) > 1:
            elements.ways[way.id] = (refs, way.tags)
    for node in data.nodes.values():
        elements.nodes[node.id] = ((node.lon, node.lat), node.tags)
    for relation in data.relations.values():
        members = [m for m in relation.members if m.type == "w" and m.ref in elements.ways]
        if members and relation.tags.get("type") == "multipolygon":
            elements.relations[relation.id] = (members, relation.tags)
    return elements


def _outlines(
    polygon: Polygon, elements: _Elements, node_ids: Iterator[int], ids: Iterator[int]
) -> Iterator[Member]:
    """Add a polygon's rings as ways, and yield them as members of its relation."""
    rings = [("outer", polygon.exterior), *(("inner", hole) for hole in polygon.interiors)]
    for role, ring in rings:
        refs = []
        for lon, lat in list(ring.coords)[:-1]:
            refs.append(next(node_ids))
            elements.nodes[refs[-1]] = ((lon, lat), {})
        way = next(ids)
        elements.ways[way] = ([*refs, refs[0]], {})
        yield Member("w", way, role)
