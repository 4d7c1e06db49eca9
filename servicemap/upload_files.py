"""Keep uploaded files where no page serves them, as large and as long as is allowed."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from servicemap.models import Upload


def store(file: UploadedFile[Any]) -> str:
    """Write a file under a name that nobody can guess or choose; returns it."""
    name = secrets.token_hex(16)
    keep(file, name)
    return name


def keep(file: UploadedFile[Any], name: str) -> None:
    """Write a file under a name of ours, whole or not at all."""
    folder = Path(settings.UPLOAD_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f"{secrets.token_hex(16)}.part"
    try:
        with draft.open("wb") as stream:
            for chunk in file.chunks():
                stream.write(chunk)
        draft.rename(folder / name)
    finally:
        draft.unlink(missing_ok=True)


def path_of(upload: Upload) -> Path:
    """Return where the file lies."""
    return Path(settings.UPLOAD_DIR) / upload.stored_as


def clean() -> int:
    """Delete files that are older than allowed; returns how many. What became of them is kept."""
    before = timezone.now() - dt.timedelta(days=settings.UPLOAD_DAYS)
    at_work = (Upload.State.QUEUED, Upload.State.IMPORTING)
    old = Upload.objects.filter(uploaded_at__lt=before).exclude(stored_as="")
    count = 0
    for upload in old.exclude(state__in=at_work):
        path_of(upload).unlink(missing_ok=True)
        Upload.objects.filter(pk=upload.pk).update(stored_as="")
        count += 1
    return count
