"""Hand things in that wait for the city: revisions, claims, reports, what nobody confirms."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from geodata.models import Organisation
from servicemap.editing import revisions
from servicemap.models import Claim, Report, Revision, Standing

M = TypeVar("M", bound=Model)


def handed_in(
    organisation: Organisation | None, author: User, edits: dict[str, Any], *, days: float = 0
) -> Revision:
    """Write and hand in changes, some days ago; what a new organisation needs is filled in."""
    if organisation is None:
        edits = {"name.fi": "Kuoro", "kind": "association", **edits}
    draft = revisions.draft_of(organisation, author)
    revisions.save(draft, author, edits, draft.version)
    done = revisions.submit(draft, author)
    return aged(done, "submitted_at", days)


def claimed(organisation: Organisation, person: User, *, days: float = 0) -> Claim:
    """Let somebody say that an organisation is theirs."""
    row = Claim.objects.create(organisation=organisation, person=person, message="Olen sihteeri.")
    return aged(row, "made_at", days)


def reported(organisation: Organisation, *, days: float = 0, **more: Any) -> Report:
    """Let a visitor report an organisation."""
    told = {"reason": Report.Reason.MOVED, "text": "Muutti pois.", "language": "fi", **more}
    row = Report.objects.create(
        noun="organisation", entry=organisation.pk, organisation=organisation, **told
    )
    return aged(row, "made_at", days)


def unconfirmed(organisation: Organisation, *, days: float = 0) -> Standing:
    """Let nobody confirm an organisation."""
    Organisation.objects.filter(pk=organisation.pk).update(unconfirmed_since=timezone.now())
    row, _made = Standing.objects.get_or_create(organisation=organisation)
    row.asked, row.asked_at = 3, timezone.now()
    row.save()
    return aged(row, "asked_at", days)


def aged(row: M, name: str, days: float) -> M:
    """Let something have happened some days earlier."""
    if days:
        setattr(row, name, getattr(row, name) - dt.timedelta(days=days))
        row.save(update_fields=[name])
    return row
