"""Keep the whole instance in a folder. `manage.py backup DIR`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from servicemap.backup.making import back_up
from servicemap.backup.manifest import BackupError


class Command(BaseCommand):
    help = "Write the database, the walking network, pictures and uploads into a new folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is new or empty")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].absolute()
        try:
            manifest = back_up(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        size = sum(seal.bytes for seal in manifest.files.values()) / 1e6
        self.stdout.write(f"{folder}: {len(manifest.files)} files, {size:.1f} MB.")
