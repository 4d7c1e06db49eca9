"""Find trails: route relations, and paths that bear a name of their own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

import shapely
from shapely import LineString, MultiLineString, MultiPoint

from geodata.coordinates import Box
from geodata.texts import Texts, fold
from importers.osm.distances import metres_of_line
from importers.osm.model import LonLatPair, OsmData, Relation, Tags, Way
from importers.osm.rules import read_table
from importers.osm.texts import UnusableTags, names, short_text, website
from importers.records import Problem, TrailRecord

IsWalkable = Callable[[Tags], bool]
# Longer descriptions tell about a route rather than naming it.
LONGEST_DESCRIPTION = 80
NOT_WALKABLE = "nothing of it that is in the data can be walked"


@dataclass(frozen=True, slots=True)
class Trail:
    """A trail as OpenStreetMap has it; `members` are way ids, also of ways outside the data.

    `missing` counts parts of a superroute that are not in the data at all.
    """

    source_id: str
    kind: str
    tags: Tags
    members: list[int]
    missing: int = 0


def find_trails(data: OsmData) -> Iterator[Trail]:
    """Yield every trail of which at least one way is in the data: routes, then named ways."""
    routes = list(_routes(data))
    yield from routes
    yield from _named_ways(data, {fold(trail.tags.get("name", "")) for trail in routes})


def read_trails(
    data: OsmData, box: Box, is_walkable: IsWalkable
) -> Iterator[TrailRecord | Problem]:
    """Yield a record for every trail that touches the box (west, south, east, north).

    `members` counts ways, each once, also those of a superroute's parts; a member is inside when
    all of its nodes are in the data. `metres` and `lines` are what the data has of the trail,
    `access_points` all nodes of those member ways that `is_walkable`.
    """
    frame = box.polygon()
    for trail in find_trails(data):
        try:
            record = _record(trail, data, is_walkable)
        except UnusableTags as error:
            yield Problem("trail", trail.source_id, str(error))
            continue
        if not record.lines.intersects(frame):
            continue
        if record.access_points.is_empty:
            yield Problem("trail", trail.source_id, NOT_WALKABLE)
        else:
            yield record


def _record(trail: Trail, data: OsmData, is_walkable: IsWalkable) -> TrailRecord:
    ways = [data.ways[ref] for ref in trail.members if ref in data.ways]
    lines = [line for way in ways for line in known_lines(way)]
    tags = trail.tags
    return TrailRecord(
        source_id=trail.source_id,
        name=_trail_name(tags),
        kind=trail.kind,
        lines=_merged(lines),
        access_points=MultiPoint(_walkable_nodes(ways, is_walkable)),
        metres=round(sum(map(metres_of_line, lines)), 1),
        members=len(trail.members) + trail.missing,
        members_inside=sum(_is_whole(way) for way in ways),
        ref=short_text(tags, "ref", longest=50),
        network=short_text(tags, "network", longest=50),
        operator=short_text(tags, "operator"),
        website=website(tags),
    )


def _merged(lines: list[list[LonLatPair]]) -> MultiLineString:
    """Join lines end to end, so that a route of 500 ways is drawn as a few lines."""
    merged = shapely.line_merge(MultiLineString(lines))
    parts = merged.geoms if isinstance(merged, MultiLineString) else [merged]
    return MultiLineString([part for part in parts if isinstance(part, LineString)])


def known_lines(way: Way) -> Iterator[list[LonLatPair]]:
    """Yield the unbroken pieces of a way; a node that is not in the data breaks it."""
    for is_known, pairs in groupby(way.coordinates, key=lambda pair: pair is not None):
        line = [pair for pair in pairs if pair is not None]
        if is_known and len(line) > 1:
            yield line


def _is_whole(way: Way) -> bool:
    return len(way.refs) > 1 and None not in way.coordinates


def _walkable_nodes(ways: list[Way], is_walkable: IsWalkable) -> list[LonLatPair]:
    nodes = {
        ref: pair
        for way in ways
        if is_walkable(way.tags)
        for ref, pair in zip(way.refs, way.coordinates, strict=True)
        if pair is not None
    }
    return [nodes[ref] for ref in sorted(nodes)]


def _trail_name(tags: Tags) -> Texts:
    """Name a trail by its name, else by what its signs say: the ref, from – to, a description."""
    found = names(tags)
    if found:
        return found
    start, end = short_text(tags, "from"), short_text(tags, "to")
    description = short_text(tags, "description", longest=LONGEST_DESCRIPTION)
    made = short_text(tags, "ref", longest=50) or (f"{start} – {end}" if start and end else "")
    sign = made or description
    return {"": sign} if sign else {}


def _routes(data: OsmData) -> Iterator[Trail]:
    table = read_table("trails.toml")
    parts = {relation.id: _Parts.of(relation) for relation in data.relations.values()}
    for relation in data.relations.values():
        kind = table["routes"].get(relation.tags.get("route"))
        if kind is None or relation.tags.get("type") not in ("route", "superroute"):
            continue
        if _excluded(relation.tags, table["unless"]):
            continue
        members, missing = _way_members(relation.id, parts)
        if any(any(known_lines(data.ways[ref])) for ref in members if ref in data.ways):
            source_id = f"relation/{relation.id}"
            yield Trail(source_id, kind, relation.tags, members, missing)


def _excluded(tags: Tags, table: dict[str, list[str]]) -> bool:
    return any(
        key in tags and ("*" in values or tags[key] in values) for key, values in table.items()
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The ways and the relations of which a relation consists."""

    ways: tuple[int, ...]
    relations: frozenset[int]

    @classmethod
    def of(cls, relation: Relation) -> _Parts:
        return cls(
            tuple(member.ref for member in relation.members if member.type == "w"),
            frozenset(member.ref for member in relation.members if member.type == "r"),
        )


def _way_members(start: int, parts: dict[int, _Parts]) -> tuple[list[int], int]:
    """Return the ids of all ways, each once, of a relation and the relations below it.

    The second figure counts relations below it that are not in the data. A relation that contains
    itself, at whatever depth, is looked at once.
    """
    ways: dict[int, None] = {}
    seen, waiting, missing = {start}, [start], 0
    while waiting:
        part = parts.get(waiting.pop())
        if part is None:
            missing += 1
            continue
        ways |= dict.fromkeys(part.ways)
        below = part.relations - seen
        seen |= below
        waiting += sorted(below)
    return list(ways), missing


def _named_ways(data: OsmData, taken: set[str]) -> Iterator[Trail]:
    table = read_table("trails.toml")["named_ways"]
    taken = taken | _street_names(data, table["streets"])
    by_name: dict[str, list[Way]] = defaultdict(list)
    for way in data.ways.values():
        name = fold(way.tags.get("name", ""))
        is_path = name and way.tags.get("highway") in table["highway"] and name not in taken
        if is_path and way.tags.get("area") != "yes" and not _excluded(way.tags, table["unless"]):
            by_name[name].append(way)
    for name, ways in sorted(by_name.items()):
        for group in _touching(ways):
            metres = sum(metres_of_line(line) for way in group for line in known_lines(way))
            if metres >= table["least_metres"]:
                refs = [way.id for way in group]
                yield Trail(f"name/{_slug(name)}-{refs[0]}", "path", group[0].tags, refs)


def _street_names(data: OsmData, streets: list[str]) -> set[str]:
    tags = (way.tags for way in data.ways.values() if way.tags.get("highway") in streets)
    return {fold(each.get("name", "")) for each in tags}


def _touching(ways: list[Way]) -> list[list[Way]]:
    """Split ways into groups that hang together by shared nodes; each sorted by way id."""
    by_node: dict[int, list[Way]] = defaultdict(list)
    for way in ways:
        for ref in way.refs:
            by_node[ref].append(way)
    groups: list[list[Way]] = []
    seen: set[int] = set()
    for start in sorted(ways, key=lambda way: way.id):
        if start.id in seen:
            continue
        seen.add(start.id)
        group, waiting = [], [start]
        while waiting:
            way = waiting.pop()
            group.append(way)
            for neighbour in (other for ref in way.refs for other in by_node[ref]):
                if neighbour.id not in seen:
                    seen.add(neighbour.id)
                    waiting.append(neighbour)
        groups.append(sorted(group, key=lambda way: way.id))
    return groups


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name).strip("-")[:60]
