"""Count who found what they looked for and who did not, by page and week."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from servicemap.models import Answers
from servicemap.visitors.use import week_of

SEARCH = "search"


def count_answer(page: str, entry: int, *, found: bool) -> None:
    """Count one answer of a visitor; `page` is the search or the noun of an entry."""
    week = week_of(timezone.localdate())
    row, _is_new = Answers.objects.get_or_create(week=week, page=page, entry=entry)
    name = "found" if found else "missed"
    Answers.objects.filter(pk=row.pk).update(**{name: F(name) + 1})
