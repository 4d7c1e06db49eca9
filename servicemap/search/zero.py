"""Count what was looked for in vain, so that the city learns what is missing."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone

from geodata.models import ZeroSearch
from servicemap.search.query import SearchQuery
from servicemap.visitors.words import kept


def count_in_vain(query: SearchQuery) -> None:
    """Count a search that found nothing: the words, the language and the week, nothing else.

    What was looked for around a place is not counted: it may be missing there alone.
    """
    words = kept(query.q)
    if not words or query.origin or query.serves or query.bbox:
        return
    today = timezone.localdate()
    week = today - dt.timedelta(days=today.weekday())
    row, _is_new = ZeroSearch.objects.get_or_create(week=week, language=query.language, words=words)
    ZeroSearch.objects.filter(pk=row.pk).update(count=F("count") + 1)
