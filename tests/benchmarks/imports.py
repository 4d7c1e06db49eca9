"""Measure imports of the sizes that sources have, each into an empty database."""

import datetime as dt
import http.client
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geodata.coordinates import Box
from tests.benchmarks.instance import ROOT, database, environment, manage, server
from tests.benchmarks.timetable import write_timetable
from tests.benchmarks.timing import Report, seconds

SERIES, PARTS = 500, 19  # 10,000 events with their series
PLACES, KEYWORDS = 300, 400
RECORDS = 20_000
PARAGRAPH = "<p>Tule mukaan &amp; tuo ystäväsi: ohjelmaa, musiikkia ja kahvia.</p>"


def measure_imports(report: Report) -> None:
    """Measure each source in a database and folders of its own."""
    with tempfile.TemporaryDirectory() as name, database():
        folder = Path(name)
        own = environment(folder)
        manage(own, "migrate", "-v0")
        _measure_timetable(report, own, folder / "timetable.zip")  # first, for its peak of memory
        _measure_events(report, own, folder / "events.json")
        _measure_alike(report, own)


def _measure_timetable(report: Report, own: dict[str, str], path: Path) -> None:
    write_timetable(path, Box(24.5, 60.1, 24.87, 60.36))
    report.add(
        "imports", "10 million stop times: size of the archive", path.stat().st_size / 1e6, "MB"
    )
    command = ("import_data", "gtfs", "--file", str(path))
    took = seconds(lambda: manage(own, *command))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    report.add("imports", "10 million stop times, 8,000 stops, all new", took, "s", 180)
    report.add("imports", "peak memory of that", peak, "MB", 1_500)
    again = seconds(lambda: manage(own, *command, "--force"))
    report.add("imports", "the same timetable again, read anew", again, "s")


def _measure_events(report: Report, own: dict[str, str], path: Path) -> None:
    write_events(path)
    report.add("imports", "10,000 events: size of the file", path.stat().st_size / 1e6, "MB")
    command = ("import_data", "linkedevents", "--file", str(path))
    said: list[str] = []
    took = seconds(lambda: said.append(manage(own, *command)))
    if not re.search(r"event.*\b10000\b", said[0]):
        raise AssertionError(f"not all events came in: {said[0]}")
    report.add("imports", "10,000 events with series, all new", took, "s", 30)
    again = seconds(lambda: manage(own, *command, "--force"))
    report.add("imports", "the same events again, read anew", again, "s")


def _measure_alike(report: Report, own: dict[str, str]) -> None:
    """Import two sources that describe the same, while somebody reads a list."""
    with server(own) as port:
        new = seconds_of(own, "first")
        report.add("imports", f"{RECORDS} records, all new", RECORDS / new, "/s")
        alone = _p95(port)
        report.add("imports", "list of organisations without an import: p95", alone, "ms")
        for what in ("the same again, read anew", "and once more"):
            report.add("imports", what, RECORDS / seconds_of(own, "first"), "/s")
        own_process = start(own, "second")
        during = _p95(port, until=own_process)
        report.add("imports", "the same list while one is imported: p95", during, "ms", 2 * alone)
        took = float(own_process.communicate()[0])
        report.add("imports", "all new, each with a counterpart", RECORDS / took, "/s")
        again = RECORDS / seconds_of(own, "second")
        report.add("imports", "unchanged, each with a counterpart", again, "/s")


def start(own: dict[str, str], source: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.benchmarks.alike", str(RECORDS), source]
    return subprocess.Popen(command, env=own, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def seconds_of(own: dict[str, str], source: str) -> float:
    return float(start(own, source).communicate()[0])


def _p95(port: int, until: "subprocess.Popen[str] | None" = None) -> float:
    """Ask for a list 200 times, or while a process runs; returns milliseconds."""
    chance = random.Random(2)  # noqa: S311 - the same boxes every time
    times: list[float] = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while until.poll() is None if until else len(times) < 200:
        west, south = chance.uniform(24.5, 24.8), chance.uniform(60.1, 60.3)
        asked = time.perf_counter()
        box = f"{west:.4f},{south:.4f},{west + 0.03:.4f},{south + 0.02:.4f}"
        connection.request("GET", f"/api/v1/organisations?bbox={box}")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise AssertionError(f"the list answered {answer.status}")
        times.append((time.perf_counter() - asked) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def write_events(path: Path, series: int = SERIES, parts: int = PARTS) -> None:
    """Write what a LinkedEvents service would answer: each series among its parts, places whole."""
    with path.open("w", encoding="utf-8") as out:
        out.write('{"meta": {"next": null}, "data": [')
        chance = random.Random(1)  # noqa: S311 - the same every time
        for number, event in enumerate(_events(chance, series, parts)):
            out.write((",\n" if number else "\n") + json.dumps(event, ensure_ascii=False))
        out.write("\n]}\n")


def _events(chance: random.Random, series: int, parts: int) -> Iterator[dict[str, Any]]:
    tomorrow = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
    tomorrow += dt.timedelta(days=1)
    for number in range(series):
        whole = f"city:series{number}"
        middle = chance.randint(0, parts)
        for part in range(parts + 1):
            if part == middle:
                yield _event(chance, whole) | {"super_event_type": "recurring"}
            else:
                start = tomorrow + dt.timedelta(days=7 * part, hours=chance.randint(0, 12))
                yield _event(chance, f"{whole}-{part}") | {
                    "start_time": start.isoformat(),
                    "end_time": (start + dt.timedelta(hours=2)).isoformat(),
                    "super_event": {"@id": f"https://events.example.org/v1/event/{whole}/"},
                    "event_status": chance.choice(("EventScheduled",) * 9 + ("EventCancelled",)),
                }


def _event(chance: random.Random, key: str) -> dict[str, Any]:
    languages = ("fi", "sv", "en")
    return {
        "id": key,
        "@type": "Event/LinkedEvent",
        "name": {language: f"Tapahtuma {key} ({language})" for language in languages},
        "short_description": dict.fromkeys(languages, "Ohjelmaa kaikille."),
        "description": dict.fromkeys(languages, PARAGRAPH * 12),
        "start_time": None,
        "end_time": None,
        "location": _place(chance.randrange(PLACES)),
        "keywords": [_keyword(chance.randrange(KEYWORDS)) for _ in range(4)],
        "in_language": [{"@id": "https://events.example.org/v1/language/fi/"}],
        "offers": [{"is_free": True, "price": None}],
        "images": [{"url": f"https://example.org/{key}.jpg", "license": "event_only"}],
        "publisher": "ahjo:u000000",
    }


def _place(number: int) -> dict[str, Any]:
    return {
        "id": f"tprek:{number}",
        "@type": "Place",
        "name": {"fi": f"Paikka {number}", "sv": f"Plats {number}"},
        "position": {
            "type": "Point",
            "coordinates": [24.6 + number % 20 / 100, 60.16 + number // 20 / 500],
        },
        "street_address": {"fi": f"Katu {number}", "sv": f"Gatan {number}"},
    }


def _keyword(number: int) -> dict[str, Any]:
    return {"id": f"yso:p{number}", "@type": "Keyword", "name": {"fi": f"sana {number}"}}
