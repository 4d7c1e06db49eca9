"""Answers may be kept until the data, the question or the code changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from geodata.models import Instance
from servicemap import caching
from tests.servicemap.town import Town

URL = "/api/v1/last-mile"


def test_it_works(client: Client, town: Town, django_assert_num_queries: Any) -> None:
    first = client.get(URL)
    etag = first.headers["ETag"]
    assert etag.startswith('W/"')
    assert first.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
    assert "Accept-Encoding" in first.headers["Vary"]
    assert "Cookie" not in first.headers["Vary"]
    with django_assert_num_queries(1):  # nothing is computed
        again = client.get(URL, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("change", ["network", "revision", "question", "language", "code"])
def test_each_change_makes_another_etag(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    url = "/api/v1/stations"
    before = client.get(url).headers["ETag"]
    if change == "network":
        Instance.objects.update(network_version="another")
    elif change == "revision":
        Instance.bump()
    elif change == "question":
        url += "?limit=5"
    elif change == "language":
        url += "?lang=fi"
    else:
        monkeypatch.setattr(caching, "code_version", lambda: "another")
    response = client.get(url, headers={"If-None-Match": before})
    assert response.status_code == 200
    assert response.headers["ETag"] != before


def test_problems_are_not_kept(client: Client, town: Town) -> None:
    response = client.get(f"{URL}?within=0")
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_head_has_the_headers_and_no_body(client: Client, town: Town) -> None:
    response = client.head(URL)
    assert (response.status_code, response.content) == (200, b"")
    assert "ETag" in response.headers
