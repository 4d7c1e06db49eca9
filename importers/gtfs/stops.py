"""Read the points of a timetable, and fold platforms into the stations that they belong to."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.errors import InputError
from importers.gtfs.archive import Archive
from importers.gtfs.notes import Notes
from importers.gtfs.tables import chunks, rows
from importers.records import Problem

FILE = "stops.txt"
COLUMNS = {
    *("stop_id", "stop_name", "stop_code", "stop_lat", "stop_lon", "stop_url"),
    *("location_type", "parent_station", "wheelchair_boarding", "vehicle_type"),
}
NEEDED = {"stop_id", "stop_lat", "stop_lon"}
STOP, STATION, ENTRANCE, NODE, BOARDING_AREA = "0", "1", "2", "3", "4"
TYPES = (STOP, STATION, ENTRANCE, NODE, BOARDING_AREA)
DEEPEST = 4  # a boarding area on a platform of a station, and one to spare
WHEELCHAIR = {"1": "yes", "2": "no"}


@dataclass(slots=True)
class Stop:
    """One row of stops.txt; `position` is None where it has none that could be one."""

    id: str
    type: str
    name: str = ""
    code: str = ""
    website: str = ""
    wheelchair: str = ""
    parent: str = ""
    vehicle_type: str = ""
    position: tuple[float, float] | None = None


@dataclass(slots=True)
class Group:
    """A station with its platforms, or a stop by itself."""

    stop: Stop
    platforms: list[Stop] = field(default_factory=list)

    @property
    def position(self) -> tuple[float, float] | None:
        """Return the station's own position, else the middle of its platforms."""
        found = [each.position for each in self.platforms if each.position]
        if self.stop.position or not found:
            return self.stop.position
        return (
            sum(lon for lon, _ in found) / len(found),
            sum(lat for _, lat in found) / len(found),
        )

    @property
    def wheelchair(self) -> str:
        """Return what the station says, else what all its platforms say."""
        said = {each.wheelchair for each in self.platforms} or {""}
        if self.stop.wheelchair or len(said) == 1:
            return self.stop.wheelchair or said.pop()
        return "limited" if said >= {"yes", "no"} else ""

    @property
    def ids(self) -> list[str]:
        return [self.stop.id, *(each.id for each in self.platforms)]


class Stops:
    """All points by id, in the order of the file, and what is wrong with single ones."""

    def __init__(self, archive: Archive, notes: Notes) -> None:
        self.by_id: dict[str, Stop] = {}
        self.problems: list[Problem] = []
        for head in chunks(archive, FILE, COLUMNS, Notes(), 1):
            if missing := sorted(NEEDED - set(head.columns)):
                raise InputError(f"{FILE} lacks the columns {', '.join(missing)}.")
            break
        for number, row in enumerate(rows(archive, FILE, COLUMNS, notes), start=2):
            self._take(number, row)
        self._check_parents()

    def groups(self) -> list[Group]:
        """Return stations with their platforms, and stops that belong to none."""
        found: dict[str, Group] = {}
        for stop in self.by_id.values():
            if stop.type == STATION or (stop.type == STOP and not stop.parent):
                found[stop.id] = Group(stop)
        for stop in self.by_id.values():
            top = self.top(stop)
            if stop.type in (STOP, BOARDING_AREA) and top is not stop and top.id in found:
                found[top.id].platforms.append(stop)
        return list(found.values())

    def top(self, stop: Stop) -> Stop:
        """Return the station that a point belongs to in the end; itself when it is by itself."""
        for _ in range(DEEPEST):
            if not stop.parent:
                break
            stop = self.by_id[stop.parent]
        return stop

    def place(self, stop: Stop) -> tuple[float, float] | None:
        """Return a point's position, else that of what it belongs to, as GTFS allows."""
        for _ in range(DEEPEST):
            if stop.position or not stop.parent:
                break
            stop = self.by_id[stop.parent]
        return stop.position

    def wheelchair(self, stop: Stop) -> str:
        """Return what a point says of wheelchairs, else what its station says."""
        return stop.wheelchair or self.top(stop).wheelchair

    def _take(self, number: int, row: dict[str, str]) -> None:
        key, kind = row["stop_id"], row["location_type"] or STOP
        if not key:
            self._refuse(STOP, f"{FILE} row {number}", "it has no stop_id")
        elif key in self.by_id:
            self._refuse(kind, key, "it comes twice; the first is taken")
        elif kind not in TYPES:
            self._refuse(STOP, key, f"its location_type is {kind[:20]!r}, not 0 to 4")
        else:
            self.by_id[key] = Stop(
                id=key,
                type=kind,
                name=row["stop_name"],
                code=row["stop_code"],
                website=_web(row["stop_url"]),
                wheelchair=WHEELCHAIR.get(row["wheelchair_boarding"], ""),
                parent=row["parent_station"] if kind != STATION else "",
                vehicle_type=row["vehicle_type"],
                position=_position(row["stop_lon"], row["stop_lat"]),
            )

    def _check_parents(self) -> None:
        for stop in self.by_id.values():
            if stop.parent and stop.parent not in self.by_id:
                taken = "; it is taken as a stop of its own" if stop.type == STOP else ""
                reason = f"its parent_station {stop.parent[:60]!r} is not in {FILE}{taken}"
                self._refuse(stop.type, stop.id, reason)
                stop.parent = ""
            elif stop.parent == stop.id or self._is_circle(stop):
                self._refuse(stop.type, stop.id, "it is its own parent_station")
                stop.parent = ""

    def _is_circle(self, stop: Stop) -> bool:
        here = stop
        for _ in range(DEEPEST):
            if here.parent not in self.by_id:
                return False
            here = self.by_id[here.parent]
        return True

    def _refuse(self, kind: str, key: str, reason: str) -> None:
        self.problems.append(Problem("entrance" if kind == ENTRANCE else "station", key, reason))


def entrances(stops: Stops, of: set[str]) -> Iterator[tuple[Stop, str]]:
    """Yield the entrances of these stations with the station's id."""
    for stop in stops.by_id.values():
        if stop.type == ENTRANCE and (top := stops.top(stop).id) in of:
            yield stop, top


def _position(lon: str, lat: str) -> tuple[float, float] | None:
    """Return a position; None where there is none, or 0,0 stands for none."""
    try:
        found = float(lon), float(lat)
    except ValueError:
        return None
    return found if all(map(math.isfinite, found)) and found != (0, 0) else None


def _web(address: str) -> str:
    return f"https://{address}" if address.lower().startswith("www.") else address
