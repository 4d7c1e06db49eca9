"""Make an instance again from a backup: as it was, or untouched.

Files come first. They are named by what they hold, so that they harm nothing when the database,
which comes last and in one transaction, cannot be brought back.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from geodata.models import ImportRun, Instance, Organisation
from importers.networks import DRAFT
from servicemap.backup import postgres
from servicemap.backup.manifest import DUMP, BackupError, Manifest, Seal, folders
from servicemap.models import Upload


def restore(folder: Path, *, force: bool = False) -> Manifest:
    """Put what a backup holds in the place of this instance; raises BackupError."""
    manifest = Manifest.read(folder)
    _check_fitting(manifest)
    _check_alone()
    if not force and not _is_empty():
        raise BackupError(
            "This instance is not empty. With --force everything in it is replaced by the backup."
        )
    manifest.check(folder)
    try:
        _copy_files(manifest, folder)
        connection.close()
        postgres.load(folder / DUMP)
        _upgrade()
        _remove_others(manifest)
    except OSError as error:
        raise BackupError(
            f"The files cannot be written: {error.strerror} ({error.filename})."
        ) from error
    return manifest


def _check_fitting(manifest: Manifest) -> None:
    if manifest.area != settings.AREA.key:
        raise BackupError(
            f"The backup is of the area {manifest.area}, this instance is of {settings.AREA.key}."
        )
    known = set()
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        known |= {f"{each_app}.{each}" for each_app, each in [(app, name), *migration.replaces]}
    if newer := sorted(set(manifest.migrations) - known):
        raise BackupError(
            f"The backup was made by a newer release ({manifest.release}), which has {newer[0]}: "
            "upgrade this checkout first."
        )
    if manifest.postgresql > postgres.server_version():
        raise BackupError(
            f"The backup is of PostgreSQL {manifest.postgresql}, the server here is "
            f"{postgres.server_version()}."
        )


def _check_alone() -> None:
    """Refuse while a server or a worker is there: they would write beside it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        (others,) = cursor.fetchone()
    if others:
        raise BackupError(
            f"Stop the server and its workers first: there are {others} other connections "
            "to the database."
        )


def _is_empty() -> bool:
    models = (ImportRun, Organisation, User, Upload)
    return not Instance.current().revision and not any(each.objects.exists() for each in models)


def _copy_files(manifest: Manifest, folder: Path) -> None:
    for name, seal in manifest.files.items():
        if name == DUMP:
            continue
        kind, _slash, inside = name.partition("/")
        target = folders()[kind] / inside
        if target.is_file() and Seal.of(target) == seal:
            continue
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}{DRAFT}")
        try:
            shutil.copyfile(folder / name, draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)


def _upgrade() -> None:
    """Bring the tables of an older release to this one."""
    try:
        call_command("migrate", verbosity=0)
    except (CommandError, DatabaseError) as error:
        raise BackupError(
            f"Everything is restored, but the tables are still those of the backup ({error}). "
            "Run ./dev manage migrate before starting the service."
        ) from error


def _remove_others(manifest: Manifest) -> None:
    """Remove the pictures and uploads of what was here before; imports remove their own files."""
    for kind in ("media", "uploads"):
        for path in folders()[kind].rglob("*"):
            inside = f"{kind}/{path.relative_to(folders()[kind]).as_posix()}"
            if path.is_file() and inside not in manifest.files:
                path.unlink()
