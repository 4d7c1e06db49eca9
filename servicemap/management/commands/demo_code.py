"""Print the second factor of the demonstration's reviewer. `manage.py demo_code`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from servicemap.demo import people


class Command(BaseCommand):
    help = "Print the code that an app on the telephone of the demonstration's reviewer would show."

    def handle(self, *args: Any, **options: Any) -> None:
        found = None if settings.PRODUCTION else people.second_factor()
        if found is None:
            raise CommandError(
                "There is no reviewer of a demonstration here: ./dev demo makes one."
            )
        code, seconds = found
        self.stdout.write(f"{code} (for {seconds} more seconds)")
