"""The page of one revision: what it changes, side by side and on the map, and what is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from frontend.addresses import entry_address
from frontend.map_page import config
from frontend.pages import show
from frontend.review import drawing, showing
from frontend.review.queue import done_of, name_of, onward, query_of, reviewer_of
from frontend.review.words import STATES, language, person
from frontend.staff import staff_page
from frontend.words import word
from servicemap.editing import revisions
from servicemap.editing.candidates import Candidate
from servicemap.editing.revisions import Conflicting, EditingError, NotNow, TakenByAnother
from servicemap.models import Revision, Standing
from servicemap.review import decisions, difference, reading, sameness
from servicemap.review.decisions import Decision
from servicemap.review.queue import Key, QueueQuery, held_by
from servicemap.wording import chosen

State = Revision.State
UNSEEN = (State.DRAFT, State.WITHDRAWN)  # what its people have taken back is theirs alone


@dataclass(frozen=True)
class Tried:
    """What a reviewer tried in vain: why, and what they had written."""

    problem: str = ""
    is_conflict: bool = False  # what is published has changed; the decision can be made over that
    comments: dict[str, str] = field(default_factory=dict)
    action: str = ""


@staff_page
def revision_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET shows a revision and takes it, POST decides: /{lang}/review/revisions/{id}."""
    revision = reading.revision(id)
    query = query_of((request.POST if request.method == "POST" else request.GET).dict())
    if request.method == "POST":
        return _decided(request, revision, query)
    if request.method == "GET" and revision.state == State.SUBMITTED:
        # To open is to be at it: others see so for a while. Nothing else is written.
        try:
            revision = revisions.take(revision, reviewer_of(request))
        except (TakenByAnother, NotNow):
            revision = reading.revision(id)
    return _page(request, revision, query, Tried())


@staff_page
def merge_view(request: HttpRequest, id: int) -> HttpResponse:
    """POST merges the organisation with one that it is: /{lang}/review/revisions/{id}/merge."""
    revision, here = reading.revision(id), reverse("pages:revision", args=[id])
    if request.method == "POST":
        other = request.POST.get("other", "")
        is_number = other.isascii() and other.isdigit() and len(other) < 18
        sameness.merge(revision, int(other) if is_number else 0, reviewer_of(request))
        return HttpResponseRedirect(f"{here}?merged=yes#candidates")
    return HttpResponseRedirect(here)


def key_of(revision: Revision) -> Key:
    """Return where a revision stands in the queue."""
    at = revision.submitted_at
    if revision.state == State.PUBLISHED:
        return Key("published", revision.pk, revision.decided_at or at)  # type: ignore[arg-type]
    return Key("changed" if revision.organisation_id else "new", revision.pk, at)  # type: ignore[arg-type]


def _decided(request: HttpRequest, revision: Revision, query: QueueQuery) -> HttpResponse:
    decision, key = Decision.from_params(request.POST.dict()), key_of(revision)
    try:
        done = decisions.decide(revision, decision, reviewer_of(request))
    except EditingError as error:
        tried = Tried(
            str(error), isinstance(error, Conflicting), dict(decision.comments), decision.action
        )
        is_late = isinstance(error, (NotNow, TakenByAnother, Conflicting))
        now = reading.revision(revision.pk)
        return _page(request, now, query, tried, status=409 if is_late else 400)
    if decision.action == "leave":
        return HttpResponseRedirect(reverse("pages:review"))
    if decision.action == "undo":
        history = reverse("pages:history", args=[done.organisation_id])
        return HttpResponseRedirect(f"{history}?done=revision.{done.pk}#revision-{done.pk}")
    return onward(request, query, key, f"revision.{revision.pk}")


def _page(
    request: HttpRequest,
    revision: Revision,
    query: QueueQuery,
    tried: Tried,
    *,
    status: int = 200,
) -> HttpResponse:
    reviewer, holder = reviewer_of(request), held_by(revision)
    told = None if revision.state in UNSEEN else difference.answer(revision, language())
    name, spoken = name_of(revision)
    standing = Standing.objects.filter(organisation=revision.organisation_id).first()
    points = drawing.drawn(told) if told else None
    context: dict[str, Any] = {
        "revision": revision,
        "name": name,
        "name_language": spoken,
        "state": word(STATES, revision.state),
        "author": person(revision.author),
        "reviewer": person(revision.reviewer) if revision.reviewer else "",
        "holder": person(holder) if holder and holder != reviewer else "",
        "free_at": revision.taken_at + revisions.TAKEN if holder else None,  # type: ignore[operator]
        "difference": told,
        "sections": showing.shown(told) if told else (),
        "is_trusted": bool(standing and standing.is_trusted),
        "undone_by": revision.undone_by.first(),
        "tried": tried,
        "kept": query.as_params(),
        "skip": urlencode(query.as_params() | {"after": str(key_of(revision))}),
        "done": done_of(request.GET.get("done", "")),
        "candidates": [_candidate(each) for each in (sameness.likely(told) if told else ())],
        "is_merged": request.GET.get("merged") == "yes",
        "review_map": points,
        "had_area": points and any(each["was"] for each in points["areas"]),
        "is_moved": points
        and any(each["before"] and each["after"] != each["before"] for each in points["marks"]),
        "map_config": config() if points else None,
    }
    context |= _may(context, revision)
    return show(request, "review/revision", context, status=status)


def _candidate(found: Candidate) -> dict[str, Any]:
    """Return one that it may be, as the page shows it."""
    name, spoken = chosen(found.organisation.name, language())
    return {
        "pk": found.organisation.pk,
        "name": name,
        "language": spoken,
        "address": entry_address("organisations", found.organisation.pk, name),
        "reasons": found.reasons,
    }


def _may(context: dict[str, Any], revision: Revision) -> dict[str, bool]:
    """Say what can be decided now, on this page."""
    is_published = revision.state == State.PUBLISHED
    return {
        "may_decide": revision.state == State.SUBMITTED and not context["holder"],
        "may_undo": is_published and not context["undone_by"] and revision.organisation is not None,
        "may_look": is_published and revision.was_trusted and revision.looked_at is None,
    }
