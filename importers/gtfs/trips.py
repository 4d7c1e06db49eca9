"""Read trips and routes: which line a trip is of, and on which of the typical days it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from importers.gtfs.archive import Archive
from importers.gtfs.calendar import BACK, DAY_TYPES, Flags, read_calendar
from importers.gtfs.information import Information
from importers.gtfs.modes import Modes
from importers.gtfs.notes import Notes
from importers.gtfs.tables import chunks, has_columns, rows

if TYPE_CHECKING:
    import pandas as pd

ROUTES, TRIPS = "routes.txt", "trips.txt"
ROUTE_COLUMNS = {"route_id", "agency_id", "route_short_name", "route_long_name", "route_type"}
TRIP_COLUMNS = {"trip_id", "route_id", "service_id"}


@dataclass(frozen=True)
class Route:
    """A line, as a sign at a stop tells it."""

    ref: str
    name: str
    mode: str  # "" for a type that makes no station
    operator: str


@dataclass
class Trips:
    """Trips by number: their ids, their routes (numbers, -1 for none) and when they run.

    `runs[trip, day type, days back]` says whether its service runs on the typical day of that type,
    or on the day before it, or the one before that. None where no calendar tells.
    """

    ids: pd.Index[Any]
    routes: list[Route]
    route_of: NDArray[np.int32]
    runs: Flags | None
    days: dict[str, str]  # day type → date that stands for it


def read_routes(
    archive: Archive, information: Information, modes: Modes, notes: Notes
) -> dict[str, Route]:
    found: dict[str, Route] = {}
    alone = list(information.agencies.values()) if len(information.agencies) == 1 else [""]
    for row in rows(archive, ROUTES, ROUTE_COLUMNS, notes):
        key, mode = row["route_id"], modes.mode(row["route_type"])
        if not key or key in found:
            notes.add(ROUTES, "rows have no route_id, or one that was there before", key)
            continue
        if not mode:
            notes.add(ROUTES, "routes are of a type that makes no station", row["route_type"])
        operator = information.agencies.get(row["agency_id"]) or alone[0]
        found[key] = Route(row["route_short_name"], row["route_long_name"], mode, operator)
    return found


def read_trips(
    archive: Archive, routes: dict[str, Route], information: Information, notes: Notes
) -> Trips:
    import pandas as pd

    parts = []
    for chunk in chunks(archive, TRIPS, TRIP_COLUMNS, notes):
        if not has_columns(chunk.columns, TRIP_COLUMNS, TRIPS, notes):
            break
        parts.append(chunk.astype({"trip_id": str}))
    if not parts:
        return Trips(pd.Index([], dtype=str), [], np.zeros(0, np.int32), None, {})
    table = pd.concat(
        [part.astype({"route_id": str, "service_id": str}) for part in parts], ignore_index=True
    ).astype({"route_id": "category", "service_id": "category"})
    twice = table["trip_id"].duplicated() | (table["trip_id"] == "")
    notes.add(TRIPS, "rows have no trip_id, or one that was there before", number=int(twice.sum()))
    table = table[~twice]
    numbers = {key: number for number, key in enumerate(routes)}
    of_category = np.array([numbers.get(key, -1) for key in table["route_id"].cat.categories])
    route_of = of_category[table["route_id"].cat.codes].astype(np.int32)
    unknown = table["route_id"][route_of < 0]
    notes.add(TRIPS, f"trips name a route that {ROUTES} does not have", *_some(unknown))
    runs, days = _runs(archive, table["service_id"], information, notes)
    return Trips(pd.Index(table["trip_id"]), list(routes.values()), route_of, runs, days)


def _runs(
    archive: Archive, service: pd.Series[Any], information: Information, notes: Notes
) -> tuple[Flags | None, dict[str, str]]:
    services = [str(each) for each in service.cat.categories]
    calendar = read_calendar(archive, services, notes)
    if calendar is None:
        return None, {}
    codes = service.cat.codes.to_numpy()
    ever: Flags = np.asarray(calendar.runs.any(axis=1))
    never = service[~ever[codes]]
    notes.add(TRIPS, "trips have a service that runs on no day", *_some(never))
    days = calendar.typical(np.bincount(codes, minlength=len(services)), information.start)
    flags: Flags = np.zeros((len(services), len(DAY_TYPES), BACK), bool)
    for number, day_type in enumerate(DAY_TYPES):
        for back in range(BACK if day_type in days else 0):
            flags[:, number, back] = calendar.on(days[day_type] - back)
    told = {
        day_type: (calendar.first + np.timedelta64(n, "D").astype(object)).isoformat()
        for day_type, n in days.items()
    }
    return flags[codes], told


def _some(found: pd.Series[Any]) -> tuple[str, int]:
    """Return an example and how many there are."""
    return (str(found.iloc[0]) if len(found) else "", len(found))
