"""An organisation's people see what the map was good for; the city sees the whole; both take it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from frontend.visitors.charts import HEIGHT, bars
from geodata.models import ZeroSearch
from servicemap.models import Membership, Use
from servicemap.visitors.figures import last_weeks
from tests.people import person, sign_in
from tests.servicemap.town import Town


@pytest.fixture
def alice(client: Client, town: Town) -> Client:
    """An owner of the library, signed in; it was opened in two weeks."""
    cache.clear()
    someone = person("alice")
    Membership.objects.create(organisation=town.library, person=someone, role="owner")
    this, last, *_rest = last_weeks(timezone.localdate())
    for week, number in ((this, 3), (last, 1_208)):
        Use.objects.create(
            week=week, noun="organisation", entry=town.library.pk, what="opened", count=number
        )
    return sign_in(client, someone)


def read(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")  # by which spreadsheets know that it is UTF-8
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_it_works(alice: Client, town: Town) -> None:
    here = f"/en/my/organisations/{town.library.pk}/use"
    html = alice.get(here).content.decode()
    assert "1,210" in html  # 1,211 in all
    cells = re.findall(r"<td>(.*?)</td>", html)
    assert cells[:10] == ["fewer than 5", "0", "0", "0", "0", "1,210", "0", "0", "0", "0"]
    assert len(cells) == 12 * 5
    assert "style=" not in html.partition("<main")[2]
    answer = alice.get(f"{here}.csv")
    assert answer["Content-Disposition"] == f'attachment; filename="use-{town.library.pk}.csv"'
    first, second, *_rest = read(answer.content)
    monday = last_weeks(timezone.localdate())[0]
    nothing = {"routed": "0", "shared": "0", "calendar": "0", "found": "0"}
    assert first == {"week": monday.isoformat(), "opened": "<5", **nothing}
    assert second["opened"] == "1210"


def test_members_see_it_and_nobody_else(town: Town) -> None:
    here = f"/en/my/organisations/{town.library.pk}/use"
    member, stranger = person("bob"), person("charlie")
    Membership.objects.create(organisation=town.library, person=member, role="member")
    for page in (here, f"{here}.csv"):
        assert sign_in(Client(), member).get(page).status_code == 200
        assert sign_in(Client(), stranger).get(page).status_code == 404
        assert sign_in(Client(), person(f"r{len(page)}", staff=True)).get(page).status_code == 404
        assert Client().get(page).status_code == 302


def test_as_many_questions_to_the_database_however_much_was_counted(
    alice: Client, town: Town, django_assert_max_num_queries: Any
) -> None:
    Use.objects.bulk_create(
        Use(
            week=week,
            noun="organisation",
            entry=town.library.pk,
            what="found",
            words=f"sana {number}",
            count=9,
        )
        for week in last_weeks(timezone.localdate())
        for number in range(40)
    )
    with django_assert_max_num_queries(14) as queries:
        html = alice.get(f"/fi/my/organisations/{town.library.pk}/use").content.decode()
    assert sum("servicemap_use" in each["sql"] for each in queries.captured_queries) == 2
    assert html.count("<bdi>sana ") == 20


def test_the_city_sees_the_whole_and_takes_each_table(client: Client, alice: Client) -> None:
    week = last_weeks(timezone.localdate())[0]
    ZeroSearch.objects.create(week=week, language="fi", words='=cmd|" /C calc"!A0', count=7)
    sign_in(client, person("rita", staff=True))
    html = client.get("/en/review/city").content.decode()
    assert "1,210" in html
    assert "=cmd|&quot; /C calc&quot;!A0" in html
    tables = {
        name: read(client.get(f"/en/review/city/{name}.csv").content)
        for name in ("use", "searches", "answers", "freshness", "queue")
    }
    assert tables["use"][1]["opened"] == "1210"
    assert tables["searches"] == [{"words": '\'=cmd|" /C calc"!A0', "count": "7"}]
    assert len(tables["answers"]) == 12
    assert tables["freshness"][0]["source"] == "osm"
    assert [each["what"] for each in tables["queue"]] == ["changes", "claims", "reports"]
    assert client.get("/en/review/city/coverage.csv").status_code == 200
    assert client.get("/en/review/city/nothing.csv").status_code == 404


def test_bars() -> None:
    assert [bar.height for bar in bars([0, None, 5, 10])] == [0, 15, 30, HEIGHT]
    assert [bar.height for bar in bars([0, 0])] == [0, 0]
    assert [bar.is_over for bar in bars([1, 2, 3])] == [True, True, False]
    assert [bar.height for bar in bars([1_000_000, 1])] == [HEIGHT, 0]
    assert bars([]) == []


def test_weeks_begin_on_mondays() -> None:
    found = last_weeks(dt.date(2027, 1, 3))  # a Sunday, of the last week of the year before
    assert found[:2] == [dt.date(2026, 12, 28), dt.date(2026, 12, 21)]
