"""The pages on which people upload a file, say what it holds, look at it, and import it.

They are of the city's staff, and of umbrella organisations that the city trusts, which see their
own lists alone.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from frontend.map_page import config
from frontend.my.pages import whose
from frontend.pages import show
from frontend.review.upload_forms import PlanForm, UploadForm
from frontend.review.upload_words import COUNTS, NOUNS, STATES, row_word, said_word
from frontend.staff import upload_page
from frontend.words import word
from servicemap import uploads
from servicemap.exports import as_csv
from servicemap.models import Upload
from servicemap.upload_handler import is_too_large
from servicemap.uploads import InputError, Looked, Preview, Said

State = Upload.State
OPEN = (State.UPLOADED, State.MAPPED, State.PREVIEWED)
LISTED = 100
ON_MAP = {"amenity": "amenities"}  # collections whose symbols stand for the rows; others: below
SYMBOLS = "organisations"


@upload_page
def uploads_view(request: HttpRequest) -> HttpResponse:
    """GET lists uploads, POST takes a file: /{lang}/review/uploads."""
    form = UploadForm(whose(request), request.POST or None, request.FILES or None)
    if request.method == "POST":
        upload = _received(request, form)
        if upload is not None:
            return HttpResponseRedirect(reverse("pages:upload", args=[upload.pk]))
    latest = uploads.seen_by(whose(request))[:LISTED]
    listed = [{"upload": each, "state": word(STATES, each.state)} for each in latest]
    status = 400 if form.errors else 200
    return show(request, "uploads", {"form": form, "listed": listed}, status=status)


def _received(request: HttpRequest, form: UploadForm) -> Upload | None:
    """Keep the file of a sound form; what is wrong is told beside its field."""
    if is_too_large(request.META):
        form.errors.pop("file", None)
        form.add_error("file", _("The file is larger than 20 MB."))
    if not form.is_valid():
        return None
    try:
        return uploads.receive(form.cleaned_data["file"], form.received(), whose(request))
    except InputError as error:
        form.add_error("file", _("The file cannot be read: %(why)s") % {"why": error})
        return None


@upload_page
def upload_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET shows how far a file is, POST takes the next step: /{lang}/review/uploads/{id}."""
    upload = uploads.find(id, whose(request))
    action = request.POST.get("action", "")
    here = HttpResponseRedirect(reverse("pages:upload", args=[id]))
    if action in ("import", "force"):
        uploads.enqueue(upload, force=action == "force")
        return here
    is_asked = request.GET.get("step") == "columns" and upload.state in (*OPEN, State.FAILED)
    try:
        if action == "columns" or is_asked or upload.state in (State.UPLOADED, State.MAPPED):
            return _columns_step(request, upload) or here
        if upload.state == State.PREVIEWED:
            return _preview_step(request, upload)
    except InputError as error:
        return _step(request, upload, "broken", {"why": error}, status=400)
    return _progress_step(request, upload)


@upload_page
def problems_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET /{lang}/review/uploads/{id}/problems.csv: what is wrong with which row."""
    upload = uploads.find(id, whose(request))
    rows = ({**each, "reason": _said(each)["text"]} for each in upload.problems)
    text = as_csv(rows, ("row", "id", "name", "reason"))
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problems-{upload.pk}.csv"'
    return response


def _columns_step(request: HttpRequest, upload: Upload) -> HttpResponse | None:
    """Ask what the columns hold; None once that is known and something can be imported."""
    columns = uploads.columns_of(upload)
    form = PlanForm(upload, columns, request.POST or None)
    preview = None
    if request.method == "POST" and form.is_valid():
        preview = uploads.save_plan(upload, form.options())
        if preview.taken:
            return None
    status = 400 if form.errors or preview else 200
    context = {"form": form, "nothing": _rows(preview) if preview else None}
    return _step(request, upload, "columns", context, status=status)


def _preview_step(request: HttpRequest, upload: Upload) -> HttpResponse:
    preview = uploads.look(upload)
    collection = ON_MAP.get(upload.options["noun"], SYMBOLS)
    points = [
        {
            "row": row.row,
            "collection": collection,
            "name": row_word(row.row, row.name),
            "point": row.position,
        }
        for row in preview.rows
        if row.position
    ]
    context = {
        "preview": preview,
        "rows": _rows(preview),
        "points": {"points": points} if points else None,
        "map_config": config(),
    }
    return _step(request, upload, "preview", context)


def _progress_step(request: HttpRequest, upload: Upload) -> HttpResponse:
    counts = upload.counts.get(upload.options["noun"], {})
    context = {
        "counts": [(word(COUNTS, key), counts.get(key, 0)) for key in COUNTS],
        "problems": [{**each, **_said(each)} for each in upload.problems],
        "vanished": upload.counts.get("why") == "vanished",
        "broken": upload.counts.get("why") == "broken",
        "is_kept": bool(upload.stored_as),
    }
    return _step(request, upload, "progress", context)


def _step(
    request: HttpRequest, upload: Upload, step: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    about = {
        "upload": upload,
        "step": step,
        "noun": word(NOUNS, upload.options["noun"]),
        "state": word(STATES, upload.state),
    }
    return show(request, "upload", {**about, **context}, status=status)


def _rows(preview: Preview) -> list[dict[str, Any]]:
    return [_row(row) for row in preview.rows]


def _row(row: Looked) -> dict[str, Any]:
    """Return one row as the table shows it."""
    told = [{"text": text, "language": code} for text, code in map(said_word, row.said)]
    verdict = "no" if not row.is_taken else "limited" if told or not row.position else "yes"
    return {"row": row, "told": told, "verdict": verdict}


def _said(problem: dict[str, Any]) -> dict[str, str]:
    said: Said = uploads.said_of(problem)
    text, language = said_word(said)
    return {"text": text, "language": language}
