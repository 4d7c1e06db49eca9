"""Put mobility hubs together: a station and what lies near it, as hubs.toml says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from shapely import Point

from geodata.coordinates import Box
from geodata.texts import Texts, fold
from importers.osm.distances import Near, metres_between
from importers.osm.features import features
from importers.osm.model import LonLatPair, OsmData
from importers.osm.rules import read_rules, read_table
from importers.osm.texts import UnusableTags, names
from importers.records import EntranceRecord, HubComponentRecord, HubRecord, StationRecord

TABLE = "hubs.toml"


@dataclass(frozen=True, slots=True)
class Component:
    """Something that can belong to a hub; `is_station` when it is a station of this import."""

    source_id: str
    kind: str
    name: Texts
    position: LonLatPair
    is_station: bool = False


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub in the making: its anchor, and its components, the anchor among them."""

    anchor: Component
    components: list[Component] = field(default_factory=list)

    @property
    def kinds(self) -> set[str]:
        return {component.kind for component in self.components}


def read_hubs(
    data: OsmData,
    stations: Sequence[StationRecord],
    entrances: Sequence[EntranceRecord],
    box: Box,
) -> Iterator[HubRecord | HubComponentRecord]:
    """Yield every hub and then every component of every hub."""
    table = read_table(TABLE)
    placed = [_station(station) for station in stations]
    others = list(_others(data, box))
    hubs = _anchored(placed, {row["kind"]: row["joins"] for row in table["anchor"]})
    for stops in _interchanges([each for each in others if each.kind == "bus"]):
        if all(_metres(hub.anchor, stops[0]) > table["interchange"]["joins"] for hub in hubs):
            anchor = replace(stops[0], name=_without_platform(stops[0].name))
            hubs.append(Hub(anchor, stops))
    _gather(hubs, [*placed, *others], entrances)
    kept = [hub for hub in hubs if len(hub.kinds) >= table["least_kinds"]]
    for hub in kept:
        yield HubRecord(
            source_id=f"hub/{hub.anchor.source_id}",
            name=hub.anchor.name,
            kind=hub.anchor.kind,
            point=Point(hub.anchor.position),
        )
    for hub in kept:
        yield from _components(hub, table["merged"])


def _station(station: StationRecord) -> Component:
    position = (station.point.x, station.point.y)
    return Component(station.source_id, station.mode, station.name, position, is_station=True)


def _others(data: OsmData, box: Box) -> Iterator[Component]:
    for feature in features(data, read_rules(TABLE, "component"), box):
        try:
            name = names(feature.tags)
        except UnusableTags:
            # The place of a rack or a stop counts, whatever nonsense it is named.
            name = {}
        yield Component(feature.source_id, feature.kind, name, (feature.lon, feature.lat))


def _anchored(stations: list[Component], joins: dict[str, float]) -> list[Hub]:
    """Choose the anchors, and give each the stations that join it."""
    order = list(joins)
    hubs: list[Hub] = []
    possible = [station for station in stations if station.kind in joins]
    for station in sorted(possible, key=lambda each: (order.index(each.kind), _rank(each))):
        near = [
            (metres, number)
            for number, hub in enumerate(hubs)
            if (metres := _metres(hub.anchor, station))
            <= min(joins[hub.anchor.kind], joins[station.kind])
        ]
        if near:
            hubs[min(near)[1]].components.append(station)
        else:
            hubs.append(Hub(station, [station]))
    return hubs


def _interchanges(stops: list[Component]) -> Iterator[list[Component]]:
    """Yield the stops, by id, of every place where enough of them bear one name."""
    table = read_table(TABLE)["interchange"]
    groups: dict[str, list[list[Component]]] = defaultdict(list)
    for stop in sorted(stops, key=_rank):
        name = fold(next(iter(_without_platform(stop.name).values()), ""))
        group = next(
            (each for each in groups[name] if _metres(each[0], stop) <= table["within"]), None
        )
        if group is not None:
            group.append(stop)
        elif name:
            groups[name].append([stop])
    for same_name in groups.values():
        yield from (group for group in same_name if len(group) >= table["stops"])


def _metres(one: Component, other: Component) -> float:
    return metres_between(one.position, other.position)


def _rank(component: Component) -> tuple[str, int]:
    kind, _, number = component.source_id.partition("/")
    return kind, int(number)


def _gather(
    hubs: list[Hub], components: list[Component], entrances: Sequence[EntranceRecord]
) -> None:
    """Give every component that is in no hub yet to the nearest hub in reach."""
    within: dict[str, float] = read_table(TABLE)["within"]
    taken = {component.source_id for hub in hubs for component in hub.components}
    points, owners = _points_of(hubs, entrances)
    near = Near(points)
    for component in components:
        if component.kind in within and component.source_id not in taken:
            found = near.within(component.position, within[component.kind])
            if found:
                hubs[owners[found[0][1]]].components.append(component)


def _points_of(
    hubs: list[Hub], entrances: Sequence[EntranceRecord]
) -> tuple[list[LonLatPair], list[int]]:
    """Return where hubs can be entered, and the number of the hub for each of these points."""
    doors: dict[str | None, list[LonLatPair]] = defaultdict(list)
    for entrance in entrances:
        doors[entrance.station].append((entrance.point.x, entrance.point.y))
    points: list[LonLatPair] = []
    owners: list[int] = []
    for number, hub in enumerate(hubs):
        for station in hub.components:
            places = [station.position, *doors[station.source_id]]
            points += places
            owners += [number] * len(places)
    return points, owners


def _components(hub: Hub, merged: list[str]) -> Iterator[HubComponentRecord]:
    """Yield a hub's components, of those that are merged the first: stations, then by distance."""
    seen: set[tuple[str, str]] = set()  # kind and name, "" for no name
    for component in sorted(hub.components, key=lambda each: _order(hub.anchor, each)):
        is_merged = component.kind in merged
        name = _without_platform(component.name) if is_merged else component.name
        keys = {(component.kind, fold(text)) for text in [*name.values()] or [""]}
        if is_merged and keys & seen:
            continue
        seen |= keys
        yield HubComponentRecord(
            source_id=component.source_id,
            name=name,
            hub=f"hub/{hub.anchor.source_id}",
            kind=component.kind,
            point=Point(component.position),
            station=component.source_id if component.is_station else None,
        )


def _order(anchor: Component, component: Component) -> tuple[bool, float, tuple[str, int]]:
    return not component.is_station, _metres(anchor, component), _rank(component)


def _without_platform(name: Texts) -> Texts:
    return {language: text.partition(",")[0].strip() for language, text in name.items()}
