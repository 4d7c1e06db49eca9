"""Measure the engine: on the extract, and on the same network tiled to 1.4 million edges."""

import json
import subprocess
import sys
from pathlib import Path

from geodata.network import (
    Network,
    Targets,
    describe,
    directions,
    nearest,
    open_network,
    service_areas,
    snap,
    trail_targets,
    walks,
)
from tests.benchmarks.networks import AALTO, NEAR_TAPIOLA, RANTARAITTI, STATIONS, place, scattered
from tests.benchmarks.timing import Report, median_ms


def route(network: Network) -> float:
    """Answer a whole route question; return its metres."""
    start, end = place(network, *AALTO), place(network, *NEAR_TAPIOLA)
    [walk] = walks(network, [[start]], Targets.at([end]))
    if walk is None:
        raise ValueError("there must be a walk from Aalto-yliopisto to Tapiola")
    describe(network, walk)
    directions(network, walk)
    return walk.metres


def last_mile(network: Network) -> None:
    """Answer the last mile of all stations to the shore trail."""
    targets = trail_targets(network, RANTARAITTI)
    origins = [[p] for lonlat in STATIONS if (p := snap(network, *lonlat)) is not None]
    if targets is None or not origins:
        raise ValueError("the trail and the stations must be in the extract")
    for walk in walks(network, origins, targets):
        if walk is not None:
            describe(network, walk)


def lines(network: Network) -> None:
    """Answer a service area of 1.5 km as exact lines."""
    start = place(network, *AALTO)
    service_areas(network, [start], [1500], with_polygons=False)[0].lines()


def polygon(network: Network) -> None:
    """Answer a service area of 1.5 km as a polygon."""
    service_areas(network, [place(network, *AALTO)], [1500])[0].polygon()


def measure_extract(report: Report, network: Network) -> None:
    """Measure the engine on the extract."""
    metres = route(network)
    report.add("extract", "edges of the network", network.edge_count, "")
    told = f"route of {metres:.0f} m: snap, walk, attributes, directions"
    report.add("extract", told, median_ms(lambda: route(network)), "ms", 3)
    report.add("extract", "last mile, 4 stations", median_ms(lambda: last_mile(network)), "ms", 5)
    report.add("extract", "service area 1.5 km, lines", median_ms(lambda: lines(network)), "ms", 6)
    report.add(
        "extract", "service area 1.5 km, polygon", median_ms(lambda: polygon(network)), "ms", 35
    )
    origins, targets = scattered(network, 10_000, 1), scattered(network, 50, 2)
    found = median_ms(lambda: nearest(network, origins, targets))
    report.add("extract", "10,000 origins, nearest of 50", found, "ms", 15)


def measure_large(report: Report, network: Network, path: Path) -> None:
    """Measure the engine on the tiled network."""
    report.add("large", "edges of the network", network.edge_count, "")
    report.add("large", "route of 1.5 km", median_ms(lambda: route(network)), "ms", 10)
    report.add(
        "large", "service area 1.5 km, polygon", median_ms(lambda: polygon(network)), "ms", 60
    )
    origins, targets = scattered(network, 10_000, 1), scattered(network, 50, 2)
    found = median_ms(lambda: nearest(network, origins, targets), runs=5, warm=1)
    report.add("large", "10,000 origins, nearest of 50", found, "ms", 500)
    opened = median_ms(lambda: open_network(path), runs=10)
    report.add("large", "opening the file", opened, "ms", 50)
    report.add("large", "memory of one more worker", second_worker_mb(path), "MB", 100)


def second_worker_mb(path: Path) -> float:
    """Return the memory that is another process's own after it opened the file and answered."""
    code = (
        "import json, pathlib, sys\n"
        "from geodata.network import open_network\n"
        "from tests.benchmarks import engine\n"
        "def private():\n"
        "    rows = pathlib.Path('/proc/self/smaps_rollup').read_text().splitlines()\n"
        "    return sum(int(r.split()[1]) for r in rows if r.startswith('Private_')) / 1024\n"
        "before = private()\n"
        f"network = open_network(pathlib.Path({str(path)!r}))\n"
        "engine.route(network); engine.polygon(network)\n"
        "print(json.dumps(private() - before))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    return float(json.loads(answer.stdout))
