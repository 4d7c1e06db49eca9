"""Every page is listed for search engines, in every language, in files of a bounded size."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frontend.addresses import entry_addresses
from geodata import models
from servicemap.findable import IDS
from tests.servicemap.town import Town

HERE = "http://testserver"
NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(client: Client, path: str) -> list[str]:
    """Return what a file lists; it must be sound XML."""
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    return [str(each.text).removeprefix(HERE) for each in root.iterfind(".//map:loc", NAMES)]


def test_it_works(client: Client, town: Town) -> None:
    assert client.get("/robots.txt").content.decode().endswith(f"Sitemap: {HERE}/sitemap.xml\n")
    files = addresses(client, "/sitemap.xml")
    assert files[0] == "/sitemap/pages.xml"
    assert "/sitemap/organisations-0.xml" in files
    listed = [address for file in files for address in addresses(client, file)]
    assert len(listed) == len(set(listed))
    for path in ("/fi/", "/ar/last-mile", "/sv/trails/"):
        assert path in listed
    for address in listed:
        if "/sv/" in address:
            assert client.get(address).status_code == 200, address


def test_entries_are_listed_by_their_own_addresses(client: Client, town: Town) -> None:
    models.Organisation.objects.filter(pk=town.library.pk).update(
        name={"fi": "Ääni & <kirja>", "ar": "مكتبة"}
    )
    names = models.Organisation.objects.get(pk=town.library.pk).name
    expected = entry_addresses("organisations", town.library.pk, names)
    assert addresses(client, "/sitemap/organisations-0.xml") == list(expected.values())
    text = client.get("/sitemap/organisations-0.xml").content.decode()
    assert f'hreflang="ar" href="{HERE}{expected["ar"]}"' in text
    assert re.search(r"<lastmod>20\d\d-\d\d-\d\d</lastmod>", text)


def test_examples_and_what_is_closed_are_not_listed(client: Client, town: Town) -> None:
    models.Organisation.objects.update(is_example=True)
    assert not any("organisations-" in file for file in addresses(client, "/sitemap.xml"))
    assert client.get("/sitemap/organisations-0.xml").status_code == 404


@pytest.mark.parametrize("part", ["organisations-1", "wizards-0", "places-99999999999999999999"])
def test_no_such_part(client: Client, town: Town, part: str) -> None:
    assert client.get(f"/sitemap/{part}.xml").status_code == 404


def test_a_file_is_one_query_and_holds_what_it_may(client: Client, town: Town) -> None:
    assert 4 * IDS <= 10_000
    first: Any = client.get("/sitemap/stations-0.xml")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/sitemap/stations-0.xml").status_code == 200
    assert len(asked) == 2  # the instance, the entries
    again = client.get("/sitemap/stations-0.xml", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
