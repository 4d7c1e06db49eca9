"""Lists in the order of names come out of an index for each language."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from geodata import naming
from geodata.models import Organisation

pytestmark = pytest.mark.django_db


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'by_name_%'")
        return {name for (name,) in cursor.fetchall()}


def plan(rows: Any) -> str:
    """Return how PostgreSQL would answer if it had very many rows."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    return str(rows.explain())


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
def test_a_page_is_read_out_of_the_index_of_its_language(language: str) -> None:
    rows = Organisation.objects.open().annotate(said=naming.said(language))
    told = plan(rows.order_by("said", "pk")[:50])
    assert "Index Scan using by_name_" in told or "Index Only Scan using by_name_" in told
    assert "Sort" not in told


def test_a_later_page_begins_where_the_one_before_ended() -> None:
    rows = Organisation.objects.open().annotate(said=naming.said("fi"))
    told = plan(rows.filter(said__gte="kirjasto").order_by("said", "pk")[:50])
    assert "Index Cond: ((lower(COALESCE(" in told


def test_indexes_follow_the_languages_of_the_area(settings: Any) -> None:
    before = indexes()
    naming.keep_indexes()
    assert indexes() == before
    settings.AREA = replace(settings.AREA, languages=("et", "fi"))
    naming.keep_indexes()
    assert len(indexes()) == len(naming.LISTED) * (len(settings.LANGUAGES) + 1)
    assert not indexes() & before
