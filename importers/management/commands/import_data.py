"""Import a source: `manage.py import_data osm`; without a name, all of the area's sources."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geodata.area import current_area
from geodata.models import ImportRun
from importers.errors import ImportFailed, InputError
from importers.registry import REGISTRY
from importers.run import Order, run_import

COLUMNS = ("new", "changed", "unchanged", "closed", "reopened", "refused")
MOST_SHOWN = 10


class Command(BaseCommand):
    help = "Import a source of data. Importing the same input twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "source",
            nargs="?",
            choices=sorted({*REGISTRY, *(feed.key for feed in current_area().feeds)}),
            help="what to import; by default every source that the area file names",
        )
        place = parser.add_mutually_exclusive_group()
        place.add_argument("--file", type=Path, help="a file instead of where the source is kept")
        place.add_argument("--url", help="an http or https address of such a file")
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what would change; write nothing"
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="import an unchanged input again, and accept that more than 20 %% vanish",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.began = time.monotonic()
        named, file, url = options["source"], options["file"], options["url"]
        if (file or url) and not named:
            raise CommandError("Say the name of the source that the file is for.", returncode=2)
        for source in [named] if named else current_area().sources:
            dry_run, force = options["dry_run"], options["force"]
            self.import_source(Order(source, file, url or "", dry_run=dry_run, force=force))

    def import_source(self, order: Order) -> None:
        try:
            run = run_import(order, self.say)
        except InputError as error:
            raise CommandError(str(error), returncode=2) from None
        except ImportFailed as error:
            raise CommandError(str(error), returncode=1) from None
        self.show_counts(run)
        self.show_problems(run)
        self.say(_summary(run))

    def say(self, line: str) -> None:
        """Write one line with the seconds since the start, at once."""
        self.stdout.write(f"[{time.monotonic() - self.began:6.1f} s] {line}")
        self.stdout.flush()

    def show_counts(self, run: ImportRun) -> None:
        if not run.counts:
            return
        width = max(map(len, (*run.counts, "kind")))
        self.stdout.write("kind".ljust(width) + "".join(each.rjust(11) for each in COLUMNS))
        for kind, counts in run.counts.items():
            numbers = "".join(str(counts[each]).rjust(11) for each in COLUMNS)
            self.stdout.write(kind.ljust(width) + numbers)

    def show_problems(self, run: ImportRun) -> None:
        for each in run.problems[:MOST_SHOWN]:
            self.stderr.write(f"{each['kind']} {each['source_id']}: {each['reason']}")
        if len(run.problems) > MOST_SHOWN:
            rest = len(run.problems) - MOST_SHOWN
            self.stderr.write(f"and {rest} more, which the admin lists at this import run.")


def _summary(run: ImportRun) -> str:
    still = not any(
        counts[each]
        for counts in run.counts.values()
        for each in ("new", "changed", "closed", "reopened")
    )
    if run.status == ImportRun.Status.DRY_RUN:
        return "Dry run: nothing would change." if still else "Dry run: nothing was written."
    if run.status == ImportRun.Status.UNCHANGED:
        return f"Nothing changed: {run.file_name} is what was imported last."
    return f"Imported {run.file_name}."
