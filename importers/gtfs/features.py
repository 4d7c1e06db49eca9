"""Make stations, entrances and ways inside stations of a timetable's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from shapely import Point

from geodata.area import Area
from importers.gtfs.archive import Archive
from importers.gtfs.information import Translations, read_information
from importers.gtfs.modes import ORDER, most_important
from importers.gtfs.notes import Notes
from importers.gtfs.pathways import pathways
from importers.gtfs.settings import Settings
from importers.gtfs.stops import Group, Stops, entrances
from importers.gtfs.timetable import Timetable
from importers.gtfs.trips import Route, read_routes, read_trips
from importers.records import EntranceRecord, Problem, Record, StationRecord
from importers.whereabouts import is_elsewhere

MOST_ROUTES = 300  # of one station that are told


def features(archive: Archive, area: Area, settings: Settings) -> Iterator[Record | Problem]:
    """Yield what lies in the area, then what was wrong with the tables' rows."""
    notes = Notes()
    information = read_information(archive, notes)
    language = settings.language or information.language
    stops = Stops(archive, notes)
    yield from stops.problems
    groups = []
    for group in stops.groups():
        if group.position is None:
            yield Problem("station", group.stop.id, "its stop_lon, stop_lat are no position")
        elif not is_elsewhere(*group.position, area):
            groups.append(group)
    table = _read_timetable(archive, stops, groups, settings, information, notes)
    translations = Translations(archive, notes)
    served = table.routes()
    kept = set()
    for number, group in enumerate(groups):
        names = translations.names(group.stop.id, group.stop.name, language)
        routes = [table.trips.routes[each] for each in served.get(number, ())]
        made = _station(group, names, routes, table.departures(number), settings)
        if isinstance(made, StationRecord):
            kept.add(made.source_id)
        yield made
    for stop, station in entrances(stops, kept):
        if stop.position is None:
            yield Problem("entrance", stop.id, "its stop_lon, stop_lat are no position")
            continue
        yield EntranceRecord(
            source_id=stop.id,
            name=translations.names(stop.id, stop.name, language),
            point=Point(stop.position),
            station=station,
            ref=stop.code,
            wheelchair=stops.wheelchair(stop),
        )
    yield from pathways(archive, stops, kept, language, notes)
    yield from notes.problems("station")


def _read_timetable(
    archive: Archive,
    stops: Stops,
    groups: list[Group],
    settings: Settings,
    information: Any,
    notes: Notes,
) -> Timetable:
    routes = read_routes(archive, information, settings.modes, notes)
    trips = read_trips(archive, routes, information, notes)
    number_of = dict.fromkeys(stops.by_id, -1)
    for number, group in enumerate(groups):
        number_of |= dict.fromkeys(group.ids, number)
    table = Timetable(trips, number_of, len(groups), notes)
    table.read(archive)
    return table


def _station(
    group: Group,
    names: dict[str, str],
    routes: list[Route],
    departures: dict[str, list[int]],
    settings: Settings,
) -> StationRecord | Problem:
    mode = most_important(route.mode for route in routes) or _unserved(group, settings)
    if not mode:
        return Problem(
            "station", group.stop.id, "no trip stops there, so that its mode is not known"
        )
    operators = {route.operator for route in routes}
    return StationRecord(
        source_id=group.stop.id,
        name=names,
        identifiers=settings.identifiers(group.ids),
        mode=mode,
        point=Point(group.position or ()),
        operator=operators.pop() if len(operators) == 1 else "",
        wheelchair=group.wheelchair,
        website=group.stop.website,
        code=group.stop.code,
        routes=tuple(_told(routes)),
        departures=departures,
    )


def _unserved(group: Group, settings: Settings) -> str:
    """Return the mode of a stop where no trip stops, as far as anything else tells it."""
    stops = (group.stop, *group.platforms)
    own = most_important(settings.modes.mode(each.vehicle_type) for each in stops)
    return own or settings.modes.otherwise


def _told(routes: list[Route]) -> list[dict[str, str]]:
    """Return each line once: by mode, then as people count (2 before 10)."""
    known = {(each.mode, each.ref, each.name) for each in routes if each.mode}
    ordered = sorted(known, key=lambda each: (ORDER.index(each[0]), _natural(each[1]), each))
    lines = [{"ref": ref, "name": name, "mode": mode} for mode, ref, name in ordered]
    return lines[:MOST_ROUTES]


def _natural(text: str) -> list[tuple[int, str]]:
    parts = re.findall(r"\d+|\D+", text)
    return [(int(part), "") if part.isdecimal() else (1 << 60, part) for part in parts]
