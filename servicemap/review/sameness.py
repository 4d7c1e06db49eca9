"""Say which organisations on the map one may be, and merge it with one of them."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from geodata.models import Organisation, SamePair
from importers import clusters, merging
from servicemap.editing.candidates import NOUN, Candidate, candidates, may_tell
from servicemap.models import Revision
from servicemap.problems import NotFound
from servicemap.review.difference import Difference


def likely(difference: Difference) -> list[Candidate]:
    """Return what the organisation of a revision may be; not what is merged with it already.

    Nothing when the revision changes nothing by which they are compared.
    """
    own = difference.revision.organisation
    if not may_tell(difference.revision.patch):
        return []
    found = candidates(dict(difference.after), own.pk if own else None)
    return [each for each in found if not own or each.organisation.pk != own.merged_into_id]


def merge(revision: Revision, other: int, reviewer: User) -> SamePair:
    """Merge the organisation of a revision with another on the map; twice changes nothing more.

    Raises NotFound when there is no such other, or when the revision's own is not published yet.
    """
    own = revision.organisation
    known = Organisation.objects.filter(pk=other, closed_at=None).first()
    if own is None or known is None or known == own:
        raise NotFound(_("There is no such organisation."))
    one, two = sorted((own.pk, known.pk))
    with transaction.atomic():
        clusters.lock()
        pair, _made = SamePair.objects.get_or_create(
            noun=NOUN, one=one, other=two, defaults={"score": 1.0}
        )
        if pair.status != SamePair.Status.MERGED:
            merging.merge(pair, reviewer)
    return pair
