"""The page of everything that waits for the city, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from frontend.my.words import label
from frontend.pages import show
from frontend.review.words import (
    AGES,
    ICONS,
    KINDS,
    ORDERS,
    REASONS,
    STATES,
    WHOSE,
    language,
    person,
)
from frontend.staff import staff_page
from frontend.words import word
from servicemap.models import Claim, Report, Revision
from servicemap.review import queue
from servicemap.review.difference import in_order, name_at
from servicemap.review.queue import Key, QueueQuery, Waiting
from servicemap.wording import chosen

PAGES = {
    "new": "pages:revision",
    "changed": "pages:revision",
    "published": "pages:revision",
    "claimed": "pages:review-claim",
    "reported": "pages:review-report",
    "stale": "pages:history",
}
MOST_NAMED = 4  # fields that a row names


def reviewer_of(request: HttpRequest) -> User:
    """Return who asks for a page of the staff."""
    user: Any = request.user
    return user  # type: ignore[no-any-return]  # staff_page lets nobody else in


def query_of(params: Mapping[str, str]) -> QueueQuery:
    """Return which part of the queue somebody works on."""
    return QueueQuery.from_params(params, language())


@staff_page
def queue_view(request: HttpRequest) -> HttpResponse:
    """GET lists what waits: /{lang}/review/."""
    query = query_of(request.GET.dict())
    reviewer = reviewer_of(request)
    answer = queue.answer(query, reviewer)
    kept = query.as_params()
    context = {
        "answer": answer,
        "rows": [_row(each, reviewer) for each in answer.rows],
        "tabs": _tabs(answer.counts, answer.total, kept),
        "choices": {
            "days": [(key, text, key == str(query.days)) for key, text in AGES.items()],
            "whose": [(key, text, key == query.whose) for key, text in WHOSE.items()],
            "order": [(key, text, key == query.order) for key, text in ORDERS.items()],
        },
        "kept": urlencode(kept),
        "done": done_of(request.GET.get("done", "")),
    }
    return show(request, "review/queue", context)


@staff_page
def next_view(request: HttpRequest) -> HttpResponse:
    """GET leads to what comes next, and that nobody else is at: /{lang}/review/next?after=…."""
    query = query_of(request.GET.dict())
    return onward(request, query, Key.read(request.GET.get("after", "")))


def onward(
    request: HttpRequest, query: QueueQuery, after: Key | None, done: str = ""
) -> HttpResponseRedirect:
    """Lead to what comes next, or to the queue when nothing does, and say what was just done."""
    following = queue.following(query, reviewer_of(request), after)
    here = address_of(following) if following else reverse("pages:review")
    params = query.as_params() | ({"done": done} if done else {})
    return HttpResponseRedirect(f"{here}?{urlencode(params)}" if params else here)


def address_of(key: Key) -> str:
    """Return the page on which something is decided."""
    return str(reverse(PAGES[key.kind], args=[key.pk]))


def done_of(told: str) -> dict[str, str] | None:
    """Return what to say of what was just decided; None for what is not known."""
    kind, _dot, number = told.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    if kind == "revision":
        revision = Revision.objects.select_related("organisation").filter(pk=int(number)).first()
        if revision is None:
            return None
        return {
            "what": word(STATES, revision.state),
            "name": name_of(revision)[0],
            "address": reverse("pages:revision", args=[revision.pk]),
        }
    model: Any = {"claim": Claim, "report": Report}.get(kind)
    found = model and model._default_manager.filter(pk=int(number)).first()
    if not found:
        return None
    return {
        "what": _("Decided"),
        "name": chosen(found.organisation.name, language())[0] if found.organisation else "",
        "address": reverse(f"pages:review-{kind}", args=[found.pk]),
    }


def name_of(revision: Revision) -> tuple[str, str]:
    """Return what the organisation of a revision is called, and in which language."""
    if revision.organisation:
        return chosen(revision.organisation.name, language())
    return name_at(revision.patch, "", language())


def _tabs(counts: Mapping[str, int], total: int, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    rest = {key: value for key, value in kept.items() if key != "kind"}
    current = kept.get("kind", "")
    tabs = [("", _("Everything"), total), *((key, KINDS[key], counts[key]) for key in KINDS)]
    return [
        {
            "name": name,
            "count": count,
            "icon": ICONS.get(key, "menu"),
            "query": urlencode(rest | ({"kind": key} if key else {})),
            "current": key == current,
        }
        for key, name, count in tabs
    ]


def _row(row: Waiting, reviewer: User) -> dict[str, Any]:
    about, kind = row.about, row.key.kind
    row_of = {
        "row": row,
        "kind": word(KINDS, kind),
        "icon": ICONS[kind],
        "address": address_of(row.key),
        "holder": person(row.held_by) if row.held_by else "",
        "is_mine": row.held_by == reviewer,
    }
    if isinstance(about, Revision):
        name, spoken = name_of(about)
        return {**row_of, "name": name, "language": spoken, **_changes(about)}
    texts = about.organisation.name if about.organisation else {}
    name, spoken = chosen(texts, language())
    told = {"name": name, "language": spoken, "who": "", "what": ""}
    if isinstance(about, Claim):
        told |= {"who": person(about.person), "words": about.message}
    elif isinstance(about, Report):
        told |= {"what": word(REASONS, about.reason), "words": about.text}
    return {**row_of, **told}


def _changes(revision: Revision) -> dict[str, Any]:
    """Say in short which fields a revision changes."""
    paths = in_order(revision.patch)
    sheet = {**revision.base, **revision.patch}
    if revision.organisation_id is None:
        return {"who": person(revision.author), "what": ""}
    names = list(dict.fromkeys(label(path, sheet) for path in paths[: MOST_NAMED * 2]))
    return {
        "who": person(revision.author),
        "what": ", ".join(names[:MOST_NAMED]),
        "more": max(0, len(paths) - MOST_NAMED),
    }
