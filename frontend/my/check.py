"""The last page of the form: what changes, what is wrong, what it may duplicate; handing in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from frontend import entries
from frontend.addresses import entry_address
from frontend.my.pages import address, context_of, in_order, step_of, whose
from frontend.my.steps.base import Draft
from frontend.my.values import told
from frontend.my.words import label
from frontend.pages import show
from frontend.staff import member_page
from servicemap import features, limits
from servicemap.editing import drafts, previews, revisions
from servicemap.editing.candidates import candidates, may_tell
from servicemap.editing.patches import at
from servicemap.editing.patches import conflicts as conflicts_of
from servicemap.editing.revisions import Conflicting, EditingError, NotNow, Unsound
from servicemap.editing.sheets import where
from servicemap.models import Revision
from servicemap.wording import base_of, chosen

State = Revision.State
WRITTEN = (State.DRAFT, State.RETURNED)


@dataclass(frozen=True)
class Change:
    """One field, before and after."""

    path: str
    label: str
    before: str
    after: str
    lang: str
    address: str  # where it is changed; empty when it cannot be


@dataclass(frozen=True)
class Problem:
    """Something to put right, and where."""

    label: str
    words: str
    address: str


@dataclass(frozen=True)
class Same:
    """An organisation that it may be the same as."""

    pk: int
    name: str
    language: str
    address: str
    reasons: tuple[dict[str, Any], ...]


def check(request: HttpRequest, revision: Revision) -> HttpResponse:
    """GET shows what comes of a revision, POST hands it in, takes it back or gives it up."""
    if request.method == "POST":
        return _act(request, revision)
    return _page(request, revision)


@member_page
def preview_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET /{lang}/my/drafts/{id}/preview: the page as visitors will see it."""
    revision = drafts.find(whose(request), id)
    language = (get_language() or "en").split("-")[0]
    if revision.state not in Revision.OPEN:
        return HttpResponseRedirect(address(revision, "check"))
    try:
        with previews.published_for_now(revision) as entry:
            query = features.FeatureQuery("organisations", entry.pk, language)
            answer = features.answer_one(query)
            preview = address(revision, "check")
            return entries.shown(request, "organisations", answer, language, preview=preview)
    except Unsound as error:
        return _page(request, revision, str(error), status=400)


def _act(request: HttpRequest, revision: Revision) -> HttpResponse:
    here = HttpResponseRedirect(address(revision, "check"))
    try:
        match request.POST.get("do"):
            case "submit":
                limits.count(request, "submit")
                version = request.POST.get("version", "")
                is_number = version.isascii() and version.isdigit() and len(version) < 9
                seen = int(version) if is_number else -1
                over = request.POST.get("over") == "yes"
                revisions.submit(revision, whose(request), seen, over=over)
            case "recall":
                revisions.recall(revision)
            case "withdraw":
                revisions.withdraw(revision)
                return HttpResponseRedirect(reverse("pages:my"))
    except (NotNow, Conflicting) as error:
        again = drafts.find(whose(request), revision.pk)
        # Handed in by the first of two clicks: that is what was wanted.
        return here if again.state != revision.state else _page(request, again, str(error), 409)
    except EditingError as error:
        return _page(request, revision, str(error), status=400)
    return here


def _page(
    request: HttpRequest, revision: Revision, refused: str = "", status: int = 200
) -> HttpResponse:
    draft = Draft.of(revision)
    is_written = revision.state in WRITTEN
    conflicts = conflicts_of(revision.patch, revision.base, draft.published)
    context = {
        **context_of(draft, "check"),
        "refused": refused,
        "is_written": is_written,
        "changes": [_change(draft, path, is_written) for path in in_order(revision.patch)],
        "wrong": _problems(draft) if is_written else [],
        "conflicts": [
            {"label": label(each.path, draft.sheet), "conflict": each} for each in conflicts
        ],
        "same": _same(draft) if is_written else [],
        "remarks": [
            {"label": label(path, draft.sheet), "words": words, "address": _where(draft, path)}
            for path, words in sorted(revision.comments.items())
        ],
        "public": _public(revision),
    }
    return show(request, "my/check", context, status=status)


def _change(draft: Draft, path: str, is_written: bool) -> Change:
    ended = draft.revision.state == State.PUBLISHED
    before = draft.revision.before if ended else draft.published
    found = where(path)
    return Change(
        path,
        label(path, draft.sheet),
        told(path, at(before, path)),
        told(path, draft.revision.patch[path]),
        base_of(found.language) if found.is_text else "",
        _where(draft, path) if is_written else "",
    )


def _problems(draft: Draft) -> list[Problem]:
    return [
        Problem(label(path, draft.sheet), draft.problems[path], _where(draft, path))
        for path in in_order(draft.problems)
    ]


def _where(draft: Draft, path: str) -> str:
    """Return where a path is written."""
    step = step_of(path)
    return f"{address(draft.revision, step)}?told=1#at-{path}" if step else ""


def _same(draft: Draft) -> list[Same]:
    """Return what it may be the same as, where something changed that tells."""
    if not may_tell(draft.revision.patch):
        return []
    language = (get_language() or "en").split("-")[0]
    found = []
    for each in candidates(draft.sheet, draft.revision.organisation_id):
        entry = each.organisation
        name, spoken = chosen(entry.name, language)
        there = entry_address("organisations", entry.pk, name)
        found.append(Same(entry.pk, name, spoken, there, each.reasons))
    return found


def _public(revision: Revision) -> str:
    entry = revision.organisation
    if entry is None or entry.closed_at:
        return ""
    name = chosen(entry.name, (get_language() or "en").split("-")[0])[0]
    return entry_address("organisations", entry.pk, name)
