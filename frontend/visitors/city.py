"""The city's page about the whole map, and each of its tables as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from frontend.pages import show
from frontend.staff import staff_page
from frontend.visitors.charts import bars
from frontend.visitors.use import csv, rows, told
from frontend.visitors.words import USES
from frontend.words import word
from servicemap.problems import NotFound
from servicemap.search import topics_in
from servicemap.visitors import city
from servicemap.visitors.city import MONTHS, Covered
from servicemap.wording import chosen

WAITING = {
    "changes": gettext_lazy("Changes of organisations"),
    "claims": gettext_lazy("People who say an organisation is theirs"),
    "reports": gettext_lazy("Reports of visitors"),
}
Columns = tuple[str, ...]
Table = tuple[Columns, list[dict[str, Any]]]


@staff_page
def city_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/review/city: use, what was not found, answers, freshness, coverage, the queue."""
    today, known = timezone.localdate(), city.worked_out()
    weeks, pages = city.answers(today)
    vain = city.in_vain(today)
    topics = _roots()
    context = {
        "at": known.at,
        **told(known.use),
        "vain": vain,
        "vain_bars": bars([number for _monday, number in reversed(vain.by_week)]),
        "answers": [{"monday": monday, "told": found} for monday, found in weeks.items()],
        "answered": pages,
        "freshness": known.freshness,
        "months": MONTHS,
        "topics": [name for _key, name in topics],
        "districts": [_district(each, topics) for each in known.coverage],
        "waiting": [{"name": word(WAITING, each.what), "told": each} for each in city.waiting()],
        "tables": TABLES,
    }
    return show(request, "visitors/city", context)


@staff_page
def city_csv_view(request: HttpRequest, table: str) -> HttpResponse:
    """GET /{lang}/review/city/{table}.csv: one of the tables, whole."""
    make = TABLES.get(table)
    if make is None:
        raise NotFound(_("There is no such page."))
    columns, found = make()
    return csv(f"city-{table}", columns, found)


def _roots() -> list[tuple[str, str]]:
    """Return key and name of the topics that have none above them."""
    return [(key, name) for key, name, parent in topics_in(_language()) if not parent]


def _district(covered: Covered, topics: list[tuple[str, str]]) -> dict[str, Any]:
    name, spoken = chosen(covered.names, _language())
    return {
        "code": covered.code,
        "name": name,
        "language": spoken,
        "total": covered.total,
        "counts": [covered.counts.get(key, 0) for key, _name in topics],
    }


def _use() -> Table:
    return ("week", *USES), rows(city.worked_out().use)


def _searches() -> Table:
    found = city.in_vain(timezone.localdate()).words
    return ("words", "count"), [{"words": words, "count": number} for words, number in found]


def _answers() -> Table:
    weeks, _pages = city.answers(timezone.localdate())
    return ("week", "found", "missed"), [
        {"week": monday.isoformat(), "found": each.found, "missed": each.missed}
        for monday, each in weeks.items()
    ]


def _freshness() -> Table:
    names = tuple(f"within_{months}_months" for months in MONTHS)
    return ("source", "name", "total", *names), [
        {"source": each.source, "name": each.name, "total": each.total}
        | dict(zip(names, each.within, strict=True))
        for each in city.worked_out().freshness
    ]


def _coverage() -> Table:
    """Return all topics, not only those at the top."""
    topics = topics_in(_language())
    keys = tuple(key for key, _name, _parent in topics)
    return ("code", "name", "total", *keys), [
        {"code": each.code, "name": chosen(each.names, _language())[0], "total": each.total}
        | {key: each.counts.get(key, 0) for key in keys}
        for each in city.worked_out().coverage
    ]


def _waiting() -> Table:
    return ("what", "number", "oldest_days", "median_days"), [
        {
            "what": each.what,
            "number": each.number,
            "oldest_days": _rounded(each.oldest),
            "median_days": _rounded(each.middle),
        }
        for each in city.waiting()
    ]


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 1)


def _language() -> str:
    return (get_language() or "en").split("-")[0]


TABLES = {
    "use": _use,
    "searches": _searches,
    "answers": _answers,
    "freshness": _freshness,
    "coverage": _coverage,
    "queue": _waiting,
}
