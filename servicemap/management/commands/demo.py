"""Make the people of a demonstration and tell how they sign in. `manage.py demo`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from servicemap import tasks
from servicemap.demo import content, people

HOW = f"""Sign in at {{address}}/en/my/ with one of these addresses; its code is printed below.
  {people.OWNER:<30} looks after an organisation
  {people.REVIEWER:<30} decides for the city; the second factor: ./dev manage demo_code"""


class Command(BaseCommand):
    help = "Make the invented people of a demonstration, and let the worker give them something."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="of the server")
        parser.add_argument(
            "--no-longer", action="store_true", help="take them away, and what they had begun"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This instance is in production: it has no demonstration.")
        if options["no_longer"] or not settings.EXAMPLES:
            content.withdraw()
        if options["no_longer"]:
            self.stdout.write("The people of the demonstration are gone.")
            return
        people.make()
        tasks.bring_demo.enqueue()
        self.stdout.write(HOW.format(address=options["address"]))
