"""Count in memory, and write what was counted down every few seconds.

So whoever reads a page waits for nothing. What a process has counted is written when it ends, too;
a crash loses some seconds.
"""

from __future__ import annotations

import atexit
import datetime as dt
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db import Error, connection

logger = logging.getLogger(__name__)
EVERY = 5.0  # seconds
MOST = 20_000  # different keys in between; what comes beyond is not counted


class Key(NamedTuple):
    """What is counted, in the order of the table's key."""

    noun: str
    entry: int
    week: dt.date
    what: str
    words: str = ""


# In one order, so that two processes that write the same rows wait for each other instead of
# locking each other out; and only of what is there.
_ADD = """
    INSERT INTO servicemap_use (noun, entry, week, what, words, count)
    SELECT told.* FROM unnest(
        %s::text[], %s::bigint[], %s::date[], %s::text[], %s::text[], %s::integer[]
    ) AS told (noun, entry, week, what, words, count)
    WHERE CASE noun
        WHEN 'organisation' THEN EXISTS (SELECT FROM geodata_organisation t WHERE t.id = entry)
        WHEN 'place' THEN EXISTS (SELECT FROM geodata_place t WHERE t.id = entry)
        WHEN 'event' THEN EXISTS (SELECT FROM geodata_event t WHERE t.id = entry)
    END
    ORDER BY noun, entry, week, what, words
    ON CONFLICT (noun, entry, week, what, words)
    DO UPDATE SET count = servicemap_use.count + excluded.count
"""


class Buffer:
    """What one process has counted and not written yet."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._adding = threading.Lock()
        self._writing = threading.Lock()
        self._is_kept = False  # whether a thread writes now and then

    def add(self, keys: Iterable[Key]) -> None:
        """Count each key once."""
        with self._adding:
            for key in keys:
                if key in self._counts or len(self._counts) < MOST:
                    self._counts[key] += 1
        self.keep()

    def keep(self) -> None:
        """Begin to write every few seconds, once in each process."""
        with self._adding:
            if self._is_kept:
                return
            self._is_kept = True
        atexit.register(self.write)
        threading.Thread(target=self._write_for_ever, name="use", daemon=True).start()

    def write(self) -> None:
        """Write down what was counted; what cannot be written now is kept for the next time."""
        with self._writing:
            with self._adding:
                counts, self._counts = self._counts, Counter()
            if not counts:
                return
            rows = [(*key, count) for key, count in counts.items()]
            try:
                with connection.cursor() as cursor:
                    cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])
            except Error:
                logger.warning("What was counted cannot be written now", exc_info=True)
                with self._adding:
                    self._counts += counts

    def forget(self) -> None:
        """Begin with nothing: what a process had counted before it forked is its own to write."""
        self.__init__()  # type: ignore[misc]  # the locks too may be held by a thread left behind

    def _write_for_ever(self) -> None:
        while True:
            time.sleep(EVERY)
            self.write()
            connection.close()  # of this thread: it would be idle nearly all the time


BUFFER = Buffer()
os.register_at_fork(after_in_child=BUFFER.forget)
