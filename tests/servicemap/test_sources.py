"""The sources: who they are, what they brought, how the last imports went; and healthz?full."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from geodata.feeds import Feed
from geodata.models import ImportRun, Place, Source, Station
from importers.errors import FetchError, ImportFailed
from importers.records import Problem
from importers.registry import REGISTRY
from importers.sources import Fetched, Wanted
from servicemap import tasks
from servicemap.runs import Runs, public
from tests.importers.invented import Invented, place, station
from tests.servicemap.town import Town

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def invented(
    town: Town, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Invented:
    """A feed of the town's area, imported each hour."""
    with connection.cursor() as cursor:  # the town's rows have ids of its own choice
        for statement in connection.ops.sequence_reset_sql(no_style(), [Station, Place]):
            cursor.execute(statement)
    source = Invented(tmp_path)
    module = dataclasses.replace(
        source.module(),
        name="The invented register",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        attribution="The city of nowhere",
        url="https://register.example/",
    )
    monkeypatch.setitem(REGISTRY, "invented", module)
    feeds = (Feed("invented", "invented", every=HOUR),)
    settings.AREA = dataclasses.replace(settings.AREA, sources=("osm",), feeds=feeds)
    return source


@pytest.fixture
def broken(invented: Invented, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(wanted: Wanted) -> Fetched:
        raise FetchError("https://register.example/v1?key=secret: it answers 503.")

    module = dataclasses.replace(REGISTRY["invented"], fetch=fetch)
    monkeypatch.setitem(REGISTRY, "invented", module)


def fail(source: Invented, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(ImportFailed):
            source.run()


def told(client: Client, key: str = "invented") -> dict[str, Any]:
    rows: list[dict[str, Any]] = client.get("/api/v1/sources").json()["results"]
    return next(row for row in rows if row["key"] == key)


def test_it_works(client: Client, invented: Invented) -> None:
    invented.bring(station("s1"), station("s2"), place("p1"), Problem("place", "p2", "no position"))
    invented.edition = "2"
    invented.bring(station("s1"), station("s3"), place("p1"), force=True)
    response = client.get("/api/v1/sources")
    answer = response.json()
    run = ImportRun.objects.first()
    assert run is not None
    began = run.started_at.isoformat(timespec="seconds")
    assert answer["results"][1] == {
        "key": "invented",
        "name": "The invented register",
        "licence": "CC BY 4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "attribution": "The city of nowhere",
        "url": "https://register.example/",
        "kinds": {"station": 2, "place": 1},
        "state": "ok",
        "data_date": None,
        "last_success": began,
        "last_attempt": began,
        "status": "done",
        "message": "",
        "failures": 0,
        "file_name": "invented.json",
        "changed_at": began,
        "changes": run.counts,
        "problems": 0,
        "reasons": [],
        "every_minutes": 60,
        "live_every_minutes": None,
        "next_run": (run.started_at + HOUR).isoformat(timespec="seconds"),
    }
    assert (answer["count"], answer["next"]) == (2, None)
    assert answer["attribution"].startswith("The city of nowhere; ")
    assert answer["results"][0]["key"] == "osm"
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_a_source_that_never_came_is_listed_too(client: Client, invented: Invented) -> None:
    row = told(client)
    assert (row["state"], row["last_success"], row["kinds"]) == ("never", None, {})
    assert row["attribution"] == "The city of nowhere"


def test_a_source_of_another_release_is_listed_by_its_key(
    client: Client, town: Town, settings: Settings
) -> None:
    settings.AREA = dataclasses.replace(settings.AREA, sources=("moon",))
    assert told(client, "moon")["name"] == "moon"


@pytest.mark.usefixtures("broken")
def test_what_went_wrong_is_told_without_secrets(client: Client, invented: Invented) -> None:
    fail(invented)
    row = told(client)
    assert (row["state"], row["status"], row["failures"]) == ("retrying", "failed", 1)
    assert row["message"] == "https://register.example/v1?…: it answers 503."


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("There is no file /srv/secret/plans.csv.", "There is no file plans.csv."),
        ("The disk is full (/var/lib/map/x.net). Nothing", "The disk is full (x.net). Nothing"),
        ('The database refused: server at "10.1.2.3" failed', "The database refused."),
        ("https://a.example/b/c: it answers 404.", "https://a.example/b/c: it answers 404."),
        ("It asks for lon/lat, 3/4 of it", "It asks for lon/lat, 3/4 of it"),
    ],
)
def test_messages_for_everybody(message: str, shown: str) -> None:
    assert public(message) == shown


NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("hours", "failures", "every", "state"),
    [
        (None, 0, HOUR, "never"),
        (None, 1, HOUR, "retrying"),
        (None, 3, None, "failing"),
        (1, 0, HOUR, "ok"),
        (1, 2, HOUR, "retrying"),
        (1, 3, HOUR, "failing"),
        (3, 0, HOUR, "ok"),
        (3.1, 0, HOUR, "stale"),
        (3.1, 2, HOUR, "stale"),
        (9999, 0, None, "ok"),
    ],
)
def test_the_states(
    hours: float | None, failures: int, every: dt.timedelta | None, state: str
) -> None:
    success = None
    if hours is not None:
        success = ImportRun(started_at=NOW - hours * HOUR)
    assert Runs(success, success, success, failures).state(every, NOW) == state


def test_what_was_refused_is_told_by_reason_and_record_by_record(
    client: Client, invented: Invented
) -> None:
    bad = [Problem("place", f"p{number}", "no position") for number in range(5)]
    invented.bring(station("s1"), Problem("place", "=1+1", "a name is missing"), *bad)
    invented.bring(station("s1"), Problem("place", "=1+1", "a name is missing"), *bad)  # unchanged
    row = told(client)
    assert row["problems"] == 6
    assert row["reasons"] == [
        {"reason": "no position", "count": 5, "kind": "place", "example": "p0"},
        {"reason": "a name is missing", "count": 1, "kind": "place", "example": "=1+1"},
    ]
    page = client.get("/api/v1/sources/problems?source=invented&limit=4").json()
    assert (page["count"], len(page["results"])) == (6, 4)
    assert page["results"][0] == {
        "source": "invented",
        "kind": "place",
        "source_id": "=1+1",
        "reason": "a name is missing",
    }
    last = client.get(page["next"]).json()
    assert (len(last["results"]), last["next"]) == (2, None)
    text = client.get("/api/v1/sources/problems?source=invented&format=csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (len(rows), rows[0]["source_id"]) == (6, "'=1+1")


def test_problems_of_an_unknown_source_are_refused(client: Client, invented: Invented) -> None:
    response = client.get("/api/v1/sources/problems?source=moon")
    assert response.status_code == 400
    assert response.json()["detail"] == "source: There is no source “moon”. Sources: osm, invented."


def test_sources_come_in_pages_and_as_csv(client: Client, invented: Invented) -> None:
    first = client.get("/api/v1/sources?limit=1")
    assert [row["key"] for row in first.json()["results"]] == ["osm"]
    assert f'<{first.json()["next"]}>; rel="next"' == first.headers["Link"]
    second = client.get(first.json()["next"]).json()
    assert ([row["key"] for row in second["results"]], second["next"]) == (["invented"], None)
    text = client.get("/api/v1/sources?format=csv").content.decode()
    assert [row["key"] for row in csv.DictReader(io.StringIO(text))] == ["osm", "invented"]


def test_the_number_of_queries_does_not_grow_with_the_imports(
    client: Client, invented: Invented, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        invented.bring(station("s1"))
    with django_assert_num_queries(11):
        client.get("/api/v1/sources")


# --- healthz?full ---------------------------------------------------------------------------------


def health(client: Client) -> dict[str, Any]:
    response = client.get("/healthz?full")
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def test_the_full_health_of_an_instance_that_is_well(client: Client, invented: Invented) -> None:
    invented.bring(station("s1"))
    answer = health(client)
    assert (answer["status"], answer["degraded"]) == ("ok", [])
    assert [row["state"] for row in answer["sources"]] == ["never", "ok"]
    assert answer["queue"] == {
        "workers": 0,
        "waiting": 0,
        "oldest_waiting": None,
        "running": 0,
        "longest_running": None,
        "unsent": 0,
    }
    assert "sources" not in client.get("/healthz").json()


@pytest.mark.usefixtures("broken")
def test_a_source_that_keeps_failing_shows(client: Client, invented: Invented) -> None:
    fail(invented, 2)
    assert health(client)["status"] == "ok"
    fail(invented)
    answer = health(client)
    assert (answer["status"], answer["degraded"]) == ("degraded", ["source invented: failing"])
    assert answer["sources"][1]["message"].endswith("it answers 503.")
    assert client.get("/healthz").json()["status"] == "ok"


def test_a_source_that_is_too_old_for_its_schedule_shows(
    client: Client, invented: Invented
) -> None:
    invented.bring(station("s1"))
    ImportRun.objects.update(started_at=timezone.now() - 4 * HOUR)
    assert health(client)["degraded"] == ["source invented: stale"]


def test_a_queue_that_nobody_works_off_shows(client: Client, invented: Invented) -> None:
    result = tasks.import_feed.enqueue("invented")
    assert health(client)["status"] == "ok"
    old = timezone.now() - dt.timedelta(minutes=20)
    type(result.db_result).objects.update(enqueued_at=old)  # type: ignore[attr-defined]
    answer = health(client)
    assert answer["degraded"] == ["queue: nobody works it off"]
    assert (answer["queue"]["waiting"], answer["queue"]["oldest_waiting"] > 1000) == (1, True)


def test_mails_that_could_not_be_sent_show(client: Client, invented: Invented) -> None:
    invented.bring(station("s1"))
    result = tasks.send_mail.enqueue("Subject", "Text", ["a@example.org"])
    rows = type(result.db_result).objects  # type: ignore[attr-defined]
    rows.update(status="FAILED", finished_at=timezone.now())
    answer = health(client)
    assert answer["degraded"] == ["mail: some could not be sent in the last day"]
    assert (answer["status"], answer["queue"]["unsent"]) == ("degraded", 1)
    rows.update(finished_at=timezone.now() - dt.timedelta(hours=25))
    assert health(client)["status"] == "ok"


def test_a_broken_instance_stays_broken(client: Client, db: None) -> None:
    Source.objects.create(key="osm", name="OpenStreetMap")
    response = client.get("/healthz?full")
    assert response.status_code == 503
    assert response.json()["status"] == "broken"
    assert response.json()["queue"]["workers"] == 0
