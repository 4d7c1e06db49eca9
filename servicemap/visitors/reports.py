"""Take in what visitors say is wrong with an entry, let its owners know, and answer in the end.

The address for the answer is read by nobody and goes when the report is closed. That something
does not belong on the map at all is for the city alone.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.texts import Texts
from servicemap import letters
from servicemap.catalogue import COLLECTIONS
from servicemap.models import Membership, Report
from servicemap.problems import Conflict, NotFound
from servicemap.values import quoted

MODELS: dict[str, Any] = {each.kind: each.model for each in COLLECTIONS.values()}
AGAIN = dt.timedelta(hours=1)  # within which the same words are the same report
REPORTING = 1_936_551_532  # the class of a lock: two clicks make one report


@dataclass(frozen=True)
class Subject:
    """The entry that a visitor speaks of."""

    noun: str
    id: int
    names: Texts
    organisation: int | None  # whose people hear of it

    @property
    def reference(self) -> str:
        """Return how an address names it: `organisation:12`."""
        return f"{self.noun}:{self.id}"


@dataclass(frozen=True)
class Said:
    """What a visitor says."""

    reason: str
    text: str = ""
    email: str = ""  # for an answer
    language: str = "en"


def subject_of(reference: str) -> Subject:
    """Return the open entry that `organisation:12` names, or what stands for it now."""
    noun, _colon, number = reference.partition(":")
    if noun in MODELS and number.isascii() and number.isdigit() and len(number) < 19:
        row = MODELS[noun].objects.open().standing_for(int(number)).first()
        if row is not None:
            return _subject(noun, row)
    raise NotFound(_("There is no %(id)s.") % {"id": quoted(reference)})


def subjects(reports: Iterable[Report]) -> dict[int, Subject]:
    """Return what some reports are about, by report, as it is called now; a query for each noun."""
    by_noun: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_noun[report.noun].append(report)
    found = {}
    for noun, some in by_noun.items():
        rows = MODELS[noun].objects.in_bulk({report.entry for report in some})
        for report in some:
            row = rows.get(report.entry)
            gone = Subject(noun, report.entry, {}, report.organisation_id)
            found[report.pk] = _subject(noun, row) if row else gone
    return found


def report(subject: Subject, said: Said) -> Report:
    """Keep what a visitor says, once, and tell the owners."""
    known = {
        "noun": subject.noun,
        "entry": subject.id,
        "reason": said.reason,
        "text": said.text,
        "email": said.email,
    }
    with transaction.atomic():
        _alone(repr(known))
        recent = Report.objects.filter(**known, made_at__gt=timezone.now() - AGAIN)
        same = recent.filter(state=Report.State.OPEN).first()
        if same:
            return same
        made = Report.objects.create(
            **known, organisation_id=subject.organisation, language=said.language
        )
        if said.reason != Report.Reason.HARM:
            for owner in owners_of(subject.organisation):
                letters.send("reported", owner, names=subject.names, report=made)
        return made


def close(report: Report, reviewer: User, state: str, words: str) -> Report:
    """Decide a report, answer who asked for it, and forget their address; raises Conflict."""
    with transaction.atomic():
        locked = Report.objects.select_for_update().get(pk=report.pk)
        if locked.state != Report.State.OPEN:
            raise Conflict(_("This report has been decided already."))
        if locked.email:
            [subject] = subjects([locked]).values()
            context = {"names": subject.names, "state": state, "words": words}
            letters.send("report-answered", locked.email, locked.language, **context)
        locked.state, locked.answer, locked.reviewer = state, words, reviewer
        locked.decided_at, locked.email = timezone.now(), ""
        locked.save()
    return locked


def open_of(organisations: Iterable[int]) -> dict[int, list[Report]]:
    """Return what visitors say of some organisations, as their people may read it; one query."""
    rows = Report.objects.filter(organisation__in=list(organisations), state=Report.State.OPEN)
    found: dict[int, list[Report]] = defaultdict(list)
    for row in rows.exclude(reason=Report.Reason.HARM):
        found[row.organisation_id or 0].append(row)
    return found


def owners_of(organisation: int | None) -> list[User]:
    """Return the owners of an organisation who can be written to."""
    owners = Membership.objects.filter(organisation=organisation, role=Membership.Role.OWNER)
    rows = owners.filter(person__is_active=True).exclude(person__email="")
    return [row.person for row in rows.select_related("person").order_by("pk")]


def _subject(noun: str, row: Any) -> Subject:
    whose = row.pk if noun == "organisation" else getattr(row, "organisation_id", None)
    return Subject(noun, row.pk, row.name, whose)


def _alone(what: str) -> None:
    """Let whoever says the same at the same time wait until this transaction is over."""
    number = zlib.crc32(what.encode()) - 2**31
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [REPORTING, number])
