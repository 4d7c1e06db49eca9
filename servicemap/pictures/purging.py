"""Delete pictures that nothing shows or will show, and files that are of no picture."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from servicemap.models import Picture, Revision
from servicemap.pictures.preparing import path_of
from servicemap.pictures.receiving import original_of
from servicemap.pictures.showing import PATH, ids_in

KEPT = dt.timedelta(days=30)  # so that what was published can be undone
AT_WORK = dt.timedelta(days=1)  # a file younger than this may be of a picture being prepared


def purge() -> int:
    """Delete what is not used any more; returns how many pictures."""
    before = timezone.now() - KEPT
    unused = Picture.objects.filter(position=None, uploaded_at__lt=before)
    gone = list(unused.exclude(pk__in=_named_since(before)))
    Picture.objects.filter(pk__in=[each.pk for each in gone]).delete()
    for each in gone:
        original_of(each.pk).unlink(missing_ok=True)
    _delete_files()
    return len(gone)


def _named_since(moment: dt.datetime) -> set[int]:
    """Return the pictures named by drafts, and by what was decided not long ago."""
    recent = Q(state__in=Revision.OPEN) | Q(decided_at__gte=moment) | Q(changed_at__gte=moment)
    rows = Revision.objects.filter(recent, patch__has_key=PATH)
    named: set[int] = set()
    for patch, before in rows.values_list("patch", "before"):
        named |= ids_in(patch[PATH]) | ids_in(before.get(PATH))
    return named


def _delete_files() -> None:
    """Delete prepared files that are of no picture, such as of an organisation that is gone."""
    folder = Path(settings.MEDIA_ROOT)
    old = (timezone.now() - AT_WORK).timestamp()
    digests = Picture.objects.exclude(digest="").values_list("digest", flat=True).distinct()
    kept = {path_of(each, small=small) for each in digests for small in (False, True)}
    for path in folder.glob("*"):
        if path not in kept and path.is_file() and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
