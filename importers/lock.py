"""Let one import at a time into a database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from geodata.models import ImportRun
from importers.errors import ImportRunning

KEY = 1_936_551_529  # any number, the same for ever
PATIENCE_SECONDS = 2.0


@contextmanager
def only_import() -> Iterator[None]:
    """Hold the database's lock for imports; raises ImportRunning when another one has it.

    The lock belongs to the connection, so that PostgreSQL frees it when the process is killed.
    """
    if not _is_taken():
        raise ImportRunning(_who())
    try:
        yield
    finally:
        if not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def _is_taken() -> bool:
    """Try to take the lock; PostgreSQL needs a moment to notice that its holder was killed."""
    until = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
            if cursor.fetchone()[0]:
                return True
            if time.monotonic() > until:
                return False
            time.sleep(0.1)


def _who() -> str:
    other = ImportRun.objects.filter(status=ImportRun.Status.RUNNING).select_related("source")
    run = other.first()
    since = f" ({run.source.key}, since {timezone.localtime(run.started_at):%H:%M})" if run else ""
    return f"Another import is running{since}. Wait until it has finished, then try again."
