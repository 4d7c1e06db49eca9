"""The pages wear the look of their area."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from frontend import theme
from geodata.look import Look
from tests.servicemap.town import Town

LOGO = "<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.fixture
def dressed(town: Town, settings: Any, tmp_path: Path) -> str:
    """The town with a look of its own; returns the look's version."""
    logo = tmp_path / "town.svg"
    logo.write_text(LOGO)
    look = Look({"en": "Town map"}, {"sea": "#004488"}, {"sea": "#99ccff"}, logo)
    settings.AREA = replace(settings.AREA, look=look)
    return theme.version()


def test_it_works(client: Client, dressed: str) -> None:
    html = client.get("/en/").content.decode()
    css = client.get(f"/look/{dressed}.css")

    assert f'<link rel="stylesheet" href="/look/{dressed}.css">' in html
    assert f'<img src="/look/{dressed}.svg"' in html
    assert "<strong>Town map</strong>" in html
    assert css["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in css["Cache-Control"]
    light, dark = css.content.decode().split("@media (prefers-color-scheme: dark)")
    assert "--sea: #004488;" in light
    assert "--sea: #99ccff;" in dark


def test_the_logo_is_a_picture(client: Client, dressed: str) -> None:
    response = client.get(f"/look/{dressed}.svg")

    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.decode() == LOGO


def test_another_language_falls_back_to_the_name_there_is(client: Client, dressed: str) -> None:
    assert "<strong>Town map</strong>" in client.get("/fi/").content.decode()


def test_an_area_without_a_look_has_the_products(client: Client, town: Town) -> None:
    html = client.get("/en/").content.decode()

    assert "/look/" not in html
    assert "<strong>Service map</strong>" in html
    assert client.get("/look/x.svg").status_code == 404
