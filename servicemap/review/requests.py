"""Decide what people ask of the city: claims of an organisation, reports of something wrong."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from geodata.models import Organisation
from servicemap.models import Claim, Membership, Report
from servicemap.people import claims
from servicemap.problems import ParameterError
from servicemap.review.decisions import tidied
from servicemap.visitors import reports

ACTIONS = ("yes", "no")


def people_of(organisation: Organisation) -> list[Membership]:
    """Return who looks after an organisation already."""
    rows = Membership.objects.filter(organisation=organisation).select_related("person")
    return list(rows.order_by("since", "pk"))


def decide_claim(claim: Claim, reviewer: User, action: str, version: str, words: str) -> Claim:
    """Let somebody in as owner, or refuse with a reason; raises EditingError, NotNow among them."""
    if not (version.isascii() and version.isdigit() and len(version) < 9):
        raise ParameterError("version", _("Give the number of the version that you saw."))
    if action == "yes":
        return claims.grant(claim, reviewer, int(version))
    return claims.refuse(claim, reviewer, int(version), tidied(words))


def decide_report(report: Report, reviewer: User, action: str, _version: str, words: str) -> Report:
    """Close what a visitor reported as mended, or as nothing to mend; raises EditingError."""
    state = Report.State.DONE if action == "yes" else Report.State.DISMISSED
    return reports.close(report, reviewer, state, tidied(words))


def subject_of(report: Report) -> reports.Subject:
    """Return the entry that is reported, as it is called now."""
    [subject] = reports.subjects([report]).values()
    return subject
