"""Name what is done in the background, by the worker of the queue."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from geodata import cells, occurrences
from geodata.hours import times
from geodata.models import Event, ImportRun, Instance
from geodata.search import indexing
from importers import live
from importers.run import Order, is_at_hand, run_import
from servicemap.people import keeping
from servicemap.visitors import city, upkeep

logger = logging.getLogger(__name__)
# Looked up when it is needed: uploads put tasks into the queue, and so know this module.
IMPORT_UPLOAD = "servicemap.uploads.import_upload"
ASK_TO_CONFIRM = "servicemap.confirming.ask"  # writes letters, and so knows this module
GIVE_UP_UPLOAD = "servicemap.uploads.give_up"
# Nobody's out-of-office answer shall come back.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
PREPARE_PICTURE = "servicemap.pictures.preparing.prepare"
GIVE_UP_PICTURE = "servicemap.pictures.preparing.give_up"
PURGE_PICTURES = "servicemap.pictures.purging.purge"
BRING_DEMO = "servicemap.demo.content.bring"
AT_ONCE = 20  # somebody waits for it
SOON = 10  # before what may take minutes
LAST = -10  # after what brings the data


@task(priority=AT_ONCE)
def send_mail(subject: str, body: str, to: list[str]) -> None:
    """Send a mail; a server that does not answer is asked again."""
    EmailMessage(subject, body, to=to, headers=AUTOMATIC).send()


@task()
def import_feed(key: str) -> dict[str, Any]:
    """Import a feed of the area; raises ImportFailed, and ImportRunning while another one runs."""
    if not may_fetch() and not is_at_hand(key):
        logger.info("%s is not imported: its file is not at hand, and nothing may be fetched", key)
        return {"status": "not at hand"}
    run = run_import(Order(key), logger.info)
    return _told(run)


@task(priority=SOON)
def refresh_live(key: str) -> dict[str, Any]:
    """Ask a feed for its live figures; raises ImportFailed."""
    if not may_fetch():
        return {"status": "nothing may be fetched"}
    return {"status": "done", "components": live.refresh_live(key, logger.info)}


@task(priority=SOON)
def renew_hours(day: str) -> int:
    """Work opening hours out further ahead; the day makes it one task a day."""
    return times.renew(timezone.now())


@task(priority=SOON)
def renew_events(day: str) -> int:
    """Work out further ahead when events happen that come again; returns how many they are.

    The map shows the next days, which are others today.
    """
    ids = occurrences.moving()
    indexing.refresh(Event, ids)
    cells.rebuild(["event"])
    Instance.bump()
    return len(ids)


@task(priority=SOON)
def ask_to_confirm(day: str) -> int:
    """Write to owners who have said nothing for long; returns of how many organisations."""
    return int(import_string(ASK_TO_CONFIRM)())


@task(priority=SOON)
def work_out_city(day: str) -> str:
    """Read the whole map for the page of the city, so that nobody waits for it."""
    return city.worked_out().at.isoformat()


@task(priority=SOON)
def tidy_use(day: str) -> int:
    """Forget what was counted of visitors long ago; returns how many rows that were."""
    return upkeep.tidy()


@task()
def forget_people(day: str) -> dict[str, int]:
    """Forget what is kept of people no longer than it is needed."""
    return keeping.forget(timezone.now())


@task(priority=SOON)
def import_upload(upload_id: int) -> None:
    """Import what somebody uploaded and confirmed."""
    import_string(IMPORT_UPLOAD)(upload_id)


@task(priority=AT_ONCE)
def prepare_picture(picture_id: int) -> None:
    """Make of a picture that somebody sent what is served."""
    import_string(PREPARE_PICTURE)(picture_id)


@task()
def purge_pictures(day: str) -> int:
    """Delete pictures that nothing shows any more; the day makes it one task a day."""
    purged: int = import_string(PURGE_PICTURES)()
    return purged


@task(priority=LAST)
def bring_demo() -> bool:
    """Give the people of a demonstration something to do."""
    return bool(import_string(BRING_DEMO)(whole=settings.EXAMPLES))


def give_up(task_path: str, arguments: Sequence[Any]) -> None:
    """Tell who waits for a task that it is tried no more."""
    if task_path == import_upload.module_path:
        import_string(GIVE_UP_UPLOAD)(*arguments)
    if task_path == prepare_picture.module_path:
        import_string(GIVE_UP_PICTURE)(*arguments)


def may_fetch() -> bool:
    """Say whether the worker may ask other machines by itself."""
    return bool(settings.FETCH)


def _told(run: ImportRun) -> dict[str, Any]:
    return {"status": str(run.status), "run": run.pk}
