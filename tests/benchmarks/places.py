"""Measure the import of LIPAS's thousand places, of population cells and of postal areas."""

import os
import re
import tempfile
from pathlib import Path

from tests.benchmarks.instance import database, environment, manage
from tests.benchmarks.timing import Report

FILES = {  # source → its file below the data folder, how many come in, what, seconds
    "lipas": ("lipas/sports-places-1000.json", "1,000 places of LIPAS", 1.0),
    "population": ("population/hsy_populationgrid.json", "3,291 population cells", None),
    "postal_areas": ("postal_areas/hsy_po.json", "172 postal areas", None),
}
FINLAND = "box = [19.0, 59.0, 32.0, 71.0]"
# Within the command, since the seconds are those of the import and not of starting Python.
TIMED = """
import time
from pathlib import Path
from importers.run import Order, run_import
start = time.perf_counter()
run = run_import(Order({source!r}, file=Path({file!r}), force=True), lambda line: None)
new = max(counts["new"] + counts["unchanged"] for counts in run.counts.values())
print(new, time.perf_counter() - start)
"""


def measure_places(report: Report) -> None:
    """Import each into an empty database whose area is all of Finland, and again."""
    data = Path(os.environ["SERVICEMAP_DATA_DIR"]).resolve()
    with tempfile.TemporaryDirectory() as name, database():
        own = environment(Path(name))
        area = Path(own["SERVICEMAP_AREA_FILE"])
        text = area.read_text(encoding="utf-8")
        area.write_text(re.sub(r"(?m)^box = .*$", FINLAND, text, count=1), encoding="utf-8")
        manage(own, "migrate", "-v0")
        for source, (file, what, asked) in FILES.items():
            count = int(what.split()[0].replace(",", ""))
            for when, limit in (("all new", asked), ("read again, unchanged", None)):
                took = _timed(own, source, data / file, count)
                report.add("imports", f"{what}, {when}", took, "s", limit)


def _timed(own: dict[str, str], source: str, file: Path, count: int) -> float:
    code = TIMED.format(source=source, file=str(file))
    number, took = manage(own, "shell", "-v0", "-c", code).split()[-2:]
    if int(number) != count:
        raise AssertionError(f"{source}: {number} records came in, not {count}")
    return float(took)
