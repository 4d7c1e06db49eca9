"""Make a backup beside a running service: one moment of the database, and the files it names.

Networks, basemaps, pictures and uploads are files that are never changed, only made and removed.
What is there before the database's moment is copied first, what came until then afterwards, so
that no file is missing which the database names.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from geodata.models import Instance
from importers.networks import BASEMAP, DRAFT, NETWORK
from servicemap.backup import postgres
from servicemap.backup.manifest import DUMP, BackupError, Manifest, Seal, folders
from servicemap.release import release


@dataclass(frozen=True)
class Moment:
    """What the database says in the transaction that is dumped."""

    snapshot: str
    instance: Instance
    migrations: list[str]


def back_up(target: Path) -> Manifest:
    """Write a backup into a folder that is new or empty; raises BackupError, and leaves nothing."""
    try:
        with _draft(target) as draft:
            files = _copy_kept(draft)
            with _moment() as moment:
                files |= _copy_versions(draft, moment.instance)
                postgres.dump(draft / DUMP, moment.snapshot)
            files |= _copy_kept(draft) | {DUMP: Seal.of(draft / DUMP)}
            manifest = Manifest(
                area=settings.AREA.key,
                release=release(),
                made_at=timezone.now().isoformat(timespec="seconds"),
                postgresql=postgres.server_version(),
                network=moment.instance.network_version,
                basemap=moment.instance.basemap,
                migrations=moment.migrations,
                files=dict(sorted(files.items())),
            )
            manifest.write(draft)
    except OSError as error:
        raise BackupError(
            f"The backup cannot be written: {error.strerror} ({error.filename or target})."
        ) from error
    return manifest


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """Lend a folder beside the target, and give it the target's name when all went well.

    Only its owner may look into it: a backup holds addresses of people.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise BackupError(f"{target} is there already; name a folder that is new or empty.")
    draft = target.with_name(f"{target.name}{DRAFT}")
    draft.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(draft, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"Another backup is being written to {draft}.") from None
        for left in draft.iterdir():  # by one that was killed
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        try:
            yield draft
            os.sync()
            draft.rename(target)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    finally:
        os.close(handle)


@contextmanager
def _moment() -> Iterator[Moment]:
    """Hold the database still, for this transaction and for what reads its snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        applied = MigrationRecorder(connection).applied_migrations()
        migrations = sorted(f"{app}.{name}" for app, name in applied)
        yield Moment(str(snapshot), Instance.current(), migrations)


def _copy_kept(draft: Path) -> dict[str, Seal]:
    """Copy the pictures and uploads that are not in the backup yet."""
    copied = {}
    for name in ("media", "uploads"):
        folder = folders()[name]
        for path in sorted(folder.rglob("*")):
            inside = f"{name}/{path.relative_to(folder).as_posix()}"
            if path.is_symlink() or not path.is_file() or path.suffix == DRAFT:
                continue
            if seal := _copied(path, draft / inside):
                copied[inside] = seal
    return copied


def _copy_versions(draft: Path, instance: Instance) -> dict[str, Seal]:
    """Copy the network and the basemap that are served."""
    copied = {}
    for version, suffix in ((instance.network_version, NETWORK), (instance.basemap, BASEMAP)):
        inside = f"networks/{version}{suffix}"
        path = folders()["networks"] / f"{version}{suffix}"
        if version and (seal := _copied(path, draft / inside)):
            copied[inside] = seal
        elif version:
            raise BackupError(f"{path} is missing, and the database names it: import again.")
    return copied


def _copied(path: Path, target: Path) -> Seal | None:
    """Copy a file; None when it is there already, or was removed just now."""
    if target.exists():
        return None
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        shutil.copyfile(path, target)
    except FileNotFoundError:
        return None
    return Seal.of(target)
