"""Gather walkable ways, squares, obstacles and trails of OpenStreetMap data, and compile them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from geodata.area import Area, Extract
from geodata.coordinates import Box
from geodata.network import NetworkReport, compile_network
from geodata.network.ways import Kind, LonLat, Obstacle, Square, WalkingMap, WalkingWay
from importers.osm.elements import read_elements
from importers.osm.model import Node, OsmData, Relation, Way
from importers.osm.trails import find_trails
from importers.osm.walking_tags import attributes_of, is_walkable, kind_of, obstacle_of

_FARTHEST_DEGREES = 0.5  # how far outside the coverage a node may lie


def walking_map(data: OsmData, coverage: BaseGeometry) -> WalkingMap:
    """Return all of the data that a walking network is compiled from."""
    ways = _without_strays(data.ways, coverage)
    walkable = [way for way in ways.values() if way.refs and is_walkable(way.tags)]
    relations = data.relations.values()
    squares = [*map(_square_of, filter(_is_area, walkable)), *_relation_squares(relations, ways)]
    whole = [square for square in squares if square is not None]
    taken = {square.way_id for square in whole}
    lines = [way for way in walkable if way.id not in taken]
    return WalkingMap(
        ways=[
            WalkingWay(w.id, w.refs, w.coordinates, attributes_of(w.tags))
            for w in lines
            if len(w.refs) > 1
        ],
        coverage=coverage,
        squares=whole,
        obstacles=dict(_obstacles(data.nodes.values())),
        trails={trail.source_id: trail.members for trail in find_trails(data)},
    )


def _without_strays(ways: Mapping[int, Way], coverage: BaseGeometry) -> dict[int, Way]:
    """Count nodes far from the area as missing: one slip of a finger puts a node at 0,0, and a line
    from there would touch a thousand million cells of the index."""
    if coverage.is_empty:
        return dict(ways)
    near = Box(*coverage.bounds).padded(_FARTHEST_DEGREES)
    kept = {}
    for ref, way in ways.items():
        points = [p if p is not None and near.contains(*p) else None for p in way.coordinates]
        kept[ref] = way if points == way.coordinates else replace(way, coordinates=points)
    return kept


def _is_area(way: Way) -> bool:
    closed = len(way.refs) > 3 and way.refs[0] == way.refs[-1]
    is_platform = way.tags.get("area") != "no" and kind_of(way.tags) in (Kind.PLATFORM, Kind.PIER)
    return closed and (way.tags.get("area") == "yes" or is_platform)


def _square_of(way: Way) -> Square | None:
    """Return a closed way as a square; None when the extract cut it, so that it stays a line."""
    points = [point for point in way.coordinates if point is not None]
    if len(points) != len(way.refs):
        return None
    return Square(way.id, [(way.refs, points)], [], attributes_of(way.tags))


def _relation_squares(relations: Iterable[Relation], ways: Mapping[int, Way]) -> Iterator[Square]:
    for relation in relations:
        is_surface = relation.tags.get("type") == "multipolygon" and "highway" in relation.tags
        if is_surface and is_walkable(relation.tags):
            outer = _rings(relation, ways, ("outer", ""))
            if outer:
                holes = _rings(relation, ways, ("inner",))
                yield Square(-relation.id, outer, holes, attributes_of(relation.tags))


Ring = tuple[Sequence[int], Sequence[LonLat]]


def _rings(relation: Relation, ways: Mapping[int, Way], roles: Sequence[str]) -> list[Ring]:
    """Join member ways end to end into closed rings; what does not close is left out."""
    parts: list[tuple[list[int], list[LonLat]]] = []
    for member in relation.members:
        way = ways.get(member.ref) if member.type == "w" and member.role in roles else None
        points = [p for p in way.coordinates if p is not None] if way else []
        if way and len(points) == len(way.refs) and len(points) > 1:
            parts.append((list(way.refs), points))
    at: dict[int, list[int]] = defaultdict(list)  # the parts that begin or end at a node
    for i, (ids, _) in enumerate(parts):
        at[ids[0]].append(i)
        at[ids[-1]].append(i)
    free = set(range(len(parts)))
    rings: list[Ring] = []
    for start in reversed(range(len(parts))):
        if start not in free:
            continue
        free.remove(start)
        ids, line = parts[start]
        while ids[0] != ids[-1]:
            match = next((i for i in at[ids[-1]] if i in free), None)
            if match is None:
                break
            free.remove(match)
            more, points = parts[match]
            onward = more[0] == ids[-1]
            ids.extend(more[1:] if onward else more[-2::-1])
            line.extend(points[1:] if onward else points[-2::-1])
        if ids[0] == ids[-1] and len(ids) > 3:
            rings.append((ids, line))
    return rings


def _obstacles(nodes: Iterable[Node]) -> Iterator[tuple[int, Obstacle]]:
    for node in nodes:
        obstacle = obstacle_of(node.tags)
        if obstacle is not None:
            yield node.id, obstacle


def build_network(
    path: Path, area: Area, extract: Extract | None, directory: Path
) -> NetworkReport:
    """Compile the walking network of an OpenStreetMap file into ``directory``.

    Raises the errors of `read_elements` and `compile_network`.
    """
    data = read_elements(path)
    return compile_network(
        walking_map(data, coverage_of(data, area, extract)),
        directory,
        area=area.key,
        data_date=(extract.data_date if extract else dt.datetime.now(dt.UTC).date()).isoformat(),
        attribution=extract.attribution if extract else "© OpenStreetMap contributors",
    )


def coverage_of(data: OsmData, area: Area, extract: Extract | None) -> BaseGeometry:
    """Return the polygon inside which the data is complete.

    An extract that the area file names has its own. Of another file nobody has said anything: the
    box that its walkable ways fill, within the area's.
    """
    if extract:
        return shapely.normalize(extract.coverage)
    ways = [way for way in data.ways.values() if is_walkable(way.tags)]
    points = [point for way in ways for point in way.coordinates if point is not None]
    return shapely.envelope(shapely.MultiPoint(points)).intersection(box(*area.box))
