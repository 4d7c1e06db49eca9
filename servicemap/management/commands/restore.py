"""Make the instance again from a backup. `manage.py restore DIR`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from servicemap.backup.manifest import BackupError
from servicemap.backup.restoring import restore


class Command(BaseCommand):
    help = "Bring back what `backup` has kept; all of it, or nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="what `backup` has written")
        parser.add_argument(
            "--force", action="store_true", help="replace an instance that is not empty"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].absolute()
        try:
            manifest = restore(folder, force=options["force"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored from {folder}: {manifest.area}, as of {manifest.made_at}. "
            "Everybody has to sign in again."
        )
