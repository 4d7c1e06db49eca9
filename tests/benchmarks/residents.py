"""Measure what residents ask, over HTTP, with 10,000 and with 100,000 organisations."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.benchmarks.asking import Question, load
from tests.benchmarks.instance import ROOT, database, environment, manage, server
from tests.benchmarks.region import FIRST, told
from tests.benchmarks.timing import Report

SIZES = (10_000, 100_000)
REQUESTS = 40  # by each connection
MOST_KB = 300  # of the map's data
TWICE = 2  # times as long, at most, with ten times as much


@dataclass(frozen=True)
class Asked:
    """A kind of question, and the most milliseconds of 19 of 20 answers."""

    what: str
    question: Question
    p95: float


def measure_residents(report: Report, extract: Path) -> None:
    """Measure every question in instances of both sizes."""
    taken: dict[str, list[float]] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name, database():
            own = environment(Path(name))
            fill(report, own, extract, size)
            with server(own) as port:
                for asked in questions(Known.of(port, size)):
                    times = load(port, asked.question, REQUESTS)
                    middle, slow = statistics.median(times), statistics.quantiles(times, n=20)[-1]
                    taken.setdefault(asked.what, []).append(middle)
                    at = f"{asked.what}, {size:,}"
                    report.add("resident", f"{at}: median", middle, "ms")
                    report.add("resident", f"{at}: p95", slow, "ms", asked.p95)
                what = f"the largest of the map's data, {size:,}"
                report.add("resident", what, _largest_map(port), "kB", MOST_KB)
    for what, (small, large) in taken.items():
        report.add("resident", f"{what}, ten times as much: longer by", large / small, "×", TWICE)


def fill(report: Report, own: dict[str, str], extract: Path, size: int) -> None:
    """Import the extract and the postal areas, and make up what lies around."""
    data = Path(os.environ["SERVICEMAP_DATA_DIR"]).resolve()
    manage(own, "migrate", "-v0")
    manage(own, "import_data", "osm", "--file", str(extract))
    manage(own, "import_data", "curated")
    manage(own, "import_data", "postal_areas", "--file", str(data / "postal_areas/hsy_po.json"))
    command = [sys.executable, "-m", "tests.benchmarks.fill", str(size)]
    done = subprocess.run(command, check=True, env=own, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    report.add("resident", f"making up {size:,} organisations", float(done.stdout), "s")


@dataclass(frozen=True)
class Known:
    """What can be asked for by its id."""

    organisations: int
    stations: list[int]
    trails: list[int]

    @classmethod
    def of(cls, port: int, size: int) -> Known:
        """Ask the server for the ids."""
        ids = {name: _ids(port, f"/api/v1/{name}?limit=1000") for name in ("stations", "trails")}
        return cls(size, ids["stations"], ids["trails"])


def _ids(port: int, address: str) -> list[int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address)
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    return [feature["id"] for feature in answer["features"]]


def questions(known: Known) -> Iterator[Asked]:
    """Return every kind of question, with what was asked of its answers."""
    yield Asked("suggestions", lambda c: f"/api/v1/suggest?q={_begun(c)}", 60)
    yield Asked("search with three filters", _filtered, 100)
    yield Asked("search for two words", lambda c: f"/api/v1/search?q={_words(c)}", 100)
    yield Asked("who serves my address", lambda c: f"/api/v1/search?serves={_home(c)}", 50)
    yield Asked("within so many minutes' walk", _walked, 120)
    yield Asked("page of the search", lambda c: f"/fi/search?q={_words(c)}", 100)
    yield from _entries(known)
    for name in ("organisations", "places"):
        yield from _lists(name)
    yield Asked("events by day", lambda c: f"/{c.choice(LANGUAGES)}/events/?since={_day(c)}", 80)
    yield Asked("first page", lambda c: f"/{c.choice(LANGUAGES)}/", 80)
    yield Asked("first page in view", lambda c: f"/fi/?at={_at(c)}&z={c.randint(10, 16)}", 80)
    for zoom in ZOOMS:
        yield Asked(f"the map's data at zoom {zoom}", partial(_map, zoom), 100)


def _entries(known: Known) -> Iterator[Asked]:
    for name, number in (("organisations", 1), ("places", PLACES), ("events", EVENTS)):
        count = known.organisations * number
        yield Asked(f"page of {name}", partial(_page, name, range(FIRST, FIRST + count)), 80)
    yield Asked("page of stations", partial(_page, "stations", known.stations), 80)
    yield Asked("page of trails", partial(_page, "trails", known.trails), 80)


def _lists(name: str) -> Iterator[Asked]:
    yield Asked(f"list of {name}", lambda c: f"/{c.choice(LANGUAGES)}/{name}/", 80)
    yield Asked(f"list of {name} so named", lambda c: f"/fi/{name}/?q={_word(c)}", 80)
    yield Asked(f"list of {name} in a box", lambda c: f"/fi/{name}/?bbox={_box(c, 0.02)}", 80)


LANGUAGES = ("fi", "sv", "en")
AREA = (24.49, 60.07, 24.88, 60.37)  # the box of area espoo
ZOOMS = (8, 11, 13, 15, 17)
TOPICS = list(tomllib.loads((ROOT / "geodata" / "topics.toml").read_text(encoding="utf-8")))
PLACES, EVENTS = 3, 5  # as `fill` makes them for each organisation


def _page(name: str, ids: Sequence[int], chance: random.Random) -> str:
    return f"/fi/{name}/{chance.choice(ids)}/"


def _filtered(chance: random.Random) -> str:
    three = {
        "topic": chance.choice(TOPICS),
        "served_in": chance.choice(LANGUAGES),
        "wheelchair": "limited",
        "open": "now",
        "free": "yes",
        "since": _day(chance),
    }
    chosen = "&".join(f"{name}={three[name]}" for name in chance.sample(list(three), 3))
    return f"/api/v1/search?q={_word(chance)}&{chosen}"


def _walked(chance: random.Random) -> str:
    lon, lat = chance.uniform(24.79, 24.835), chance.uniform(60.168, 60.198)
    return f"/api/v1/search?from={lon:.5f},{lat:.5f}&minutes={chance.randint(3, 20)}"


def _map(zoom: int, chance: random.Random) -> str:
    """Draw what the script asks: the view of a large screen, and half of it around."""
    lon, lat = (float(part) for part in _at(chance).split(","))
    wide = 2560 * 360 / 256 / 2**zoom / 2
    sides = (lon - wide, lat - wide / 3, lon + wide, lat + wide / 3)
    return f"/api/v1/map?bbox={','.join(f'{side:.5f}' for side in sides)}&zoom={zoom}"


def _largest_map(port: int) -> float:
    """Return the kilobytes of the largest answer of many, at every zoom, before any compression."""
    chance = random.Random(3)  # noqa: S311 - the same views every time
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    sizes = []
    for zoom in range(6, 20):
        for _view in range(4):
            connection.request("GET", _map(zoom, chance))
            sizes.append(len(connection.getresponse().read()))
    return max(sizes) / 1000


def _day(chance: random.Random) -> str:
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=chance.randint(1, 150))
    return day.isoformat()


def _begun(chance: random.Random) -> str:
    """Draw the first letters of a word or of where it is."""
    word = chance.choice((_typed(chance), chance.choice(told()["settlements"])[0]))
    return quote(word[: chance.randint(1, len(word))])


def _word(chance: random.Random) -> str:
    return quote(_typed(chance))


def _typed(chance: random.Random) -> str:
    """Draw what somebody may type: a compound, or the beginning of one."""
    doing, _sv = chance.choice(told()["doings"])
    kind = chance.choice(told()["kinds"])
    word = f"{doing}{chance.choice(kind['endings'])[2]}"
    return word[: chance.randint(5, len(word))]


def _words(chance: random.Random) -> str:
    where = chance.choice(told()["settlements"])[1]
    return f"{quote(where)}%20{_word(chance)}"


def _at(chance: random.Random) -> str:
    """Draw a position where people live."""
    [where] = chance.choices(told()["settlements"], [each[5] for each in told()["settlements"]])
    return f"{where[3] + chance.gauss(0, 0.01):.5f},{where[4] + chance.gauss(0, 0.005):.5f}"


def _home(chance: random.Random) -> str:
    """Draw a position where people live in the area of the instance."""
    west, south, east, north = AREA
    while True:
        lon, lat = (float(part) for part in _at(chance).split(","))
        if west < lon < east and south < lat < north:
            return f"{lon},{lat}"


def _box(chance: random.Random, wide: float) -> str:
    west, south = (float(part) for part in _at(chance).split(","))
    return f"{west:.5f},{south:.5f},{west + wide:.5f},{south + wide / 2:.5f}"
