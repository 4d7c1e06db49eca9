"""Read the ways inside stations: walkways, stairs, lifts, gates."""

from __future__ import annotations

import math
from collections.abc import Iterator

from shapely import LineString

from importers.gtfs.archive import Archive
from importers.gtfs.modes import TABLE
from importers.gtfs.notes import Notes
from importers.gtfs.stops import Stops
from importers.gtfs.tables import rows
from importers.options import defaults
from importers.records import PathwayRecord, Problem

FILE = "pathways.txt"
COLUMNS = {
    *("pathway_id", "from_stop_id", "to_stop_id", "pathway_mode", "is_bidirectional"),
    *("length", "traversal_time", "stair_count", "signposted_as"),
}


def pathways(
    archive: Archive, stops: Stops, of: set[str], language: str, notes: Notes
) -> Iterator[PathwayRecord | Problem]:
    """Yield the ways inside these stations."""
    modes = defaults(TABLE, "pathways")
    for number, row in enumerate(rows(archive, FILE, COLUMNS, notes), start=2):
        key = row["pathway_id"] or f"{FILE} row {number}"
        ends = [stops.by_id.get(row[name]) for name in ("from_stop_id", "to_stop_id")]
        if not row["pathway_id"] or None in ends:
            reason = "it has no pathway_id" if None not in ends else "its ends are not in stops.txt"
            yield Problem("pathway", key, reason)
            continue
        start, end = (each for each in ends if each)
        station = stops.top(start).id
        places = [place for each in (start, end) if (place := stops.place(each))]
        if station not in of:
            continue
        if row["pathway_mode"] not in modes:
            yield Problem(
                "pathway", key, f"its pathway_mode {row['pathway_mode'][:20]!r} is not 1 to 7"
            )
        elif len(places) < 2:
            yield Problem("pathway", key, "one of its ends has no position")
        else:
            steps = _number(row["stair_count"])
            yield PathwayRecord(
                source_id=key,
                name={language: row["signposted_as"]} if row["signposted_as"] else {},
                mode=modes[row["pathway_mode"]],
                line=LineString(places),
                from_id=start.id,
                to_id=end.id,
                station=station,
                is_two_way=row["is_bidirectional"] == "1",
                metres=_measure(row["length"]),
                seconds=_measure(row["traversal_time"]),
                steps=None if steps is None else int(steps),
            )


def _measure(text: str) -> float | None:
    found = _number(text)
    return found if found is not None and found >= 0 else None


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None
