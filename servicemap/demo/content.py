"""Put something into the queue and onto the page of the city: see content.toml."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from geodata.models import Organisation, ZeroSearch
from servicemap.demo import people
from servicemap.editing import revisions
from servicemap.models import Answers, Claim, Membership, Report, Revision, Use
from servicemap.visitors.use import week_of

FILE = Path(__file__).with_name("content.toml")
ROLES = {"owner": people.OWNER, "colleague": people.COLLEAGUE}
LANGUAGE = "en"  # of the reports


@transaction.atomic
def bring(*, whole: bool = True) -> bool:
    """Give the owner an organisation and, when `whole`, the rest; False when that was done."""
    made = people.make()
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    entries = _organisations(1 + max(each.get("organisation", 0) for each in told["report"]))
    if not entries or Membership.objects.filter(person__email__in=people.EMAILS).exists():
        return False
    _join(entries[0], made[people.OWNER], Membership.Role.OWNER)
    if whole:
        for each in told["revision"]:
            _revise(each, entries, made)
        for each in told["claim"]:
            author = made[ROLES[each["by"]]]
            Claim.objects.create(
                organisation=_at(entries, each), person=author, message=each["message"]
            )
        for each in told["report"]:
            entry = _at(entries, each)
            Report.objects.create(
                noun="organisation",
                entry=entry.pk,
                organisation=entry,
                reason=each["reason"],
                text=each["text"],
                language=LANGUAGE,
            )
        _figures(told, entries)
    return True


@transaction.atomic
def withdraw() -> None:
    """Take away what was brought, and the people; figures by which the city counts stay."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    theirs = Revision.objects.filter(author__email__in=people.EMAILS)
    theirs.exclude(state=Revision.State.PUBLISHED).delete()
    Report.objects.filter(text__in=[each["text"] for each in told["report"]]).delete()
    people.remove()


def _organisations(number: int) -> list[Organisation]:
    """Return organisations to show it with: the examples first, then what else there is."""
    rows = Organisation.objects.open().filter(merged_into=None)
    return list(rows.order_by("-is_example", "pk")[:number])


def _at(entries: list[Organisation], told: dict[str, Any]) -> Organisation:
    found: Organisation = entries[told["organisation"] % len(entries)]
    return found


def _join(entry: Organisation, person: User, role: str = Membership.Role.MEMBER) -> None:
    Membership.objects.get_or_create(organisation=entry, person=person, defaults={"role": role})


def _revise(told: dict[str, Any], entries: list[Organisation], made: dict[str, User]) -> None:
    """Lead a revision as far as its state says, by the steps that people take."""
    author, changes = made[ROLES[told["by"]]], told["changes"]
    entry = _at(entries, told) if "organisation" in told else None
    if entry is None:
        point = entries[told["beside"] % len(entries)].point
        changes = {**changes, "point": list(point.coords)} if point else changes
    else:
        _join(entry, author)
    draft = revisions.draft_of(entry, author)
    draft = revisions.save(draft, author, changes, draft.version).revision
    if told["state"] == "draft":
        return
    draft = revisions.submit(draft, author)
    if told["state"] == "returned":
        revisions.send_back(draft, made[people.REVIEWER], draft.version, told["comments"])


def _figures(told: dict[str, Any], entries: list[Organisation]) -> None:
    """Write the figures of past weeks, where there are none yet."""
    uses = []
    for each in told["use"]:
        kept = {"noun": "organisation", "entry": _at(entries, each).pk}
        for what in Use.What:
            given = each.get(what, ())
            by_words = given if isinstance(given, dict) else {"": given}
            for words, counts in by_words.items():
                uses += [
                    Use(week=week, what=what, words=words, count=count, **kept)
                    for week, count in _weeks(counts)
                ]
    Use.objects.bulk_create(uses, ignore_conflicts=True)
    ZeroSearch.objects.bulk_create(
        [
            ZeroSearch(week=week, language=each["language"], words=each["words"], count=count)
            for each in told["in_vain"]
            for week, count in _weeks(each["weeks"])
        ],
        ignore_conflicts=True,
    )
    Answers.objects.bulk_create(
        [
            Answers(week=week, page=each["page"], found=found, missed=missed)
            for each in told["answers"]
            for (week, found), (_week, missed) in zip(
                _weeks(each["found"], zeros=True), _weeks(each["missed"], zeros=True), strict=True
            )
        ],
        ignore_conflicts=True,
    )


def _weeks(counts: list[int], *, zeros: bool = False) -> list[tuple[dt.date, int]]:
    """Return the past weeks with their counts, last week first."""
    last = week_of(timezone.localdate()) - dt.timedelta(weeks=1)
    told = [(last - dt.timedelta(weeks=back), count) for back, count in enumerate(counts)]
    return [each for each in told if each[1] or zeros]
