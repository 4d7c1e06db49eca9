"""Run a worker of the queue in a process of its own, which a test may kill or stop.

Started by test_queue.py: `python -m tests.servicemap.working DATABASE FOLDER SECONDS`. Its source
takes so many seconds to fetch, and notes each fetch as a line of FOLDER/fetches.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import sys
import time
from pathlib import Path

import django
from django.conf import settings


def main(database: str, folder: Path, seconds: float) -> None:
    settings.DATABASES["default"]["NAME"] = database
    settings.NETWORK_DIR = folder / "networks"
    settings.CACHE_DIR = folder / "cache"
    django.setup()

    from geodata.feeds import Feed
    from importers.registry import REGISTRY
    from importers.sources import Fetched, Wanted
    from servicemap.worker import Worker
    from tests.importers.invented import Invented, station

    class Slow(Invented):
        def fetch(self, wanted: Wanted) -> Fetched:
            with (self.folder / "fetches").open("a", encoding="utf-8") as notes:
                notes.write(f"{os.getpid()}\n")
            time.sleep(seconds)
            return super().fetch(wanted)

    REGISTRY["invented"] = Slow(folder, [station("s1")]).module()
    feed = Feed("invented", "invented", every=dt.timedelta(hours=1))
    settings.AREA = dataclasses.replace(settings.AREA, sources=(), feeds=(feed,))
    worker = Worker()
    worker.configure_signals()
    worker.serve(until_empty=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
