"""Take a picture that somebody sends: what it is is seen from its bytes, never from its name."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from servicemap import tasks, upload_files
from servicemap.models import Picture, Revision

FORMATS = ("JPEG", "PNG", "WEBP")
MOVING = ("PNG", "WEBP")  # may hold several frames; those of a JPEG are views of the same
WRITTEN = (Revision.State.DRAFT, Revision.State.RETURNED)
MOST_BYTES = 10_000_000
MOST_PIXELS = 60_000_000  # a telephone's 50 million; three bytes each while it is decoded
MOST_SENT = 40  # with one draft, shown or not
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # it refuses what has twice as many
READ_ERRORS = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError)


class PictureError(ValueError):
    """A file that cannot be taken; its words are for who sent it, in the active language."""


def receive(file: UploadedFile[Any], revision: Revision, person: User | None) -> Picture:
    """Keep a picture with a draft and put it into the queue; raises PictureError.

    The same file sent again with the same draft is the same picture.
    """
    check(file)
    original = _digest(file)
    with transaction.atomic():
        if Revision.objects.select_for_update().get(pk=revision.pk).state not in WRITTEN:
            raise PictureError(_("What waits for the city, or was decided, takes no pictures."))
        known = Picture.objects.filter(revision=revision, original=original).first()
        if known and known.state != Picture.State.BROKEN:
            return known
        if known is None and revision.pictures.count() >= MOST_SENT:
            raise PictureError(_("So many pictures were sent with this draft that it takes none."))
        picture = known or Picture(revision=revision, original=original, uploaded_by=person)
        picture.organisation = revision.organisation
        picture.state = Picture.State.WAITING
        picture.save()
        upload_files.keep(file, original_of(picture.pk).name)
        tasks.prepare_picture.enqueue(picture.pk)
    return Picture.objects.get(pk=picture.pk)


def check(file: UploadedFile[Any]) -> None:
    """Look at the beginning of a file, without decoding it; raises PictureError."""
    if (file.size or 0) > MOST_BYTES:
        raise PictureError(_("The picture is larger than 10 MB."))
    try:
        image = Image.open(file, formats=FORMATS)
        frames = getattr(image, "n_frames", 1) if image.format in MOVING else 1
    except Image.DecompressionBombError:
        told = _("The picture has more than 60 million pixels; send a smaller one.")
        raise PictureError(told) from None
    except READ_ERRORS:
        told = _("This is no picture that can be read here: send a JPEG, PNG or WebP file.")
        raise PictureError(told) from None
    finally:
        file.seek(0)
    if frames > 1:
        raise PictureError(_("The picture moves; choose one that stands still."))


def original_of(pk: int) -> Path:
    """Return where what was sent lies until it is prepared: no page serves it."""
    return Path(settings.UPLOAD_DIR) / f"picture-{pk}"


def _digest(file: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
