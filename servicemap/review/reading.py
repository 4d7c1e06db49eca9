"""Find what a reviewer asks for."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from servicemap.models import Claim, Report, Revision
from servicemap.problems import NotFound

M = TypeVar("M", bound=Model)


def revision(pk: int) -> Revision:
    """Return a revision that was handed in once; raises NotFound."""
    rows = Revision.objects.exclude(submitted_at=None)
    return _one(rows.select_related("organisation__source", "author", "reviewer", "undoes"), pk)


def claim(pk: int) -> Claim:
    """Return a claim; raises NotFound."""
    return _one(Claim.objects.select_related("organisation", "person", "reviewer"), pk)


def report(pk: int) -> Report:
    """Return what a visitor reported; raises NotFound."""
    return _one(Report.objects.select_related("organisation", "reviewer"), pk)


def _one(rows: QuerySet[M], pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such page."))
    return found
