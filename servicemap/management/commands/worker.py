"""Work off the queue: scheduled imports, live figures, uploads. `manage.py worker`."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from servicemap.worker import Worker


class Command(BaseCommand):
    help = "Do what is in the queue, and import the area's feeds on their schedules."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--begin",
            action="store_true",
            help="first import every source of the area whose file is at hand",
        )
        parser.add_argument(
            "--until-empty",
            action="store_true",
            help="stop when nothing is left that can be done now, instead of waiting for more",
        )

        parser.add_argument(
            "--at-once",
            action="store_true",
            help="do only what somebody waits for, such as letters; another worker does the rest",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verbosity"] > 1:
            logging.getLogger("servicemap").setLevel(logging.INFO)
        worker = Worker(quick=options["at_once"])
        worker.configure_signals()
        worker.serve(begin=options["begin"], until_empty=options["until_empty"])
