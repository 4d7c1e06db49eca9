"""What is not real says so, wherever it is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from geodata import models
from importers.run import Order, run_import
from tests.importers.bringing import ESPOO

MARK = "Esimerkki, ei todellinen"


@pytest.fixture
def examples(db: None, settings: Settings, tmp_path: Path) -> None:
    """Espoo with its examples, and nothing else."""
    settings.AREA = ESPOO
    settings.CACHE_DIR = tmp_path
    models.Instance.objects.update_or_create(pk=1, defaults={"revision": 1})
    run_import(Order("examples"), lambda line: None)


def test_it_works(client: Client, examples: None) -> None:
    """Lists, pages and the search mark each of them."""
    choir = models.Organisation.objects.get(source_id="choir")
    concert = models.Event.objects.get(source_id="concert")
    for path in (
        f"/fi/organisations/{choir.pk}/",
        f"/fi/events/{concert.pk}/",
        f"/fi/places/{models.Place.objects.get(source_id='hall').pk}/",
        "/fi/search?q=aallonpituus",
    ):
        html = client.get(path, follow=True).content.decode()
        assert MARK in html, path
        if "search" not in path:
            assert '<meta name="robots" content="noindex">' in html, path
    for path, number in (("/fi/organisations/", 15), ("/fi/places/", 2)):
        assert client.get(path).content.decode().count(MARK) >= number, path


def test_interfaces_mark_each_of_them(client: Client, examples: None) -> None:
    for collection in ("organisations", "places", "events"):
        answer = client.get(f"/api/v1/{collection}").json()
        assert answer["features"]
        assert all(each["properties"]["is_example"] for each in answer["features"]), collection
        assert "invented" not in answer["attribution"], collection
    (found,) = client.get("/api/v1/suggest?q=aallonp&lang=fi").json()["suggestions"]
    assert (found["name"], found["is_example"]) == ("Kuoro Aallonpituus", True)


def test_calendars_and_search_engines_are_told(client: Client, examples: None) -> None:
    concert = models.Event.objects.get(source_id="concert")
    html = client.get(f"/fi/events/{concert.pk}/", follow=True).content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert block
    [about] = [each for each in json.loads(block[1])["@graph"] if "startDate" in each]
    assert about["name"].startswith(f"{MARK}: ")
    address = re.search(r'href="(/fi/feeds/[^"?]+|/feeds/[^"?]+\.ics)', html)
    assert address
    calendar = client.get(f"{address[1]}?lang=fi").content.decode().replace("\r\n ", "")
    assert f"SUMMARY:{MARK}: ".replace(",", "\\,") in calendar
