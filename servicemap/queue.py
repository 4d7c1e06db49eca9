"""Look after the tasks in the database: take up those of dead workers, retry, put back, prune.

A worker is alive as long as it holds its lock in the database: PostgreSQL frees that when the
process dies, however it dies. A task that a dead worker was at is taken up again.
"""

from __future__ import annotations

import datetime as dt
import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from importers.errors import ImportRunning, TooManyVanished
from servicemap import tasks

logger = logging.getLogger(__name__)

Row: TypeAlias = DBTaskResult[..., Any]
STATUS = TaskResultStatus
ALIVE = 1_936_551_530  # the class of the workers' locks; any number, the same for ever
TENDING = 1_936_551_531  # the lock of who looks after the queue
PUT_BACK = dt.timedelta(seconds=20)
KEPT = dt.timedelta(days=14)
LIVE_KEPT = dt.timedelta(days=1)  # there is one each minute
UNSENT = dt.timedelta(days=1)  # in which a letter that was given up is worth a warning
REFRESH = tasks.refresh_live.module_path
LETTER = tasks.send_mail.module_path


@dataclass(frozen=True)
class Patience:
    """How often a task is tried, and how long is waited before the second try.

    Before each further try it is waited five times as long.
    """

    tries: int = 4
    pause: dt.timedelta = dt.timedelta(minutes=1)

    def before(self, number: int) -> dt.timedelta:
        """Return how long to wait after so many tries."""
        return self.pause * int(5 ** (number - 1))


PATIENCE = {
    tasks.import_feed.module_path: Patience(),
    tasks.import_upload.module_path: Patience(tries=3),
    LETTER: Patience(tries=6, pause=dt.timedelta(seconds=20)),
    tasks.renew_hours.module_path: Patience(tries=3),
    tasks.forget_people.module_path: Patience(tries=3),
    tasks.ask_to_confirm.module_path: Patience(tries=3),
    tasks.prepare_picture.module_path: Patience(tries=3, pause=dt.timedelta(seconds=20)),
    REFRESH: Patience(tries=1),  # the next one comes soon anyway
}


class Alive:
    """The lock by which others see that a worker lives; on a connection of its own.

    Django closes the usual connection now and then, which would free the lock.
    """

    def __init__(self, worker: str) -> None:
        self.number = _number(worker)
        self.held: BaseDatabaseWrapper | None = None

    def hold(self) -> None:
        """Take the lock, anew when the database was restarted meanwhile."""
        if self.held is not None and self.held.is_usable():
            return
        self.release()
        self.held = connections.create_connection(DEFAULT_DB_ALIAS)
        with self.held.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [ALIVE, self.number])

    def release(self) -> None:
        """Free the lock; closing alone would free it when the database gets to it."""
        if self.held is not None:
            if self.held.is_usable():
                with self.held.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [ALIVE, self.number])
            self.held.close()
            self.held = None


def workers() -> set[int]:
    """Return the numbers of all workers that live."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks JOIN pg_database d ON d.oid = database "
            "WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted "
            "AND d.datname = current_database()",
            [ALIVE],
        )
        return {_signed(number) for (number,) in cursor.fetchall()}


@contextmanager
def tending() -> Iterator[bool]:
    """Look after the queue in one transaction; False while another worker does."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TENDING])
            (taken,) = cursor.fetchone()
        yield bool(taken)


def take_up_lost() -> None:
    """Put back what dead workers were at; what killed them every time has failed."""
    # The tasks first: whoever has one by now held its lock before.
    running = list(DBTaskResult.objects.running())
    alive = workers() if running else set()
    for row in running:
        if row.worker_ids and _number(row.worker_ids[-1]) in alive:
            continue
        tries = patience(row).tries
        if len(row.worker_ids) < max(tries, 2):
            logger.warning("%s is taken up again: its worker died", told(row))
            _still(row).update(status=STATUS.READY, run_after=timezone.now())
            continue
        logger.error("%s is given up: its worker died %s times", told(row), len(row.worker_ids))
        reason = f"Its worker died {len(row.worker_ids)} times."
        _still(row).update(status=STATUS.FAILED, finished_at=timezone.now(), traceback=reason)
        tasks.give_up(row.task_path, row.args_kwargs["args"])


def settle(row: Row, error: BaseException) -> None:
    """Put back, retry later or give up what raised this; the task itself has been tried."""
    number = len(row.worker_ids)
    if isinstance(error, ImportRunning) or not isinstance(error, Exception):
        # Nothing is wrong with it: another import runs, or the worker was told to stop.
        _again(row, PUT_BACK if isinstance(error, Exception) else dt.timedelta(0), counts=False)
        return
    allowed = patience(row)
    if number < allowed.tries and not isinstance(error, TooManyVanished):
        pause = allowed.before(number)
        logger.warning("%s failed and is tried again in %s: %s", told(row), pause, error)
        _again(row, pause)
        return
    logger.error("%s failed %s times and is given up: %s", told(row), number, error)
    row.set_failed(error)
    tasks.give_up(row.task_path, row.args_kwargs["args"])


def prune() -> None:
    """Forget what was done long ago; the record of imports is kept by import runs."""
    now = timezone.now()
    done = DBTaskResult.objects.finished()
    done.filter(finished_at__lt=now - KEPT).delete()
    done.filter(task_path=REFRESH, finished_at__lt=now - LIVE_KEPT).delete()


def forget_letter(row: Row) -> None:
    """Forget a letter once it was sent: it may hold a code or a token, and holds an address."""
    if row.task_path == LETTER:
        sent = DBTaskResult.objects.filter(pk=row.pk, status=STATUS.SUCCESSFUL)
        sent.update(args_kwargs={"args": [], "kwargs": {}})


def patience(row: Row) -> Patience:
    return PATIENCE.get(row.task_path, Patience(tries=1))


def told(row: Row) -> str:
    """Name a task for people: `import_feed lipas`; of letters nothing is told."""
    arguments = [] if row.task_path == LETTER else row.args_kwargs["args"]
    return " ".join([row.task_path.rpartition(".")[2], *map(str, arguments)])


@dataclass(frozen=True)
class State:
    """How the queue is doing; times in seconds."""

    workers: int
    waiting: int
    oldest_waiting: float | None  # since it could have been begun
    running: int
    longest_running: float | None
    unsent: int  # letters of the last day that were given up


def state() -> State:
    """Return how the queue is doing; four queries."""
    now = timezone.now()
    due = [
        row.enqueued_at if row.run_after == get_date_max() else row.run_after
        for row in DBTaskResult.objects.ready().only("enqueued_at", "run_after")
    ]
    began = [row.started_at for row in DBTaskResult.objects.running() if row.started_at]
    return State(
        workers=len(workers()),
        waiting=len(due),
        oldest_waiting=(now - min(due)).total_seconds() if due else None,
        running=len(began),
        longest_running=(now - min(began)).total_seconds() if began else None,
        unsent=DBTaskResult.objects.filter(
            task_path=LETTER, status=STATUS.FAILED, finished_at__gt=now - UNSENT
        ).count(),
    )


def _again(row: Row, pause: dt.timedelta, *, counts: bool = True) -> None:
    tried = row.worker_ids if counts else row.worker_ids[:-1]
    _still(row).update(status=STATUS.READY, run_after=timezone.now() + pause, worker_ids=tried)


def _still(row: Row) -> QuerySet[Row]:
    """Choose the row if it is still as it was read."""
    return DBTaskResult.objects.filter(pk=row.pk, status=STATUS.RUNNING, worker_ids=row.worker_ids)


def _number(worker: str) -> int:
    return _signed(zlib.crc32(worker.encode()))


def _signed(number: int) -> int:
    return number - 2**32 if number >= 2**31 else number
