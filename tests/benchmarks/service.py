"""Measure the whole service: an import into an empty database, and answers over HTTP under load."""

import random
import resource
import statistics
import tempfile
from pathlib import Path

from tests.benchmarks.asking import load
from tests.benchmarks.instance import database, environment, manage, server
from tests.benchmarks.timing import Report, seconds

REQUESTS = 150  # by each connection


def measure_service(report: Report, extract: Path) -> None:
    """Measure an import and three kinds of answers, in a database and folders of their own."""
    with tempfile.TemporaryDirectory() as name, database():
        own = environment(Path(name))
        manage(own, "migrate", "-v0")
        took = seconds(lambda: manage(own, "import_data", "osm", "--file", str(extract)))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        report.add("import", "the whole extract into an empty database", took, "s", 15)
        report.add("import", "peak memory of the largest process", peak, "MB", 600)
        again = seconds(lambda: manage(own, "import_data", "osm", "--file", str(extract)))
        report.add("import", "the same extract again", again, "s")
        manage(own, "import_data", "curated")
        with server(own) as port:
            _measure_answers(report, port)


def _measure_answers(report: Report, port: int) -> None:
    for what, path, asked in (
        ("last mile, all stations", _last_mile, 60.0),
        ("service area 500, 1000, 1500 m as polygons", _service_area, 250.0),
        ("list of amenities in a box", _list, 60.0),
    ):
        times = load(port, path, REQUESTS)
        slow = statistics.quantiles(times, n=20)[-1]
        report.add("http", f"{what}: median", statistics.median(times), "ms")
        report.add("http", f"{what}: p95", slow, "ms", asked)


def _last_mile(chance: random.Random) -> str:
    return f"/api/v1/last-mile?within={chance.randint(500, 3000)}"


def _service_area(chance: random.Random) -> str:
    lon, lat = chance.uniform(24.80, 24.83), chance.uniform(60.172, 60.19)
    return f"/api/v1/service-area?from={lon:.5f},{lat:.5f}&metres=500,1000,1500"


def _list(chance: random.Random) -> str:
    west, south = chance.uniform(24.78, 24.80), chance.uniform(60.165, 60.175)
    return f"/api/v1/amenities?bbox={west:.4f},{south:.4f},{west + 0.03:.4f},{south + 0.02:.4f}"
