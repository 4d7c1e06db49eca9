"""Import organisations and places of two made-up sources that describe the same city.

Started by imports.py: `python -m tests.benchmarks.alike RECORDS SOURCE`; says the seconds that it
took. Every record of the source "second" has its counterpart in "first".
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import django

WEST, SOUTH, EAST, NORTH = 24.5, 60.1, 24.87, 60.36
RANKS = {"first": 50, "second": 10}


def records(number: int, source: str) -> Iterator[Any]:
    """Yield as many organisations as places."""
    from shapely import Point

    from importers.records import OrganisationRecord, PlaceRecord

    chance = random.Random(1)  # noqa: S311 - the same city for both
    aside = 0.00005 if source == "second" else 0
    for each in range(number // 2):
        point = Point(chance.uniform(WEST, EAST) + aside, chance.uniform(SOUTH, NORTH))
        name = {"fi": f"Yhdistys {chance.randrange(10**6)} ry", "sv": f"Förening {each}"}
        yield OrganisationRecord(
            source_id=f"o{each}",
            name=name,
            kind="association",
            point=point,
            website=f"https://example.org/{source}/{each}",
            telephone="+358 9 1",
            street_address={"fi": f"Katu {each}"},
            opening_hours="Mo-Fr 8-16",
            description={"fi": "Kuvaus " * 20},
        )
        yield PlaceRecord(
            source_id=f"p{each}", name=name, kind="office", point=point, organisation=f"o{each}"
        )


def main(number: int, source: str) -> None:
    django.setup()

    from importers.registry import REGISTRY
    from importers.run import Order, run_import
    from importers.sources import Fetched, SourceModule, Wanted

    with tempfile.NamedTemporaryFile() as file:

        def fetch(wanted: Wanted) -> Fetched:
            return Fetched(Path(file.name))

        def parse(stream: BinaryIO, area: Any) -> Iterator[Any]:
            return records(number, source)

        REGISTRY[source] = SourceModule(
            source, source, ("organisation", "place"), fetch, parse, rank=RANKS[source]
        )
        start = time.perf_counter()
        run_import(Order(source, force=True), lambda line: None)
        print(time.perf_counter() - start)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
