"""The page of the sources: for everybody, in words, with the marks that are not colour alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import Settings

from frontend.sources import _every
from geodata.feeds import Feed
from geodata.models import Hub, ImportRun, Source
from importers import derived
from tests.servicemap.town import Town

COUNTS = {
    "station": {"new": 2, "changed": 0, "unchanged": 3, "closed": 1, "reopened": 0, "refused": 0},
    "place": {"new": 0, "changed": 0, "unchanged": 3, "closed": 0, "reopened": 0, "refused": 0},
}


def run(key: str, status: str, hours: float, **more: object) -> ImportRun:
    source = Source.objects.get(key=key)
    started = timezone.now() - dt.timedelta(hours=hours)
    return ImportRun.objects.create(source=source, status=status, started_at=started, **more)


def section(client: Client, key: str, language: str = "en") -> str:
    """The words of a source's section, without tags."""
    response = client.get(f"/{language}/about/sources")
    assert response.status_code == 200
    html = response.content.decode()
    [part] = re.findall(rf'<section class="box" id="source-{key}".*?</section>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


@pytest.fixture
def busy(town: Town, settings: Settings) -> Town:
    """The town, whose one source is imported each six hours."""
    feeds = (Feed("osm", "osm", every=dt.timedelta(hours=6)),)
    settings.AREA = dataclasses.replace(settings.AREA, feeds=feeds)
    return town


def test_it_works(client: Client, busy: Town) -> None:
    problems = [
        {"kind": "place", "source_id": f"p{number}", "reason": "no position"} for number in range(3)
    ]
    run("osm", "done", 1, counts=COUNTS, problems=problems)
    words = section(client, "osm")
    for phrase in (
        "OpenStreetMap",
        "In order",
        "Whom to credit © the town&#x27;s own surveyors",
        "Licence CC0",
        "Date of the data 2 January 2026 (",
        "On the map from here stations 5",
        "stations: 2 new, 1 closed",
        "Imported every 6 hours, next",
        "3 records were refused",
        "no position: 3 ( place p0 …)",
        "All refused records of OpenStreetMap (CSV)",
    ):
        assert phrase in words, (phrase, words)
    assert "Last attempt" not in words


def test_what_is_worked_out_here_is_no_import_that_is_missing(client: Client, busy: Town) -> None:
    Hub.objects.filter(pk=busy.hub.pk).update(source=derived.source())
    words = section(client, "derived", "fi")
    assert "Päätelty täällä siitä, mikä on lähekkäin Kunnossa" in words
    for untrue in ("Ei vielä tuotu", "Tuodaan", "Worked out"):
        assert untrue not in words


def test_the_list_of_what_was_refused_is_a_link(client: Client, busy: Town) -> None:
    problems = [{"kind": "place", "source_id": "p1", "reason": "no position"}]
    run("osm", "done", 1, counts=COUNTS, problems=problems)
    html = client.get("/en/about/sources").content.decode()
    found = re.search(r'href="(/api/v1/sources/problems[^"]+)"', html)
    assert found
    table = client.get(found[1].replace("&amp;", "&")).content.decode()
    assert table.splitlines()[1].startswith("osm,place,p1,no position")


def test_a_source_that_keeps_failing_says_so_in_words(client: Client, busy: Town) -> None:
    run("osm", "done", 20, counts=COUNTS)
    for hours in (3, 2, 1):
        run("osm", "failed", hours, message="It answers <b>503</b>.")
    html = client.get("/en/about/sources").content.decode()
    assert '<span class="mark mark-no"><svg' in html
    assert "It answers &lt;b&gt;503&lt;/b&gt;." in html
    words = section(client, "osm")
    assert "Keeps failing" in words
    assert "(3 attempts failed since the last success)" in words


def test_one_that_was_never_imported(client: Client, busy: Town) -> None:
    assert "Not imported yet" in section(client, "osm")


def test_it_is_kept_by_nobody(client: Client, busy: Town) -> None:
    response = client.get("/en/about/sources")
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_it_is_told_in_the_readers_language(client: Client, busy: Town, language: str) -> None:
    run("osm", "failed", 1, message="It answers 503.")
    words = section(client, "osm", language)
    for english in ("Whom", "attempt", "every ", "stations ", "Imported", " old"):
        assert english not in words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "every minute"),
        (30, "every 30 minutes"),
        (60, "every hour"),
        (90, "every 90 minutes"),
        (360, "every 6 hours"),
        (1440, "every day"),
        (10080, "every 7 days"),
    ],
)
def test_how_often_is_said_in_words(minutes: int, words: str) -> None:
    with translation.override("en"):
        assert _every(dt.timedelta(minutes=minutes)) == words
