"""Write a GTFS archive of the size of a capital region's: 8,000 stops, 10 million stop times."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

from geodata.coordinates import Box

STOPS, ROUTES, STOPS_OF_A_TRIP, TRIPS = 8_000, 500, 25, 400_000
DAY = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
SERVICES = {"WK": "1,1,1,1,1,0,0", "SA": "0,0,0,0,0,1,0", "SU": "0,0,0,0,0,0,1"}
BATCH = 2_000  # trips that are written at once


def write_timetable(path: Path, box: Box, trips: int = TRIPS) -> None:
    """Write a timetable whose stops lie inside the box; the same every time."""
    chance = random.Random(5)  # noqa: S311 - the same every time
    stops = [*chance.sample(range(STOPS), STOPS), *chance.sample(range(STOPS), STOPS)]
    starts = range(0, ROUTES * STOPS_OF_A_TRIP, STOPS_OF_A_TRIP)
    lines = [stops[start : start + STOPS_OF_A_TRIP] for start in starts]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("agency.txt", "agency_id,agency_name,agency_lang\nT,Town,fi\n")
        archive.writestr("feed_info.txt", "feed_lang,feed_start_date\nfi,20260105\n")
        archive.writestr("stops.txt", _stops(box, chance))
        archive.writestr("routes.txt", _routes())
        archive.writestr("calendar.txt", _calendar())
        _write(archive, "trips.txt", "route_id,service_id,trip_id", _trips(trips))
        head = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type"
        _write(archive, "stop_times.txt", head, _stop_times(trips, lines, chance))


def _stops(box: Box, chance: random.Random) -> str:
    rows = ["stop_id,stop_code,stop_name,stop_lat,stop_lon,location_type,parent_station"]
    for n in range(STOPS):
        lon, lat = chance.uniform(box.west, box.east), chance.uniform(box.south, box.north)
        rows.append(f"{1_000_000 + n},E{n:04d},Stop {n // 2},{lat:.6f},{lon:.6f},0,")
    return "\n".join(rows)


def _routes() -> str:
    rows = ["route_id,agency_id,route_short_name,route_long_name,route_type"]
    rows += [f"R{n},T,{n + 100},Line {n},{(3, 3, 3, 0, 1)[n % 5]}" for n in range(ROUTES)]
    return "\n".join(rows)


def _calendar() -> str:
    rows = [f"service_id,{DAY},start_date,end_date"]
    rows += [f"{key}{n},{days},20260105,20260308" for key, days in SERVICES.items() for n in "123"]
    return "\n".join(rows)


def _trips(trips: int) -> Iterator[str]:
    services = [f"{key}{n}" for key in ("WK", "WK", "WK", "SA", "SU") for n in "123"]
    for n in range(trips):
        yield f"R{n % ROUTES},{services[n // ROUTES % len(services)]},R{n % ROUTES}_20260105_{n}\n"


def _stop_times(trips: int, lines: list[list[int]], chance: random.Random) -> Iterator[str]:
    for n in range(trips):
        start = chance.randrange(5 * 60, 25 * 60)
        for number, stop in enumerate(lines[n % ROUTES]):
            minutes = start + 2 * number
            time = f"{minutes // 60:02d}:{minutes % 60:02d}:00"
            yield f"R{n % ROUTES}_20260105_{n},{time},{time},{1_000_000 + stop},{number + 1},0\n"


def _write(archive: zipfile.ZipFile, name: str, head: str, rows: Iterator[str]) -> None:
    with archive.open(name, "w", force_zip64=True) as stream:
        stream.write(f"{head}\n".encode())
        batch: list[str] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH * STOPS_OF_A_TRIP:
                stream.write("".join(batch).encode())
                batch.clear()
        stream.write("".join(batch).encode())
