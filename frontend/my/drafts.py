"""The form in which somebody changes an organisation, page by page, saved as it is written."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from frontend.my.check import WRITTEN, check
from frontend.my.pages import address, context_of, whose
from frontend.my.steps import STEPS
from frontend.my.steps.base import Draft, SheetForm, Step
from frontend.pages import show
from frontend.staff import member_page
from servicemap.editing import drafts, revisions
from servicemap.editing.patches import mark
from servicemap.editing.revisions import NotNow, Saved
from servicemap.models import Revision
from servicemap.problems import NotFound


@member_page
def draft_view(request: HttpRequest, id: int, step: str) -> HttpResponse:
    """GET shows a step of the form, POST saves it: /{lang}/my/drafts/{id}/{step}."""
    revision = drafts.find(whose(request), id)
    one = STEPS.get(step)
    if one is None:
        raise NotFound(_("There is no such page."))
    if step == "check":
        return check(request, revision)
    if request.method == "POST":
        return _post(request, revision, one)
    if revision.state not in WRITTEN:
        return HttpResponseRedirect(address(revision, "check"))
    draft = Draft.of(revision)
    form = one.form(draft, entry=request.GET.get("entry", ""))
    form.tell(_to_be_told(one, draft, whole="told" in request.GET))
    return _step(request, one, draft, form)


@member_page
def save_view(request: HttpRequest, id: int) -> HttpResponse:
    """POST saves what is being typed, and answers JSON: /{lang}/my/drafts/{id}/save."""
    revision = drafts.find(whose(request), id)
    one = STEPS.get(request.POST.get("step", ""))
    if one is None or one.key == "check" or request.method != "POST":
        raise NotFound(_("There is no such page."))
    form = _posted(request, one, revision, has_files=False)
    try:
        saved = _save(request, revision, form)
    except NotNow as error:
        return JsonResponse({"state": "closed", "text": str(error)}, status=409)
    kept = form.edits if saved else {}
    for conflict in saved.conflicts if saved else ():
        del kept[conflict.path]
    told = {
        "state": "conflict" if saved and saved.conflicts else "saved",
        "at": timezone.localtime().strftime("%H.%M"),
        "was": {path: f"{mark(value)} {mark(value)}" for path, value in kept.items()},
        "refused": {path: list(map(str, words)) for path, words in form.errors.items()},
    }
    return JsonResponse(told)


def _save(request: HttpRequest, revision: Revision, form: SheetForm) -> Saved | None:
    """Save what was changed; None where nothing was. Raises NotNow."""
    form.is_valid()
    edits = form.edits
    if not edits and revision.state in WRITTEN:
        return None
    return revisions.save(revision, whose(request), edits, form.seen())


def _post(request: HttpRequest, revision: Revision, one: Step) -> HttpResponse:
    form = _posted(request, one, revision)
    try:
        saved = _save(request, revision, form)
    except NotNow as error:
        return _step(request, one, form.draft, form, closed=str(error), status=409)
    again = _posted(request, one, drafts.find(whose(request), revision.pk))
    again.is_valid()
    draft = again.draft
    if saved and saved.conflicts:
        again.conflicts = {each.path: each for each in saved.conflicts}
        return _step(request, one, draft, again, status=409)
    do = request.POST.get("do", "")
    again.tell(_to_be_told(one, draft, whole=do == "on"))
    if do == "leave" and not form.errors:
        return HttpResponseRedirect(f"{reverse('pages:my')}#draft-{revision.pk}")
    if form.errors or (do == "on" and again.errors):
        return _step(request, one, draft, again, status=400)
    if do == "on":
        return HttpResponseRedirect(address(revision, _next(one)))
    return HttpResponseRedirect(address(revision, one.key) + one.after(do, draft))


def _posted(
    request: HttpRequest, one: Step, revision: Revision, *, has_files: bool = True
) -> SheetForm:
    """Return the form with what was posted; files are not taken while somebody types."""
    files = request.FILES if has_files else None
    entry = request.POST.get("entry", "")
    form = one.form(Draft.of(revision), request.POST, files, entry=entry)
    form.person = whose(request)
    return form


def _to_be_told(one: Step, draft: Draft, *, whole: bool) -> dict[str, str]:
    """Return the problems of a step: all, or without what is merely not filled in yet."""
    return {
        path: words
        for path, words in draft.problems.items()
        if one.holds(path) and (whole or one.is_begun(path, draft))
    }


def _next(one: Step) -> str:
    keys = list(STEPS)
    return keys[min(keys.index(one.key) + 1, len(keys) - 1)]


def _step(
    request: HttpRequest,
    one: Step,
    draft: Draft,
    form: SheetForm,
    *,
    closed: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **context_of(draft, one.key),
        "form": form,
        "closed": closed,
        **one.context(draft, form),
    }
    return show(request, f"my/{one.key}", context, status=status)
