"""Import a source: `import_data osm`; `import_data --all`: everything that the area names."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geodata.area import current_area
from geodata.models import ImportRun, Source
from importers.errors import ImportFailed, InputError
from importers.registry import REGISTRY
from importers.run import Order, is_at_hand, run_import

COLUMNS = ("new", "changed", "unchanged", "closed", "reopened", "refused")
MOST_SHOWN = 10


class Command(BaseCommand):
    help = "Import a source of data. Importing the same input twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "source",
            nargs="?",
            choices=sorted({*REGISTRY, *(feed.key for feed in current_area().feeds)}),
            help="what to import: a source, or a feed of the area; by default all of the area's",
        )
        parser.add_argument(
            "--all", action="store_true", help="the same as no name: everything the area names"
        )
        parser.add_argument(
            "--local", action="store_true", help="leave out what is not at hand; fetch nothing"
        )
        place = parser.add_mutually_exclusive_group()
        place.add_argument("--file", type=Path, help="a file instead of where the source is kept")
        place.add_argument("--url", help="an http or https address of such a file")
        parser.add_argument(
            "--dry-run", action="store_true", help="tell what would change; write nothing"
        )
        parser.add_argument(
            "--withdraw",
            action="store_true",
            help="close all that this source has brought, instead of importing it",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="import an unchanged input again, and accept that more than 20 %% vanish",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.began = time.monotonic()
        named, file, url = options["source"], options["file"], options["url"]
        if named and options["all"]:
            raise CommandError("Say the name of a source or --all, not both.", returncode=2)
        if (file or url) and not named:
            raise CommandError("Say the name of the source that the file is for.", returncode=2)
        if options["withdraw"]:
            self.withdraw(named, options)
            return
        keys = [named] if named else list(current_area().feed_keys())
        wrong: list[ImportFailed] = []
        for key in keys:
            dry_run, force = options["dry_run"], options["force"]
            order = Order(key, file, url or "", dry_run=dry_run, force=force)
            try:
                if options["local"] and not (file or is_at_hand(key)):
                    self.say(f"{key} is left out: its file is not at hand.")
                    continue
                self.import_source(order)
            except ImportFailed as error:
                wrong.append(error)
                if not named:
                    self.stderr.write(f"{key}: {error}")
        self.conclude(wrong, len(keys))

    def withdraw(self, named: str | None, options: dict[str, Any]) -> None:
        if not named or options["file"] or options["url"] or options["local"]:
            raise CommandError(
                "--withdraw takes the name of one source, and no file.", returncode=2
            )
        if not Source.objects.filter(key=named).exists():
            self.say(f"{named} has brought nothing.")
            return
        try:
            self.import_source(Order(named, dry_run=options["dry_run"], withdraw=True))
        except ImportFailed as error:
            self.conclude([error], 1)

    def conclude(self, wrong: list[ImportFailed], number: int) -> None:
        """Raise CommandError when something failed: with status 2 when all of it is the input's."""
        if not wrong:
            return
        code = 2 if all(isinstance(error, InputError) for error in wrong) else 1
        if number == 1:
            raise CommandError(str(wrong[0]), returncode=code) from None
        raise CommandError(
            f"{len(wrong)} of {number} sources could not be imported.", returncode=code
        )

    def import_source(self, order: Order) -> None:
        run = run_import(order, self.say)
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
