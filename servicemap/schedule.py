"""Put into the queue what is due: what the area file says is, and each night's own work.

Call it while `queue.tending()`: then two workers cannot both find the same feed due.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max

from geodata.area import Feed, current_area
from geodata.models import Event, ImportRun, OpeningTimes
from importers import examples
from importers.errors import InputError
from importers.run import is_at_hand
from servicemap import queue, tasks
from servicemap.models import Membership, Picture, Use

JUST = dt.timedelta(minutes=10)


def enqueue_due(now: dt.datetime | None = None) -> list[str]:
    """Put every feed that is due, and the night's work, into the queue; returns what was."""
    now = now or timezone.now()
    put: list[str] = []
    for feed in (*current_area().feeds, *_examples()):
        if feed.every and _can_run(feed) and now >= next_import(feed, now):
            put += _enqueue(tasks.import_feed, feed.key)
        if may_refresh(feed) and now >= next_refresh(feed, now):
            put += _enqueue(tasks.refresh_live, feed.key)
    return put + _enqueue_nightly(now)


def _enqueue_nightly(now: dt.datetime) -> list[str]:
    """Put what is done once on each day, as soon as it has begun."""
    today = timezone.localdate(now).isoformat()
    put: list[str] = []
    for task, rows in (
        (tasks.renew_hours, OpeningTimes.objects),
        (tasks.renew_events, Event.objects),
        (tasks.purge_pictures, Picture.objects),
        (tasks.tidy_use, Use.objects),
        (tasks.work_out_city, User.objects),
        (tasks.forget_people, User.objects),
        (tasks.ask_to_confirm, Membership.objects),
    ):
        if rows.exists() and not _rows(task, today).exists():
            put += _enqueue(task, today)
    return put


def enqueue_local() -> list[str]:
    """Put every feed into the queue whose file is at hand and that was not imported just now.

    The examples come last, whenever that was: postal areas may have come in since, or they were
    withdrawn.
    """
    earliest = timezone.now() - JUST
    put: list[str] = []
    for key in current_area().feed_keys():
        last = last_import(key)
        if _is_local(key) and (last is None or last < earliest):
            put += _enqueue(tasks.import_feed, key)
    for feed in _examples():
        put += _enqueue(tasks.import_feed, feed.key)
    return put


def _examples() -> tuple[Feed, ...]:
    """Return the feed of invented organisations, if the operator asks for it: it tells of today."""
    every = dt.timedelta(hours=6)
    wanted = settings.EXAMPLES and current_area().examples
    return (Feed(examples.KEY, examples.KEY, every=every),) if wanted else ()


def next_import(feed: Feed, now: dt.datetime) -> dt.datetime:
    """Return when a feed with a schedule is due or tried again; `now` when it never was."""
    ready = _rows(tasks.import_feed, feed.key).filter(status=queue.STATUS.READY)
    waiting = ready.aggregate(first=Min("run_after"))["first"]
    if waiting is not None:
        return now if waiting == get_date_max() else max(waiting, now)
    last = last_import(feed.key)
    return last + (feed.every or dt.timedelta()) if last else now


def next_refresh(feed: Feed, now: dt.datetime) -> dt.datetime:
    last = _last_task(tasks.refresh_live, feed.key)
    return last + (feed.live_every or dt.timedelta()) if last else now


def last_import(key: str) -> dt.datetime | None:
    """Return when an import of this feed was last tried, by whom ever."""
    runs = ImportRun.objects.filter(source__key=key).aggregate(last=Max("started_at"))
    tried = [runs["last"], _last_task(tasks.import_feed, key)]
    return max((each for each in tried if each is not None), default=None)


def runs_by_itself(feed: Feed) -> bool:
    """Say whether the worker imports this feed on its schedule."""
    return feed.every is not None and _can_run(feed)


def may_refresh(feed: Feed) -> bool:
    """Say whether the worker refreshes the live figures of this feed."""
    return feed.live_every is not None and tasks.may_fetch()


def _can_run(feed: Feed) -> bool:
    return tasks.may_fetch() or _is_local(feed.key)


def _is_local(key: str) -> bool:
    try:
        return is_at_hand(key)
    except InputError:  # a source that this release does not know
        return False


def _last_task(task: Task[..., Any], key: str) -> dt.datetime | None:
    rows = _rows(task, key).aggregate(enqueued=Max("enqueued_at"), finished=Max("started_at"))
    return max((each for each in rows.values() if each is not None), default=None)


def _enqueue(task: Task[..., Any], key: str) -> list[str]:
    if _rows(task, key).filter(status__in=(queue.STATUS.READY, queue.STATUS.RUNNING)).exists():
        return []
    task.enqueue(key)
    return [f"{task.name} {key}"]


def _rows(task: Task[..., Any], key: str) -> QuerySet[queue.Row]:
    return DBTaskResult.objects.filter(task_path=task.module_path, args_kwargs__args__0=key)
