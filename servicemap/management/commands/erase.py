"""Erase what is kept of somebody. `manage.py erase EMAIL`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from servicemap.people import personal


class Command(BaseCommand):
    help = "Erase an account and everything personal; organisations and what was published stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        left = personal.erase(options["email"])
        if left is None:
            raise CommandError(f"Nothing is kept of {options['email']!r}.")
        self.stdout.write("Erased.")
        for name in left:
            self.stdout.write(f"{name} has no owner now.")
