"""Do what is in the queue, and put into it what is due."""

from __future__ import annotations

import logging
import signal
import sys
import time
from types import FrameType

from django.db import Error, close_old_connections, connection, transaction
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as LibraryWorker
from django_tasks_db.models import DBTaskResult

from servicemap import queue, schedule
from servicemap.tasks import AT_ONCE

logger = logging.getLogger(__name__)
TICK = 10.0  # seconds between two looks at the schedule
BREATH = 1.0  # seconds between two looks at an empty queue
TROUBLED = 5.0  # seconds until a database that does not answer is asked again


class Worker(LibraryWorker):
    """The library's worker, which also keeps the schedule and lets a failed task be tried again.

    It stops at once when told to: an import is whole or not at all, and is taken up again. One
    that is `quick` does what somebody waits for, and leaves to others what may take minutes.
    """

    def __init__(self, *, quick: bool = False) -> None:
        super().__init__(
            queue_names=["*"],
            interval=BREATH,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id="",
            excluded_queue_names=[],
        )
        self.quick = quick
        self.be_new()

    def be_new(self) -> None:
        """Take a new identity: what the former one was at, if anything, is taken up again."""
        self.worker_id = get_random_string(32)
        self.alive = queue.Alive(self.worker_id)
        self.ticked: float | None = None

    def serve(self, *, begin: bool = False, until_empty: bool = False) -> None:
        """Work until told to stop, or until nothing is left that could be done now."""
        try:
            while self.running:
                try:
                    begin = self.tend(begin=begin) and begin
                    worked = self.step()
                except Error:  # of the database or of the connection to it
                    logger.exception("The database does not answer; the worker waits for it")
                    connection.close()
                    self.alive.release()
                    self.be_new()
                    time.sleep(TROUBLED)
                    continue
                if until_empty and not worked:
                    return
                if not worked and self.running:
                    time.sleep(BREATH)
        finally:
            self.alive.release()

    def tend(self, *, begin: bool) -> bool:
        """Look after the queue now and then; returns whether the beginning is still to be done."""
        if self.ticked is not None and time.monotonic() - self.ticked < TICK:
            return begin
        self.alive.hold()
        with queue.tending() as ours:
            if ours:
                queue.take_up_lost()
                queue.prune()
                put = [*(schedule.enqueue_local() if begin else []), *schedule.enqueue_due()]
                begin = False
                for each in put:
                    logger.info("%s is due", each)
        self.ticked = time.monotonic()
        return begin

    def step(self) -> bool:
        """Do one task; returns False when there is none to be done now."""
        close_old_connections()
        rows = DBTaskResult.objects.ready()
        if self.quick:
            rows = rows.filter(priority__gte=AT_ONCE)
        with transaction.atomic():
            row = rows.get_locked()
            if row is None:
                return False
            row.claim(self.worker_id)
        self.run_task(row)
        return True

    def run_task(self, row: queue.Row) -> None:
        """Do a task that was claimed; what goes wrong is put back, tried again or given up."""
        self.running_task = True
        try:
            logger.info("%s begins", queue.told(row))
            given = row.args_kwargs
            value = row.task.call(*given["args"], **given["kwargs"])
            row.set_successful(value)
            queue.forget_letter(row)
        except BaseException as error:
            connection.close_if_unusable_or_obsolete()
            queue.settle(row, error)
        finally:
            self.running_task = False

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop; what is being done is put back."""
        logger.info("The worker stops (%s)", signal.strsignal(signum))
        self.running = False
        sys.exit(0)
