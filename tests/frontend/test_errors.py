"""What goes wrong looks like the rest, and says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.test.utils import override_settings

from geodata import models
from tests.servicemap.town import Town


def test_it_works(client: Client, town: Town) -> None:
    response = client.get("/sv/nothing-here")
    html = response.content.decode()
    assert response.status_code == 404
    assert "Sidan finns inte" in html
    assert 'href="/sv/stations/"' in html
    assert '<html lang="sv"' in html
    assert "frontend/reading" in html
    assert 'name="robots" content="noindex"' in html
    assert not response.cookies


def test_before_the_first_import_the_page_says_what_to_do(client: Client, db: None) -> None:
    response = client.get("/en/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "import_data" in response.content.decode()


@pytest.mark.parametrize("path", ["developers", "about/privacy", "about/accessibility"])
def test_pages_without_data_stand_before_the_first_import(
    client: Client, db: None, path: str
) -> None:
    assert client.get(f"/en/{path}").status_code == 200


def test_without_a_database_the_page_says_so(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DatabaseError("no such host as secret.example")

    monkeypatch.setattr(models.Instance, "current", fail)
    response = client.get("/en/stations/")
    html = response.content.decode()
    assert response.status_code == 503
    assert "The database does not answer" in html
    assert "secret" not in html


def test_what_breaks_is_told_without_details(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(query: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("servicemap.features.answer", fail)
    client = Client(raise_request_exception=False)
    response = client.get("/fi/stations/")
    html = response.content.decode()
    assert response.status_code == 500
    assert "Jokin meni rikki" in html
    assert "frontend/reading" in html
    assert "secret" not in html


@override_settings(ALLOWED_HOSTS=["kartta.example"])
def test_another_host_is_refused_in_the_same_look(client: Client, db: None) -> None:
    response = client.get("/en/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "frontend/reading" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(client: Client, town: Town, method: str) -> None:
    response = getattr(client, method)("/en/stations/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_head_has_no_body(client: Client, town: Town) -> None:
    response = client.head("/en/stations/")
    assert (response.status_code, response.content) == (200, b"")
