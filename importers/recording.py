"""Keep the record of an import, whatever happens to it, and put its failures into one sentence."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import DatabaseError, transaction
from django.utils import timezone

from geodata.models import ImportRun, Source
from geodata.network import NetworkError
from importers import networks
from importers.errors import ImportFailed, InputError, TooManyVanished
from importers.records import Problem

MOST_PROBLEMS = 1_000
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DISK_FULL, OUT_OF_SPACE_CLASS = "53100", "53"
STILL = "Nothing was changed; the former data is still served."


@contextmanager
def recorded(source: Source) -> Iterator[ImportRun]:
    """Make a run, and save how it ended; every expected error becomes an ImportFailed."""
    run = ImportRun.objects.create(source=source, started_at=timezone.now())
    try:
        yield run
    except BaseException as error:
        failure = _failure(error)
        refused = isinstance(failure, TooManyVanished)
        run.status = ImportRun.Status.REFUSED if refused else ImportRun.Status.FAILED
        run.message = str(failure) or "It was stopped."
        _finish(run)
        if failure is error:
            raise
        raise failure from error
    else:
        _finish(run)


class _Rehearsed(Exception):
    """Ends a dry run, so that all of it is rolled back."""


@contextmanager
def rehearsal() -> Iterator[None]:
    """Let everything happen in a transaction, then undo it."""
    with suppress(_Rehearsed), transaction.atomic():
        yield
        raise _Rehearsed


@contextmanager
def network_folder(is_rehearsal: bool) -> Iterator[Path]:
    """Give the folder that networks are served from, or one that vanishes."""
    if not is_rehearsal:
        yield networks.directory()
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def close_interrupted() -> None:
    """Mark runs that never ended as failed; call it with the lock of imports held."""
    ImportRun.objects.filter(status=ImportRun.Status.RUNNING).update(
        status=ImportRun.Status.FAILED, finished_at=timezone.now(), message="It was interrupted."
    )


def problems(found: Sequence[Problem]) -> list[dict[str, str]]:
    """Write problems as a run stores them; so many at most that the row stays small."""
    rows = [
        {"kind": each.kind, "source_id": each.source_id, "reason": each.reason.replace("\0", "")}
        for each in found[:MOST_PROBLEMS]
    ]
    if len(found) > MOST_PROBLEMS:
        rows.append({"kind": "", "source_id": "", "reason": f"and {len(found) - len(rows)} more"})
    return rows


def _finish(run: ImportRun) -> None:
    run.finished_at = timezone.now()
    with suppress(DatabaseError):  # a full disk or a lost server; the first error tells
        run.save()


def _failure(error: BaseException) -> BaseException:
    if isinstance(error, ImportFailed):
        return error
    if isinstance(error, NetworkError):
        return InputError(f"No walking network could be made: {error}")
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        what = "The disk is full" if error.errno in FULL else error.strerror or str(error)
        return ImportFailed(f"{what}{where}. {STILL}")
    if isinstance(error, DatabaseError):
        code = getattr(error.__cause__, "pgcode", None) or ""
        if code.startswith(OUT_OF_SPACE_CLASS):
            return ImportFailed(f"The disk of the database is full ({error}). {STILL}")
        return ImportFailed(f"The database refused: {str(error).strip()}. {STILL}")
    return error
