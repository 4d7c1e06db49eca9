"""Count what was looked for in vain, so that the city learns what is missing."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone

from geodata.models import ZeroSearch
from geodata.search.terms import MOST_WORDS
from geodata.search.words import words_of
from servicemap.search.query import SearchQuery


def count_in_vain(query: SearchQuery) -> None:
    """Count a search that found nothing: the words, the language and the week, nothing else.

    What was looked for around a place is not counted: it may be missing there alone.
    """
    words = " ".join(words_of(query.q)[:MOST_WORDS])[:100]
    if not words or query.origin or query.serves or query.bbox:
        return
    today = timezone.localdate()
    week = today - dt.timedelta(days=today.weekday())
    row, _is_new = ZeroSearch.objects.get_or_create(week=week, language=query.language, words=words)
    ZeroSearch.objects.filter(pk=row.pk).update(count=F("count") + 1)
