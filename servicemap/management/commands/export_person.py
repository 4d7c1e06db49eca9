"""Print what is kept of somebody as JSON. `manage.py export_person EMAIL`."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from servicemap.people import personal


class Command(BaseCommand):
    help = "Print everything that is kept of somebody, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = personal.find(options["email"])
        if person is None:
            raise CommandError(f"Nobody here has the address {options['email']!r}.")
        told = personal.told(person)
        text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        self.stdout.write(text)
