"""Run an import of the invented source and kill this process at a named moment.

Started by test_kill.py: `python -m tests.importers.victim DATABASE FOLDER MOMENT`.
"""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import Mock, patch

import django
from django.conf import settings


def die(*_: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("killed")


def nothing_then_death() -> Iterator[None]:
    yield None
    die()


def main(database: str, folder: Path, moment: str) -> None:
    settings.DATABASES["default"]["NAME"] = database
    settings.NETWORK_DIR = folder / "networks"
    django.setup()

    from importers import networks, run
    from importers.registry import REGISTRY
    from tests.importers.invented import Invented, station

    class Dying(Invented):
        def parse(self, *args: Any) -> Iterator[Any]:
            yield station("s1", "New")
            if moment == "while reading":
                die()
            yield from self.records

        def build_network(self, path: Path, area: Any, extract: Any, directory: Path) -> Any:
            if moment == "while the network is written":
                (directory / "version-2.9.part").write_text("half", encoding="utf-8")
                die()
            report = super().build_network(path, area, extract, directory)
            if moment == "when the network is written":
                die()
            return report

    source = Dying(folder, [station("s2", "New")], edition="2", has_network=True)
    REGISTRY["invented"] = source.module()
    if moment == "before the commit":
        sync = run.__dict__["sync"]
        patch.object(run, "sync", lambda *args, **named: die(sync(*args, **named))).start()
    if moment == "after the commit":  # the first call to tidy up is before the import
        patch.object(networks, "clean", Mock(side_effect=nothing_then_death())).start()
    source.run()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
