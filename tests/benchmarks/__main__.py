"""Run the benchmark: `./dev bench [--json] [--only SECTION]`."""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path

from geodata.network import Network
from tests.benchmarks import editing, engine, imports, networks, places, residents, service
from tests.benchmarks.timing import Report, seconds

SECTIONS = ("editing", "engine", "imports", "large", "map", "peers", "residents", "service")
EXTRACT = "osm/tapiola_otaniemi_2014.osm.pbf"


def extract_path() -> Path:
    """Return the extract that is measured; exit with what to do when there is none."""
    folder = os.environ.get("SERVICEMAP_DATA_DIR", "")
    path = Path(folder) / EXTRACT
    if not folder or not path.is_file():
        sys.exit(
            f"The benchmark needs {EXTRACT}: set SERVICEMAP_DATA_DIR to the folder that holds it."
        )
    return path.resolve()


def measure(report: Report, sections: list[str]) -> None:
    """Measure the chosen sections."""
    extract = extract_path()
    if "service" in sections:  # first: a child's memory counts what this process held when it began
        service.measure_service(report, extract)
    if "imports" in sections:
        imports.measure_imports(report)
        places.measure_places(report)
    if "residents" in sections:
        residents.measure_residents(report, extract)
    if "editing" in sections:
        editing.measure_editing(report, extract)
    if "map" in sections:
        from tests.benchmarks import browsing

        browsing.measure_map(report, extract)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = networks.extract_network(extract, folder / "small")
        if "engine" in sections:
            engine.measure_extract(report, small)
        if "peers" in sections:
            from tests.benchmarks import peers

            peers.measure_peers(report, small)
        if "large" in sections:
            made: list[Network] = []
            took = seconds(lambda: made.append(networks.large_network(small, folder / "large")))
            report.add("large", "compiling", took, "s")
            [path] = (folder / "large").iterdir()
            report.add("large", "size of the file", path.stat().st_size / 1e6, "MB")
            engine.measure_large(report, made[0], path)


def main() -> None:
    """Parse the arguments, measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="measure only this")
    options = parser.parse_args()
    report = Report()
    with redirect_stdout(sys.stderr if options.json else sys.stdout):
        day, version = time.strftime("%Y-%m-%d"), platform.python_version()
        print(f"{day}, Python {version}, {os.cpu_count()} cores")
        measure(report, options.only or list(SECTIONS))
    if options.json:
        print(json.dumps(report.as_json(), indent=1))


if __name__ == "__main__":
    main()
