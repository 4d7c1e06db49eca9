"""The pages of what people ask of the city: to look after an entry, or to mend one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from frontend.addresses import entry_address
from frontend.kinds import COLLECTION_OF
from frontend.pages import show
from frontend.review.queue import done_of, onward, query_of, reviewer_of
from frontend.review.words import REASONS, language, person
from frontend.staff import staff_page
from frontend.words import word
from servicemap.editing.revisions import EditingError, NotNow
from servicemap.models import Claim, Report
from servicemap.problems import Conflict, ParameterError
from servicemap.review import reading, requests
from servicemap.review.queue import Key, QueueQuery
from servicemap.wording import chosen


@staff_page
def claim_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET shows whose an organisation is said to be, POST decides: /{lang}/review/claims/{id}."""
    claim = reading.claim(id)
    key = Key("claimed", claim.pk, claim.made_at)

    def told() -> dict[str, Any]:
        name, spoken = chosen(claim.organisation.name, language())
        return {
            "claim": claim,
            "name": name,
            "name_language": spoken,
            "who": person(claim.person),
            "people": requests.people_of(claim.organisation),
            "is_open": claim.state == Claim.State.OPEN,
        }

    return _answered(request, "claim", claim, key, requests.decide_claim, told)


@staff_page
def report_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET shows what a visitor found wrong, POST closes it: /{lang}/review/reports/{id}."""
    report = reading.report(id)
    key = Key("reported", report.pk, report.made_at)

    def told() -> dict[str, Any]:
        subject = requests.subject_of(report)
        name, spoken = chosen(subject.names, language())
        collection = COLLECTION_OF[report.noun]
        return {
            "report": report,
            "reason": word(REASONS, report.reason),
            "name": name,
            "name_language": spoken,
            "address": entry_address(collection, subject.id, name) if subject.names else "",
            "is_open": report.state == Report.State.OPEN,
        }

    return _answered(request, "report", report, key, requests.decide_report, told)


def _answered(
    request: HttpRequest,
    kind: str,
    row: Any,
    key: Key,
    decide: Callable[..., Any],
    told: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """Decide and lead on to the next, or show the page, with what was tried in vain."""
    is_post = request.method == "POST"
    query = query_of((request.POST if is_post else request.GET).dict())
    problem, status, words = "", 200, request.POST.get("words", "")
    if is_post:
        version = request.POST.get("version", "")
        action = request.POST.get("action", "")
        if action not in requests.ACTIONS:
            choices = ", ".join(requests.ACTIONS)
            raise ParameterError(
                "action", _("It is not one of %(choices)s.") % {"choices": choices}
            )
        try:
            decide(row, reviewer_of(request), action, version, words)
            return onward(request, query, key, f"{kind}.{row.pk}")
        except (EditingError, Conflict) as error:
            problem, status = str(error), 409 if isinstance(error, (NotNow, Conflict)) else 400
            row.refresh_from_db()
    context = {
        **told(),
        **_furniture(query, key),
        "problem": problem,
        "words": words,
        "reviewer": person(row.reviewer) if row.reviewer else "",
        "done": done_of(request.GET.get("done", "")),
    }
    return show(request, f"review/{kind}", context, status=status)


def _furniture(query: QueueQuery, key: Key) -> dict[str, Any]:
    kept = query.as_params()
    return {"kept": kept, "skip": urlencode(kept | {"after": str(key)})}
