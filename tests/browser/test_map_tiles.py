"""The map on tiles of somebody else: drawn, credited, and told when they do not come."""

from __future__ import annotations

import base64
import dataclasses
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from geodata.tiles import TileSource
from servicemap.security import content_security_policy
from tests.browser.conftest import Visit
from tests.browser.maps import open_map

TILES = TileSource("https://tiles.example.org/{z}/{x}/{y}.png", "© The tiles of somebody", 19)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def tiled(visit: Visit, settings: Any) -> Visit:
    settings.AREA = dataclasses.replace(settings.AREA, tiles=TILES)
    settings.CONTENT_SECURITY_POLICY = content_security_policy(TILES)
    return visit


def test_it_works(tiled: Visit) -> None:
    asked: list[str] = []

    def give(route: Route) -> None:
        asked.append(route.request.url)
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body=PIXEL, content_type="image/png", headers=headers)

    tiled.page.route("https://tiles.example.org/**", give)
    page = open_map(tiled)
    expect(page.locator("#map .leaflet-tile-loaded").first).to_be_attached()
    assert asked
    assert all(url.split("/")[3].isdigit() for url in asked)
    expect(page.locator("#map-credit")).to_contain_text("© The tiles of somebody")
    assert not [url for url in tiled.asked if ".pmtiles" in url]
    tiled.asked[:] = [url for url in tiled.asked if url not in asked]


def test_tiles_that_do_not_come_are_told(tiled: Visit) -> None:
    tiled.page.route("https://tiles.example.org/**", lambda route: route.abort())
    page = open_map(tiled)
    expect(page.locator("#map-note")).to_contain_text("The background of the map did not load.")
    tiled.asked[:] = [url for url in tiled.asked if "tiles.example.org" not in url]
    tiled.complaints.clear()
