"""The page on which an organisation's people see what the map was good for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from frontend.addresses import entry_address
from frontend.my.pages import whose
from frontend.pages import show
from frontend.staff import member_page
from frontend.visitors.charts import bars
from frontend.visitors.words import USES
from servicemap.editing import drafts
from servicemap.exports import as_csv
from servicemap.visitors import figures
from servicemap.visitors.figures import FEW, Figures
from servicemap.wording import chosen

BOM = "\ufeff"  # by which spreadsheets know that it is UTF-8


@member_page
def use_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET /{lang}/my/organisations/{id}/use: how often it was opened, found, shared, by week."""
    organisation = drafts.organisation_of(whose(request), id)
    found = figures.of_organisation(organisation)
    name, spoken = chosen(organisation.name, (get_language() or "en").split("-")[0])
    context = {
        "id": id,
        "name": name,
        "name_language": spoken,
        "address": entry_address("organisations", id, name),
        "words": found.words,
        **told(found),
    }
    return show(request, "visitors/use", context)


@member_page
def use_csv_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET /{lang}/my/organisations/{id}/use.csv."""
    organisation = drafts.organisation_of(whose(request), id)
    return csv(f"use-{id}", ("week", *USES), rows(figures.of_organisation(organisation)))


def told(found: Figures) -> dict[str, Any]:
    """Return what templates show of figures: a chart of each use, and the weeks."""
    return {
        "uses": [
            {
                "name": name,
                "total": found.total[what],
                "bars": bars([week.counts[what] for week in reversed(found.weeks)]),
            }
            for what, name in USES.items()
        ],
        "weeks": [
            {
                "monday": week.monday,
                "is_over": week.is_over,
                "counts": [week.counts[what] for what in USES],
            }
            for week in found.weeks
        ],
        "is_empty": not any(number != 0 for number in found.total.values()),
    }


def rows(found: Figures) -> list[dict[str, Any]]:
    """Return the weeks as rows of a table; what is too few to be told is said to be."""
    return [
        {"week": week.monday.isoformat()}
        | {what: f"<{FEW}" if count is None else count for what, count in week.counts.items()}
        for week in found.weeks
    ]


def csv(name: str, columns: Sequence[str], table: Sequence[dict[str, Any]]) -> HttpResponse:
    """Return a table as a file for spreadsheets."""
    response = HttpResponse(BOM + as_csv(table, columns), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
