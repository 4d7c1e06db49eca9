"""The page of the last mile: the question, the verdict, and a row for every origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from frontend import asking
from frontend.addresses import endpoint_address
from frontend.ends import without_ids
from frontend.map_drawing import drawn_trail, drawn_walk
from frontend.map_page import config
from frontend.pages import page, show
from frontend.spread import ORDERS, Order, spread
from servicemap import features, last_mile
from servicemap.features import FeatureQuery
from servicemap.last_mile import LastMileAnswer, LastMileQuery
from servicemap.problems import NotFound
from servicemap.visitors import use
from servicemap.walks import End, WalkAnswer

ROOM = 1.08  # the scale of the bars reaches a little farther than the farthest of what it shows


@dataclass(frozen=True)
class Row:
    """One walk and what is drawn of it: parts of a bar, in per cent of the scale."""

    walk: WalkAnswer
    address: str  # of the origin's page; empty when it has none
    share: float | None
    verdict: str  # "yes", "no" or "unknown"


@dataclass(frozen=True)
class Verdict:
    """How many origins are near enough, are not, and cannot be told."""

    yes: int
    no: int
    unknown: int

    @property
    def all(self) -> int:
        """Return how many origins there are."""
        return self.yes + self.no + self.unknown


@page
def last_mile_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/last-mile?from=&to=&within=&profile=; without a query the area's question."""
    meant = without_ids(request.GET, (get_language() or "en").split("-")[0])
    if meant is not None:
        return HttpResponseRedirect(f"{request.path}?{meant}")
    given = asking.given_of(request.GET)
    problems = asking.problems_of(given)
    if problems:
        return _asked_again(request, given, problems, 400)
    query = LastMileQuery.from_params(given)
    try:
        answer = last_mile.answer(query)
    except NotFound as error:
        name = error.parameter or "to"
        blamed = {name: asking.Problem(asking.bare(error, name), error.candidates)}
        return _asked_again(request, given, blamed, int(error.status))
    if answer.walks:
        use.count_way(request, answer.walks[0].target.id)
    order = Order.of(request.GET.get("sort", ""))
    form = asking.form(given, ends=_ends(answer))
    return show(request, "last-mile", {"form": form, **_told(answer, order)})


def _asked_again(
    request: HttpRequest, given: dict[str, str], problems: dict[str, asking.Problem], status: int
) -> HttpResponse:
    context = {"form": asking.form(given, problems), "given": given}
    return show(request, "last-mile", context, status=status)


def _told(answer: LastMileAnswer, order: Order) -> dict[str, Any]:
    query = answer.query
    farthest = max([query.within, *(walk.metres or 0 for walk in answer.walks)]) * ROOM
    rows = [_row(walk, farthest) for walk in order.sort(answer.walks)]
    verdicts = [row.verdict for row in rows]
    params = {
        "from": str(query.origin),
        "to": str(query.target),
        "within": f"{query.within:g}",
        "profile": query.profile,
        "lang": (get_language() or "en").split("-")[0],
    }
    return {
        "answer": answer,
        "provenance": answer.provenance,
        "rows": rows,
        "limit_share": round(100 * query.within / farthest, 2),
        "verdict": Verdict(*(verdicts.count(each) for each in ("yes", "no", "unknown"))),
        "columns": {name: _column(name, order, params) for name in ORDERS},
        "on_the_map": f"{reverse('pages:home')}?{urlencode(_map_query(params))}",
        "spread": spread(answer.walks, query.within),
        "target": answer.walks[0].target if answer.walks else None,
        "is_bounded": any(not walk.complete and walk.metres is not None for walk in answer.walks),
        "mile": _mile(answer, rows),
        "map_config": config(),
        "downloads": {
            form: f"{reverse('api-last-mile')}?{urlencode({**params, 'format': form})}"
            for form in ("csv", "geojson")
        },
    }


def _ends(answer: LastMileAnswer) -> dict[str, End]:
    """Return who stands at both ends, as far as they are one."""
    if not answer.walks:
        return {}
    [first, *others] = answer.walks
    return {"to": first.target} if others else {"from": first.origin, "to": first.target}


def _mile(answer: LastMileAnswer, rows: list[Row]) -> dict[str, Any]:
    """Return what the page's map draws: the walk of each row, and the trail that they lead to."""
    drawn = [(number, drawn_walk(row.walk, "walk")) for number, row in enumerate(rows)]
    target = answer.walks[0].target if answer.walks else None
    trail = None
    if target and target.kind == "trail":
        query = FeatureQuery("trails", int(target.id.partition(":")[2]), answer.query.language)
        trail = drawn_trail(features.answer_one(query).feature)
    return {"walks": [{**walk, "row": number} for number, walk in drawn if walk], "trail": trail}


def _map_query(params: dict[str, str]) -> dict[str, str]:
    return {name: params[name] for name in ("from", "to", "profile")}


def _column(name: str, order: Order, params: dict[str, str]) -> dict[str, str]:
    """Return where a column's heading leads, and how the rows stand by it."""
    asked = {key: text for key, text in params.items() if key != "lang"}
    query = urlencode({**asked, "sort": order.next_of(name)})
    return {"address": f"?{query}#answer-heading", "aria": order.aria(name)}


def _row(walk: WalkAnswer, farthest: float) -> Row:
    return Row(
        walk=walk,
        address=endpoint_address(walk.origin.id, walk.origin.name),
        share=None if walk.metres is None else round(100 * walk.metres / farthest, 2),
        verdict={True: "yes", False: "no", None: "unknown"}[walk.within],
    )
