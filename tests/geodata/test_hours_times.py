"""Opening hours are worked out ahead, once for equal rules, and the database tells what is open."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geodata.hours.times import digests_open_at, renew, rules_of, times_for, times_of
from geodata.models import Amenity, OpeningHours, OpeningTimes, Organisation, SearchDocument, Source
from geodata.search import indexing

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=HELSINKI)  # a Monday
WEEK = ["Mo-Fr 08:00-16:00; PH off"]
NIGHT = ["Mo-Sa 18:00-02:00"]


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def hour(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def test_it_works() -> None:
    row: Any = times_of(WEEK)
    assert row.rules == WEEK
    assert (row.known_from, row.known_until) == (hour("2026-11-22 09:00"), hour("2027-01-22 09:00"))
    kept = OpeningTimes.objects.get()
    assert kept.open_at[0] == (hour("2026-11-23 08:00"), hour("2026-11-23 16:00"))
    days = {begin.astimezone(HELSINKI).date() for begin, _ in kept.open_at}
    assert dt.date(2026, 12, 23) in days
    assert dt.date(2026, 12, 25) not in days
    assert times_of(WEEK).pk == row.pk  # type: ignore[union-attr]
    assert OpeningTimes.objects.count() == 1


def test_what_cannot_be_read_has_no_times() -> None:
    assert times_for([[], ["arkisin"], [""]]) == [None, None, None]
    assert not OpeningTimes.objects.exists()


def test_equal_rules_are_worked_out_once(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        rows = times_for([WEEK, NIGHT] * 500)
    assert len({row.pk for row in rows if row}) == 2
    with django_assert_num_queries(1):
        again = times_for([NIGHT, WEEK])
    assert [row and row.pk for row in again] == [rows[1] and rows[1].pk, rows[0] and rows[0].pk]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23 07:59", []),
        ("2026-11-23 08:00", [WEEK]),
        ("2026-11-23 16:00", []),
        ("2026-11-24 01:59", [NIGHT]),
        ("2026-11-24 02:00", []),
        ("2026-12-25 12:00", []),  # a holiday
        ("2027-06-07 12:00", [WEEK]),  # beyond what was worked out
        ("2027-06-08 01:00", [NIGHT]),
        ("2026-11-20 12:00", [WEEK]),  # before it
    ],
)
def test_the_database_tells_what_is_open(moment: str, expected: list[list[str]]) -> None:
    times_for([WEEK, NIGHT, ["off"]])
    found = OpeningTimes.objects.filter(digest__in=digests_open_at(hour(moment)))
    assert list(found.values_list("rules", flat=True)) == expected


def test_within_what_is_known_it_is_one_part_of_a_query(django_assert_num_queries: Any) -> None:
    times_for([WEEK, NIGHT])
    with django_assert_num_queries(2):
        digests = digests_open_at(NOW)
        assert list(SearchDocument.objects.filter(hours__in=digests)) == []


def entry_with(*rules: str, words: str = "") -> Organisation:
    source = Source.objects.get_or_create(key="osm", defaults={"name": "OpenStreetMap"})[0]
    entry = Organisation.objects.create(
        source=source, source_id=f"o{Organisation.objects.count()}", name={"fi": "Kirjasto"}
    )
    rows = [OpeningHours(organisation=entry, rule=rule) for rule in rules]
    rows += [OpeningHours(organisation=entry, comment={"fi": words})] if words else []
    OpeningHours.objects.bulk_create(rows)
    return entry


def test_documents_lead_to_the_times_of_their_entry() -> None:
    two = entry_with("Mo-Fr 08:00-16:00", "Sa 10:00-14:00")
    words = entry_with(words="Sovittaessa")
    amenity = Amenity.objects.create(
        source=two.source,
        source_id="a",
        name={"fi": "Kahvila"},
        kind="cafe",
        point="POINT(24.94 60.17)",
        opening_hours="24/7",
    )
    indexing.rebuild()
    documents = {(each.noun, each.entry): each.hours for each in SearchDocument.objects.all()}
    times: Any = documents["organisation", two.pk]
    assert times.rules == ["Mo-Fr 08:00-16:00", "Sa 10:00-14:00"]
    assert documents["organisation", words.pk] is None
    assert documents["amenity", amenity.pk].rules == ["24/7"]  # type: ignore[union-attr]
    assert rules_of(two) == ("Mo-Fr 08:00-16:00", "Sa 10:00-14:00")


def test_many_documents_ask_no_more_than_few(django_assert_max_num_queries: Any) -> None:
    for _ in range(20):
        entry_with(*WEEK)
    ids = list(Organisation.objects.values_list("pk", flat=True))
    indexing.refresh(Organisation, ids)
    with CaptureQueriesContext(connection) as of_one:
        indexing.refresh(Organisation, ids[:1])
    with django_assert_max_num_queries(len(of_one)):
        indexing.refresh(Organisation, ids)


def test_renewing_moves_on_and_forgets_what_nobody_has() -> None:
    entry_with(*WEEK)
    indexing.rebuild()
    times_of(NIGHT)
    later = NOW + dt.timedelta(hours=20)
    assert renew(later) == 1
    assert OpeningTimes.objects.count() == 2, "It may be new: its entry is being written."
    later = NOW + dt.timedelta(days=100)
    assert renew(later) == 1
    row = OpeningTimes.objects.get()
    assert row.rules == WEEK
    assert row.known_until == later + dt.timedelta(days=60)
    assert row.open_at[0][0] >= later - dt.timedelta(days=1)
