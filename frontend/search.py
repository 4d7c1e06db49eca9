"""The pages on which one looks for anything: the search itself, and the one that others embed."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_exempt

from frontend import filters, finding
from frontend.asking import Problem, bare
from frontend.ends import end_of
from frontend.finding import ENDS, PAGING, Question
from frontend.hits import areas_of, flag_of, points_of, row_of
from frontend.map_page import config
from frontend.pages import page, show
from frontend.search_form import finder, form_of
from servicemap import search
from servicemap.caching import tells_now
from servicemap.problems import NotFound
from servicemap.search import SearchAnswer, SearchQuery
from servicemap.visitors import use
from servicemap.walks import End

ROWS = 20
EMBEDDED = 10
FRAME_HEIGHT = 480
FARTHER = 2  # times as far is offered where nothing is found within a walk
# Whoever says where they stand leaves it in no store but their own browser's.
PRIVATE = "private, max-age=60, must-revalidate"


@page
@tells_now
def search_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/search: the form alone, or what was found."""
    asked = finding.asked_of(request.GET, _language())
    if finding.is_told_otherwise(request.GET, asked):
        return HttpResponseRedirect(finding.address(request.path, asked))
    return _shown(request, "search", asked, ROWS)


@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
@page
@tells_now
def embed_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/embed/search: the same, compact, for a frame on a page of somebody else."""
    return _shown(request, "embed-search", finding.asked_of(request.GET, _language()), EMBEDDED)


def _shown(request: HttpRequest, template: str, asked: dict[str, str], rows: int) -> HttpResponse:
    answer, problems, status = _answered(asked, rows)
    if answer:
        use.count_found(request, answer.query.q, answer.hits, answer.query.offset)
    language = _language()
    question = Question(asked, problems, _ends(asked, answer))
    context = {**form_of(question, language), **_links(request, question), "finder": finder()}
    if answer:
        context |= _told(question, answer)
    response = show(request, template, context, status=status)
    if any(each in asked for each in ENDS):
        response["Cache-Control"] = PRIVATE
    return response


def _ends(asked: dict[str, str], answer: SearchAnswer | None) -> dict[str, End]:
    """Return the places that are named; without an answer as far as they are ids."""
    told = {"from": answer.origin, "serves": answer.serves} if answer else {}
    found = {
        each: told.get(each) or end_of(asked[each], _language()) for each in ENDS if each in asked
    }
    return {each: end for each, end in found.items() if end}


def _answered(
    asked: dict[str, str], rows: int
) -> tuple[SearchAnswer | None, dict[str, Problem], int]:
    """Return what was found, or what is wrong with which field, and the status to say so."""
    problems = finding.problems_of(asked)
    if problems:
        return None, problems, 400
    if not finding.is_question(asked):
        return None, {}, 200
    query = SearchQuery.from_params({**asked, "limit": str(rows), "lang": _language()})
    try:
        answer = search.answer(query)
    except NotFound as error:
        blamed = error.parameter or "from"
        return None, {blamed: Problem(bare(error, blamed), error.candidates)}, int(error.status)
    if not answer.count:
        search.count_in_vain(query)
    return answer, {}, 200


def _links(request: HttpRequest, question: Question) -> dict[str, Any]:
    """Return the addresses at which this search is found: as a page, as data, in a frame."""
    embed_address = question.link(reverse("pages:embed-search"))
    return {
        "page_address": request.build_absolute_uri(question.link(reverse("pages:search"))),
        "api_address": question.link(reverse("api-search"), lang=_language()),
        "embed_address": embed_address,
        "snippet": format_html(
            '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
            request.build_absolute_uri(embed_address),
            filters.title(question),
            FRAME_HEIGHT,
        ),
    }


def _told(question: Question, answer: SearchAnswer) -> dict[str, Any]:
    base = reverse("pages:search")
    before = int(question.asked.get(PAGING, 0))
    moment = answer.query.open or timezone.localtime()
    rows = [row_of(number, hit, moment) for number, hit in enumerate(answer.hits)]
    points = points_of(rows)
    told: dict[str, Any] = {
        "answer": answer,
        "provenance": answer.provenance,
        "rows": rows,
        "first": before + 1,
        "last": before + len(rows),
        "first_address": question.link(base) if before else "",
        "next_address": question.link(base, next=str(answer.next)) if answer.next else "",
        "wider": filters.wider(question, answer.wider, base),
        **_farther(question, base),
    }
    if points:
        drawn: dict[str, Any] = {"points": points, "from": flag_of(answer.serves or answer.origin)}
        if answer.serves:
            drawn["operating"] = areas_of(rows)
        told |= {"points": drawn, "map_config": config()}
    return told


def _farther(question: Question, base: str) -> dict[str, Any]:
    """Return where one may look instead when nothing lies within the walk."""
    minutes = float(question.asked.get("minutes", search.MOST_MINUTES))
    farther = f"{min(FARTHER * minutes, search.MOST_MINUTES):g}"
    if minutes >= search.MOST_MINUTES:
        return {}
    return {"farther": farther, "farther_address": question.link(base, minutes=farther)}


def _language() -> str:
    return (get_language() or "en").split("-")[0]
