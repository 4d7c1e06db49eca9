"""The queue: scheduled imports, retries, workers that die, and nothing done twice."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from geodata.area import current_area
from geodata.feeds import Feed
from geodata.hours.times import times_of
from geodata.models import HubComponent, ImportRun, LiveStatus, Station
from importers.errors import FetchError, ImportRunning, TooManyVanished
from importers.lock import KEY
from importers.registry import REGISTRY
from importers.sources import Fetched, Live, Wanted
from servicemap import queue, schedule, tasks
from servicemap.worker import Worker
from tests.importers.invented import Invented, component, hub, station

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker lets go of old connections; the one of a test holds what the test did."""
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)


@pytest.fixture
def invented(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Invented:
    """An area with one feed, to be imported each hour."""
    settings.NETWORK_DIR = tmp_path / "networks"
    source = Invented(tmp_path, [station("s1")])
    monkeypatch.setitem(REGISTRY, "invented", source.module())
    feeds = (Feed("invented", "invented", every=HOUR),)
    settings.AREA = dataclasses.replace(settings.AREA, sources=(), feeds=feeds)
    return source


@pytest.fixture
def failing(invented: Invented, monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What fetching raises, as long as it raises something; its last error stays."""
    errors: list[BaseException] = [FetchError("The service is down.")]
    whole = invented.module()

    def fetch(wanted: Wanted) -> Fetched:
        if errors:
            raise errors[0]
        return invented.fetch(wanted)

    monkeypatch.setitem(REGISTRY, "invented", dataclasses.replace(whole, fetch=fetch))
    return errors


def work() -> None:
    Worker().serve(until_empty=True)


def row() -> queue.Row:
    return DBTaskResult.objects.get()


def skip_the_pause() -> dt.timedelta:
    """Let what waits for its next try be due now; returns how long it would have waited."""
    pause = row().run_after - timezone.now()
    DBTaskResult.objects.update(run_after=timezone.now())
    return pause


def test_it_works(invented: Invented) -> None:
    tasks.import_feed.enqueue("invented")
    assert row().status == "READY"
    work()
    run = ImportRun.objects.get()
    assert (row().status, row().return_value) == ("SUCCESSFUL", {"status": "done", "run": run.pk})
    assert Station.objects.open().count() == 1


def test_the_command_works_off_the_queue(invented: Invented) -> None:
    tasks.import_feed.enqueue("invented")
    with pytest.MonkeyPatch.context() as patched:  # signals are for a process of its own
        patched.setattr(Worker, "configure_signals", lambda worker: None)
        call_command("worker", "--until-empty")
    assert row().status == "SUCCESSFUL"


def test_a_failed_import_is_tried_again_each_time_later_and_then_reported(
    failing: list[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    pauses = []
    for _ in range(3):
        work()
        assert row().status == "READY"
        pauses.append(round(skip_the_pause() / dt.timedelta(minutes=1)))
    assert pauses == [1, 5, 25]
    caplog.clear()
    work()
    assert row().status == "FAILED"
    assert [each.message for each in caplog.records if each.levelno == logging.ERROR] == [
        "import_feed invented failed 4 times and is given up: The service is down."
    ]
    assert ImportRun.objects.filter(status="failed", message="The service is down.").count() == 4


def test_the_next_try_is_when_it_is_said_to_be(failing: list[BaseException]) -> None:
    work()
    [feed] = current_area().feeds
    assert schedule.next_import(feed, timezone.now()) == row().run_after


def test_the_next_try_mends_it(failing: list[BaseException]) -> None:
    work()
    failing.clear()
    skip_the_pause()
    work()
    assert row().status == "SUCCESSFUL"
    assert Station.objects.open().count() == 1


def test_what_a_person_must_decide_is_not_tried_again(failing: list[BaseException]) -> None:
    failing[:] = [TooManyVanished("5 of 10 would vanish.")]
    work()
    assert row().status == "FAILED"


def test_while_another_import_runs_it_is_put_back_and_that_is_no_try(invented: Invented) -> None:
    tasks.import_feed.enqueue("invented")
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
        work()
    finally:
        other.close()
    assert (row().status, row().worker_ids) == ("READY", [])
    assert dt.timedelta(seconds=15) < skip_the_pause() <= queue.PUT_BACK
    work()
    assert row().status == "SUCCESSFUL"


def claimed(*workers: str) -> queue.Row:
    """A task that the last of these workers is at."""
    tasks.import_feed.enqueue("invented")
    DBTaskResult.objects.update(status="RUNNING", worker_ids=list(workers))
    return row()


def test_what_a_dead_worker_was_at_is_taken_up_again(invented: Invented) -> None:
    claimed("dead")
    work()
    assert row().status == "SUCCESSFUL"
    assert row().worker_ids[0] == "dead"


def test_what_a_live_worker_is_at_is_left_to_it(invented: Invented) -> None:
    claimed("busy")
    busy = queue.Alive("busy")
    busy.hold()
    try:
        queue.take_up_lost()
        assert row().status == "RUNNING"
        assert queue.state().workers == 1
    finally:
        busy.release()
    assert queue.state().workers == 0


def test_what_kills_every_worker_is_given_up(invented: Invented) -> None:
    claimed("a", "b", "c", "d")
    queue.take_up_lost()
    assert (row().status, row().traceback) == ("FAILED", "Its worker died 4 times.")


def test_what_was_finished_meanwhile_stays_so(invented: Invented) -> None:
    read = claimed("dead")
    DBTaskResult.objects.update(status="SUCCESSFUL")
    queue.settle(read, ImportRunning("Another import is running."))
    assert row().status == "SUCCESSFUL"


def test_a_worker_that_is_told_to_stop_puts_its_task_back(failing: list[BaseException]) -> None:
    failing[:] = [SystemExit(0)]
    worker = Worker()
    worker.tend(begin=False)
    worker.step()
    worker.alive.release()
    assert (row().status, row().worker_ids) == ("READY", [])
    assert ImportRun.objects.get().message == "0"


def test_a_database_that_was_away_makes_a_new_worker_of_it(
    invented: Invented, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicemap.worker.TROUBLED", 0.0)
    monkeypatch.setattr("servicemap.worker.connection.close", lambda: None)
    worker = Worker()
    first, tend, troubles = worker.worker_id, worker.tend, [DatabaseError("gone")]

    def troubled(*, begin: bool) -> bool:
        if troubles:
            raise troubles.pop()
        return tend(begin=begin)

    monkeypatch.setattr(worker, "tend", troubled)
    worker.serve(until_empty=True)
    assert worker.worker_id != first
    assert row().status == "SUCCESSFUL"


# --- The schedule -------------------------------------------------------------------------------


def test_a_feed_is_due_at_first_and_then_as_often_as_the_area_says(invented: Invented) -> None:
    assert schedule.enqueue_due() == ["import_feed invented"]
    assert schedule.enqueue_due() == []  # it waits
    work()
    assert schedule.enqueue_due() == []  # it was just done
    later = timezone.now() + HOUR
    assert schedule.enqueue_due(later - dt.timedelta(minutes=1)) == []
    assert schedule.enqueue_due(later) == ["import_feed invented"]


def test_opening_hours_are_worked_out_further_once_a_day(invented: Invented) -> None:
    work()
    assert schedule.enqueue_due() == [], "Nothing has opening hours."
    times_of(["Mo-Fr 08:00-16:00"])
    for day in (timezone.now(), timezone.now() + dt.timedelta(days=1)):
        told = f"renew_hours {timezone.localdate(day)}"
        assert told in schedule.enqueue_due(day)
        work()
        assert told not in schedule.enqueue_due(day)


def test_what_was_just_imported_by_hand_is_not_due(invented: Invented) -> None:
    invented.run()
    assert schedule.enqueue_due() == []


def test_a_feed_that_this_release_cannot_read_is_not_tried_all_the_time(
    invented: Invented, settings: Settings
) -> None:
    feeds = (Feed("moon", "moon", every=HOUR),)
    settings.AREA = dataclasses.replace(settings.AREA, feeds=feeds)
    assert schedule.enqueue_due() == ["import_feed moon"]
    for _ in range(4):
        work()
        skip_the_pause()
    assert row().status == "FAILED"
    assert not ImportRun.objects.exists()
    assert schedule.enqueue_due() == []


def test_without_leave_to_fetch_only_local_files_are_imported(
    invented: Invented, settings: Settings, tmp_path: Path
) -> None:
    settings.FETCH = False
    assert schedule.enqueue_due() == []
    tasks.import_feed.enqueue("invented")
    work()
    assert row().return_value == {"status": "not at hand"}
    DBTaskResult.objects.all().delete()
    (tmp_path / "bikes.json").write_text("{}", encoding="utf-8")
    settings.DATA_DIR = tmp_path
    feeds = (Feed("invented", "invented", file="bikes.json", every=HOUR, live_every=HOUR),)
    settings.AREA = dataclasses.replace(settings.AREA, feeds=feeds)
    assert schedule.enqueue_due() == ["import_feed invented"]


def test_a_demo_begins_with_what_is_at_hand(
    invented: Invented, settings: Settings, tmp_path: Path
) -> None:
    settings.FETCH = False
    settings.DATA_DIR = tmp_path
    (tmp_path / "invented.txt").write_text("{}", encoding="utf-8")
    feeds = (Feed("invented", "invented", file="invented.txt"), Feed("far", "invented", file="no"))
    settings.AREA = dataclasses.replace(settings.AREA, sources=("moon",), feeds=feeds)
    Worker().serve(begin=True, until_empty=True)
    assert row().args_kwargs["args"] == ["invented"]
    assert row().status == "SUCCESSFUL"
    DBTaskResult.objects.all().delete()
    assert schedule.enqueue_local() == []  # it was imported just now


def test_while_one_worker_looks_after_the_queue_another_one_does_not(invented: Invented) -> None:
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [queue.TENDING])
        worker = Worker()
        assert worker.tend(begin=True)  # what it was to begin with is still to be done
        worker.alive.release()
        assert not DBTaskResult.objects.exists()
    finally:
        other.rollback()
        other.close()


def test_a_quick_worker_does_what_somebody_waits_for_and_leaves_the_rest(
    invented: Invented, mailoutbox: list[EmailMessage]
) -> None:
    tasks.import_feed.enqueue("invented")
    tasks.send_mail.enqueue("Code", "ABCD", ["aino@example.org"])
    Worker(quick=True).serve(until_empty=True)
    assert [each.to for each in mailoutbox] == [["aino@example.org"]]
    assert DBTaskResult.objects.ready().get().task_path == tasks.import_feed.module_path


def test_what_was_done_long_ago_is_forgotten(invented: Invented) -> None:
    now = timezone.now()
    for task, days in ((tasks.import_feed, 15), (tasks.import_feed, 2), (tasks.refresh_live, 2)):
        result = task.enqueue("invented")
        DBTaskResult.objects.filter(pk=result.id).update(
            status="SUCCESSFUL", finished_at=now - dt.timedelta(days=days)
        )
    queue.prune()
    assert row().task_path == "servicemap.tasks.import_feed"


# --- Live figures -------------------------------------------------------------------------------


@pytest.fixture
def bikes(
    invented: Invented, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[Live]]:
    told: list[Live] = []
    invented.bring(hub("h1"), component("b1", "h1"), component("b2", "h1"))
    module = dataclasses.replace(invented.module(), fetch_live=lambda wanted: iter(told))
    monkeypatch.setitem(REGISTRY, "invented", module)
    feeds = (Feed("invented", "invented", live_every=dt.timedelta(minutes=1)),)
    settings.AREA = dataclasses.replace(settings.AREA, feeds=feeds)
    yield told


def test_live_figures_are_refreshed_on_their_schedule(bikes: list[Live]) -> None:
    noon = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    bikes[:] = [Live("b1", 3, noon, docks=7), Live("gone", 9, noon)]
    work()
    assert row().return_value == {"status": "done", "components": 1}
    status = LiveStatus.objects.get()
    assert (status.component.source_id, status.vehicles, status.docks) == ("b1", 3, 7)
    bikes[:] = [Live("b1", 2, noon + HOUR), Live("b1", 1, noon), Live("b2", 0, noon)]
    assert schedule.enqueue_due() == []
    assert schedule.enqueue_due(timezone.now() + dt.timedelta(minutes=1)) != []
    work()
    found = LiveStatus.objects.order_by("component__source_id")
    assert [each.vehicles for each in found] == [2, 0]
    assert HubComponent.objects.open().count() == 2


def test_a_source_without_live_figures_says_so_once(invented: Invented) -> None:
    tasks.refresh_live.enqueue("invented")
    worker = Worker()
    worker.step()
    assert row().status == "FAILED"
    assert "tells no live status" in row().traceback


# --- Workers in processes of their own ------------------------------------------------------------


def start(folder: Path, seconds: float) -> subprocess.Popen[bytes]:
    database = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.servicemap.working", database, str(folder)]
    return subprocess.Popen([*command, str(seconds)], cwd=ROOT)


def fetches(folder: Path) -> int:
    notes = folder / "fetches"
    return len(notes.read_text(encoding="utf-8").split()) if notes.exists() else 0


def wait_for_a_fetch(folder: Path) -> None:
    deadline = time.monotonic() + 60
    while not fetches(folder):
        assert time.monotonic() < deadline, "The worker does not begin."
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=lambda end: end.name)
def test_a_worker_that_ends_in_the_middle_loses_nothing(
    tmp_path: Path, invented: Invented, end: signal.Signals
) -> None:
    first = start(tmp_path, 60)
    wait_for_a_fetch(tmp_path)
    first.send_signal(end)
    assert first.wait(30) == (0 if end == signal.SIGTERM else -signal.SIGKILL)
    assert not Station.objects.exists()
    assert start(tmp_path, 0).wait(60) == 0
    assert (row().status, len(row().worker_ids)) == (
        "SUCCESSFUL",
        1 if end == signal.SIGTERM else 2,
    )
    assert Station.objects.open().count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_import_what_is_due_once(tmp_path: Path, invented: Invented) -> None:
    both = [start(tmp_path, 0.5) for _ in range(2)]
    assert [each.wait(60) for each in both] == [0, 0]
    assert fetches(tmp_path) == 1
    assert (DBTaskResult.objects.count(), ImportRun.objects.count()) == (1, 1)
