"""Let something be looked at as it would be once published; nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from geodata.models import Organisation
from servicemap.editing import publishing
from servicemap.editing.checking import problems_with
from servicemap.editing.patches import applied, only_changes
from servicemap.editing.revisions import Unsound, published_sheet
from servicemap.models import Revision


@contextmanager
def published_for_now(revision: Revision) -> Iterator[Organisation]:
    """Publish a revision for as long as the block lasts, for this connection alone.

    Raises Unsound where it could not be published.
    """
    with transaction.atomic():
        published = published_sheet(revision)
        problems = problems_with(applied(published, revision.patch), revision.patch)
        if problems:
            raise Unsound(problems)
        try:
            done = publishing.write(revision.organisation, only_changes(revision.patch, published))
            yield done.organisation
        finally:
            transaction.set_rollback(True)
