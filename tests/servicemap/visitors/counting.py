"""Count in a process of its own, as a worker of the server does, until it ends.

Started by test_counter.py: `python -m tests.servicemap.visitors.counting DATABASE SEED`.
"""

from __future__ import annotations

import datetime as dt
import random
import sys

import django
from django.conf import settings

ROUNDS, ENTRIES = 30, 40
WEEK = dt.date(2026, 11, 16)


def main(database: str, seed: int) -> None:
    settings.DATABASES["default"]["NAME"] = database
    django.setup()

    from servicemap.visitors.counter import BUFFER, Key

    keys = [Key("organisation", id, WEEK, "opened") for id in range(1, ENTRIES + 1)]
    order = random.Random(seed)  # noqa: S311 - any order will do
    for _round in range(ROUNDS):
        order.shuffle(keys)
        BUFFER.add(keys)
        BUFFER.write()
    BUFFER.add(keys)  # the last round is written when the process ends


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
