"""Answer for a reviewer: what happened to an organisation's entry, who did it, and when?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from geodata.models import Organisation
from servicemap.models import Membership, Revision, Standing
from servicemap.people import owners
from servicemap.problems import NotFound

LISTED = 200


@dataclass(frozen=True)
class History:
    """One organisation, how the city stands to it, its people and its revisions, newest first."""

    organisation: Organisation
    standing: Standing | None
    people: tuple[Membership, ...]
    revisions: tuple[Revision, ...]

    @property
    def has_owner(self) -> bool:
        return any(each.role == Membership.Role.OWNER for each in self.people)


def find(pk: int) -> Organisation:
    """Return an organisation, closed ones too; raises NotFound."""
    rows = Organisation.objects.select_related("source", "merged_into")
    found: Organisation | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such organisation."))
    return found


def answer(pk: int) -> History:
    """Return everything that happened to an organisation; five queries."""
    organisation = find(pk)
    rows = Revision.objects.filter(organisation=organisation).exclude(
        state=Revision.State.WITHDRAWN
    )
    told = rows.select_related("author", "reviewer", "undoes").prefetch_related("undone_by")
    people = Membership.objects.filter(organisation=organisation).select_related("person")
    return History(
        organisation=organisation,
        standing=Standing.objects.filter(organisation=organisation).first(),
        people=tuple(people.order_by("since", "pk")),
        revisions=tuple(told.order_by("-pk")[:LISTED]),
    )


def ownerless() -> list[Organisation]:
    """Return the organisations whose last owner has left, at most as many as a page lists."""
    return list(owners.ownerless().order_by("pk")[:LISTED])
