"""Find stations and their entrances."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from shapely import Point

from geodata.coordinates import Box
from geodata.texts import Texts, fold
from importers.osm.distances import Near, metres_between
from importers.osm.features import Feature, features
from importers.osm.model import LonLatPair, OsmData, Relation
from importers.osm.rules import read_rules, read_table
from importers.osm.texts import UnusableTags, names, short_text, website, wheelchair
from importers.records import EntranceRecord, Problem, StationRecord

TABLE = "stations.toml"
# Which object gives a station its identity: the one with a place of its own rather than a building.
PREFERRED = {"node": 0, "way": 1, "relation": 2}
LETTERS = {"node": "n", "way": "w", "relation": "r"}


@dataclass(frozen=True, slots=True)
class Part:
    """One OpenStreetMap object of a station, with the names that it ends up with."""

    feature: Feature
    name: Texts

    @property
    def rank(self) -> tuple[int, int]:
        kind, _, number = self.feature.source_id.partition("/")
        return PREFERRED[kind], int(number)

    @property
    def position(self) -> LonLatPair:
        return self.feature.lon, self.feature.lat


@dataclass(frozen=True, slots=True)
class StopAreas:
    """The stop area relations: which members belong together."""

    of_member: dict[str, Relation]

    @classmethod
    def read(cls, data: OsmData) -> StopAreas:
        areas = [
            r for r in data.relations.values() if r.tags.get("public_transport") == "stop_area"
        ]
        kinds = {letter: kind for kind, letter in LETTERS.items()}
        of_member = {f"{kinds[m.type]}/{m.ref}": area for area in areas for m in area.members}
        return cls(of_member)


def read_stations(data: OsmData, box: Box) -> Iterator[StationRecord | Problem]:
    """Yield one record per station, made of every object that stands for it."""
    areas = StopAreas.read(data)
    parts: list[Part] = []
    for feature in features(data, read_rules(TABLE, "station"), box):
        try:
            parts.append(Part(feature, _station_name(feature, areas)))
        except UnusableTags as error:
            yield Problem("station", feature.source_id, str(error))
    for group in _groups(parts):
        yield _station(group)


def _station_name(feature: Feature, areas: StopAreas) -> Texts:
    """Name a station by its own name, that of its stop area, or what its platform signs say."""
    area = areas.of_member.get(feature.source_id)
    found = names(feature.tags) or (names(area.tags) if area else {})
    if not found and (sign := short_text(feature.tags, "official_name", "ref")):
        return {"": sign}
    return found


def _groups(parts: list[Part]) -> Iterator[list[Part]]:
    """Put parts of one mode and name together that lie near their group's first part."""
    metres = read_table(TABLE)["distances"]["one_station"]
    groups: dict[tuple[str, str], list[list[Part]]] = defaultdict(list)
    for part in sorted(parts, key=lambda part: part.rank):
        name = fold(next(iter(part.name.values()), ""))
        # Objects without a name may be different stations, however near.
        known = groups[part.feature.kind, name or part.feature.source_id]
        for group in known:
            if metres_between(group[0].position, part.position) <= metres:
                group.append(part)
                break
        else:
            known.append([part])
    for same_name in groups.values():
        yield from same_name


def _station(group: list[Part]) -> StationRecord:
    first = group[0]
    tags = first.feature.tags
    return StationRecord(
        source_id=first.feature.source_id,
        name=_common_name(group),
        mode=first.feature.kind,
        point=_point(group),
        operator=short_text(tags, "operator", "network"),
        wheelchair=_common_wheelchair(group),
        website=next(filter(None, (website(part.feature.tags) for part in group)), ""),
    )


def _common_name(group: list[Part]) -> Texts:
    """Return the first part's names, and those of other parts in languages that it lacks."""
    name: Texts = {}
    for part in group:
        name = {**part.name, **name}
    languages = [text for language, text in name.items() if language]
    return {language: text for language, text in name.items() if language or text not in languages}


def _point(group: list[Part]) -> Point:
    """Return the position of the part in the middle, which is a place where people stand."""
    if PREFERRED[group[0].feature.source_id.partition("/")[0]] == 0 and len(group) < 3:
        return group[0].feature.point
    lon = sum(part.feature.lon for part in group) / len(group)
    lat = sum(part.feature.lat for part in group) / len(group)
    return min(group, key=lambda part: metres_between(part.position, (lon, lat))).feature.point


def _common_wheelchair(group: list[Part]) -> str:
    """Return what holds for the whole station; `limited` when its parts differ."""
    values = {value for part in group if (value := wheelchair(part.feature.tags))}
    if len(values) > 1:
        return "limited"
    return values.pop() if values else ""


def read_entrances(
    data: OsmData, stations: list[StationRecord], box: Box
) -> Iterator[EntranceRecord | Problem]:
    """Yield the entrances of stations, each with its station where one is near enough."""
    finder = _StationFinder(data, stations)
    for feature in features(data, read_rules(TABLE, "entrance"), box):
        try:
            name = names(feature.tags)
        except UnusableTags as error:
            yield Problem("entrance", feature.source_id, str(error))
            continue
        yield EntranceRecord(
            source_id=feature.source_id,
            name=name,
            point=feature.point,
            station=finder.station_of(feature),
            ref=short_text(feature.tags, "ref", "local_ref", longest=20),
            wheelchair=wheelchair(feature.tags),
        )


class _StationFinder:
    """Find the station of an entrance: by its stop area, else the nearest that fits."""

    def __init__(self, data: OsmData, stations: list[StationRecord]) -> None:
        self.table = read_table(TABLE)
        self.areas = StopAreas.read(data)
        self.stations = stations
        self.near = Near([(station.point.x, station.point.y) for station in stations])

    def station_of(self, entrance: Feature) -> str | None:
        modes = self.table["leads_to"][entrance.kind]
        found = self.near.within((entrance.lon, entrance.lat), self.table["distances"]["entrance"])
        fitting = [s for _, i in found if (s := self.stations[i]).mode in modes]
        area = self.areas.of_member.get(entrance.source_id)
        if area is not None:
            same = self._in_area(area, modes)
            if same is not None:
                return same
        return fitting[0].source_id if fitting else None

    def _in_area(self, area: Relation, modes: list[str]) -> str | None:
        """Return the first station of the modes, in their order, that is a member too."""
        members = {member for member, of in self.areas.of_member.items() if of is area}
        stations = [s for s in self.stations if s.source_id in members and s.mode in modes]
        stations.sort(key=lambda station: modes.index(station.mode))
        return stations[0].source_id if stations else None
