"""Take in the files of a city: receive, map, look at, queue and import them."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from geodata.area import Feed, current_area
from geodata.models import Organisation
from importers.errors import ImportFailed, ImportRunning, TooManyVanished
from importers.errors import InputError as InputError  # the pages tell it
from importers.run import Order, run_import
from importers.uploads import columns, formats, reading
from importers.uploads.outcomes import Outcome
from importers.uploads.plan import Plan
from importers.uploads.reasons import Reason
from servicemap import tasks
from servicemap.accounts import may
from servicemap.models import Membership, Upload
from servicemap.people import invitations
from servicemap.problems import NotFound
from servicemap.upload_files import clean, path_of, store

logger = logging.getLogger(__name__)
State = Upload.State
OWNER = Membership.Role.OWNER
NOUNS = columns.NOUNS
SAMPLE = 100  # rows by which columns are recognised
SHOWN = 3  # examples of each column
LOOKED_AT = 1_000  # rows that are checked before the import; it checks all
MOST_PROBLEMS = 1_000
LONGEST_SLUG = 28


@dataclass(frozen=True)
class Received:
    """What the form says of a file: whose list it is, and what its rows are."""

    noun: str
    series: str  # of a list that is there already; "": a new one
    name: str
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""


@dataclass(frozen=True)
class Column:
    """One column of a file, with what is in it and what it is taken for."""

    name: str
    examples: tuple[str, ...]
    target: str


@dataclass(frozen=True)
class Said:
    """One thing to be said of a row; the words for `key` are the pages'."""

    key: str
    values: Mapping[str, str]
    text: str  # in English

    @property
    def refuses(self) -> bool:
        """Say whether the row is not taken because of it."""
        return not self.key.startswith("left-out-")


@dataclass(frozen=True)
class Looked:
    """What will become of one row."""

    row: int
    id: str
    name: str
    position: tuple[float, float] | None
    said: tuple[Said, ...]
    is_taken: bool
    invitation: str = ""


@dataclass(frozen=True)
class Preview:
    """What will become of the first rows of a file, and whether there are more."""

    rows: tuple[Looked, ...]
    has_more: bool
    own_ids: bool  # whether a column tells rows apart; else their names and addresses do

    @property
    def taken(self) -> int:
        return sum(1 for row in self.rows if row.is_taken)

    @property
    def invited(self) -> int:
        return sum(1 for row in self.rows if row.invitation)

    @property
    def refused(self) -> int:
        return len(self.rows) - self.taken


def seen_by(person: User) -> QuerySet[Upload]:
    """Return the uploads that somebody may see: reviewers all, others their own."""
    rows = Upload.objects.select_related("uploaded_by", "run")
    return rows if may.review(person) else rows.filter(uploaded_by=person)


def nouns_of(person: User) -> Sequence[str]:
    """Return what the lists of somebody may hold: an umbrella's tell of organisations alone."""
    return tuple(NOUNS) if may.review(person) else ("organisation",)


def find(number: int, person: User) -> Upload:
    """Return an upload that somebody may see; raises NotFound."""
    upload = seen_by(person).filter(pk=number).first()
    if upload is None:
        raise NotFound(str(number))
    return upload


def series(person: User) -> list[tuple[str, str]]:
    """Return key and name of every list that somebody may bring anew, by name."""
    latest = {upload.series: upload.name for upload in seen_by(person).order_by("pk")}
    return sorted(latest.items(), key=lambda each: each[1].casefold())


def receive(file: UploadedFile[Any], received: Received, user: User) -> Upload:
    """Keep a file; raises InputError when it is of no format that is read."""
    name = str(file.name or "")
    format = formats.format_of(name, file.file)  # type: ignore[arg-type]
    file.seek(0)
    clean()
    former = Upload.objects.filter(series=received.series).first() if received.series else None
    credit = former or received
    return Upload.objects.create(
        series=former.series if former else _new_series(received.name),
        name=credit.name,
        licence=credit.licence,
        licence_url=credit.licence_url,
        attribution=credit.attribution,
        file_name=name[-200:],
        stored_as=store(file),
        size=file.size or 0,
        options={"format": format, "noun": received.noun, **_former_mapping(former, received)},
        uploaded_by=user,
    )


def _former_mapping(former: Upload | None, received: Received) -> dict[str, Any]:
    """Return how the last file of the list was read, so that it need not be said again."""
    if former is None or former.options.get("noun") != received.noun:
        return {}
    kept = ("mapping", "kind", "language", "keep_unplaced")
    return {key: former.options[key] for key in kept if key in former.options}


def _new_series(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", slugify(name))[:LONGEST_SLUG].strip("_") or "list"
    known = set(Upload.objects.values_list("series", flat=True))
    first = f"{Upload.PREFIX}{slug}"
    keys = (first if number == 1 else f"{first}_{number}" for number in range(1, 10_000))
    return next(key for key in keys if key not in known)


def columns_of(upload: Upload) -> list[Column]:
    """Return the columns with what each is taken for; raises InputError when it cannot be read."""
    with _open(upload) as stream:
        table = formats.read(upload.options["format"], stream)
        rows = [row.cells for row in islice(table.rows, SAMPLE)]
    known = upload.options.get("mapping")
    noun = upload.options["noun"]
    suggested = columns.suggest(table.columns, rows, noun, current_area())
    mapping = known if known and set(known) & set(table.columns) else suggested
    return [
        Column(name, tuple(_examples(rows, name)), mapping.get(name, "")) for name in table.columns
    ]


def targets(noun: str) -> list[str]:
    """Return what the columns of a noun can be: "name", "name:sv", "lon" …"""
    return columns.targets(noun, current_area().languages)


def save_plan(upload: Upload, options: Mapping[str, Any]) -> Preview:
    """Keep how a file is to be read, and look at its first rows; raises InputError."""
    whole = {**upload.options, **options}
    Plan.of(whole, current_area())
    upload.options = whole
    preview = look(upload)
    upload.state = State.PREVIEWED if preview.taken else State.MAPPED
    changed = Upload.objects.filter(
        pk=upload.pk, state__in=(State.UPLOADED, State.MAPPED, State.PREVIEWED, State.FAILED)
    ).update(options=whole, state=upload.state)
    if not changed:
        raise InputError("This file is being imported already.")
    return preview


def look(upload: Upload) -> Preview:
    """Say what will become of the first rows; raises InputError."""
    found = [_looked(each) for each in islice(_outcomes(upload), LOOKED_AT + 1)]
    own_ids = "id" in upload.options.get("mapping", {}).values()
    return Preview(tuple(found[:LOOKED_AT]), len(found) > LOOKED_AT, own_ids)


def enqueue(upload: Upload, *, force: bool = False) -> bool:
    """Put a file into the queue, once however often it is asked for; False when it was there."""
    before = (State.PREVIEWED, State.FAILED)
    with transaction.atomic():
        changed = Upload.objects.filter(pk=upload.pk, state__in=before).exclude(stored_as="")
        if not changed.update(state=State.QUEUED, force=force, message=""):
            return False
        tasks.import_upload.enqueue(upload.pk)
    return True


def import_upload(upload_id: int) -> None:
    """Import a queued file; a file that was imported, or is thrown away, is left alone.

    Raises ImportRunning while another import runs. One whose worker died is begun again: imports
    hold a lock, and the same file a second time changes nothing.
    """
    upload = Upload.objects.filter(pk=upload_id, state__in=(State.QUEUED, State.IMPORTING)).first()
    if upload is None:
        return
    Upload.objects.filter(pk=upload_id, state=State.QUEUED).update(state=State.IMPORTING)
    ended: dict[str, Any] = {}
    try:
        run = run_import(_order(upload), logger.info)
        ended = {"state": State.DONE, "run": run, "counts": run.counts, "message": ""}
        ended["problems"] = _problems(upload)
        ended["counts"] = {**run.counts, "invited": _invite(upload)}
    except ImportRunning:
        Upload.objects.filter(pk=upload_id, state=State.IMPORTING).update(state=State.QUEUED)
        raise
    except ImportFailed as error:
        kind = "vanished" if isinstance(error, TooManyVanished) else "failed"
        ended = {"state": State.FAILED, "message": str(error), "counts": {"why": kind}}
    Upload.objects.filter(pk=upload_id, state=State.IMPORTING).update(
        **ended, finished_at=timezone.now()
    )
    clean()


def give_up(upload_id: int) -> None:
    """Say that a file is waited for in vain: its import was broken off each time it was tried."""
    Upload.objects.filter(pk=upload_id, state__in=(State.QUEUED, State.IMPORTING)).update(
        state=State.FAILED, message="", counts={"why": "broken"}, finished_at=timezone.now()
    )


def _order(upload: Upload) -> Order:
    credit = {"name": upload.name, "licence": upload.licence, "licence_url": upload.licence_url}
    credit["attribution"] = upload.attribution or upload.name
    feed = Feed(key=upload.series, module="upload", credit=credit, options=upload.options)
    return Order(source=feed.key, file=path_of(upload), feed=feed, force=upload.force)


def _problems(upload: Upload) -> list[dict[str, Any]]:
    """Return what is wrong with which row, as the import found it."""
    found = [
        {"row": row.row, "id": row.id, "name": row.name, "key": said.key, "values": said.values}
        for row in map(_looked, _outcomes(upload))
        for said in row.said
    ]
    return found[:MOST_PROBLEMS]


def _invite(upload: Upload) -> int:
    """Invite who is to look after the organisations of a file, each once; returns how many.

    A file that comes again, or is begun again after a worker died, invites nobody a second time.
    """
    wanted = {each.source_id: each.invitation for each in _outcomes(upload) if each.invitation}
    found = Organisation.objects.filter(source__key=upload.series, source_id__in=wanted)
    invited = 0
    for row in found.select_related("merged_into").order_by("pk"):
        entry = row.merged_into or row
        known = entry.closed_at or entry.invitations.exists() or entry.memberships.exists()
        if not known:
            language = str(upload.options.get("language", ""))
            invitations.invite(entry, wanted[row.source_id], OWNER, None, language)
            invited += 1
    return invited


def said_of(problem: Mapping[str, Any]) -> Said:
    """Return what is to be said of a problem that an upload keeps."""
    reason = Reason(problem["key"], problem["values"])
    return Said(reason.key, reason.values, str(reason))


def _outcomes(upload: Upload) -> Iterator[Outcome]:
    area = current_area()
    with _open(upload) as stream:
        yield from reading.outcomes(stream, Plan.of(upload.options, area), area)


def _looked(outcome: Outcome) -> Looked:
    point = outcome.point
    return Looked(
        row=outcome.number,
        id=outcome.source_id,
        name=outcome.name,
        position=(point.x, point.y) if point is not None else None,
        said=tuple(Said(each.key, each.values, str(each)) for each in outcome.reasons),
        is_taken=outcome.record is not None,
        invitation=outcome.invitation,
    )


def _open(upload: Upload) -> Any:
    path = path_of(upload)
    if not upload.stored_as or not path.is_file():
        raise InputError("The file is no longer kept; upload it again.")
    return path.open("rb")


def _examples(rows: Sequence[Mapping[str, str]], column: str) -> Iterator[str]:
    seen = Counter(row[column][:80] for row in rows if row.get(column))
    return islice(seen, SHOWN)
