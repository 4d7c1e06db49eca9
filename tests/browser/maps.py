"""What tests of the map have in common: opening it, waiting for it, finding places on it."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from geodata import models
from tests.browser import drawn_tiles
from tests.browser.conftest import Visit


def open_map(visit: Visit, query: str = "", *, language: str = "en") -> Page:
    """Open the map and wait until its first places are there."""
    page = visit.go(f"/{language}/{query}")
    expect(page.locator(".leaflet-map-pane")).to_be_attached()
    page.wait_for_load_state("networkidle")
    return page


def with_basemap(settings: Any) -> None:
    """Give the town a basemap."""
    models.Instance.objects.update(basemap=drawn_tiles.write(settings.NETWORK_DIR))


def pin(page: Page, name: str) -> Locator:
    """Return the symbol of a place on the map."""
    return page.locator("#map").get_by_role("button", name=name, exact=True)


def lines(page: Page, kind: str) -> int:
    """Return how many lines of a kind are drawn."""
    return page.locator(f"#map path.{kind}").count()


def answer(page: Page) -> Locator:
    """Return the part of the page that tells the answer."""
    return page.locator("#told")


def pixel_of(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Return where a position lies in the window, from the view in the page's address."""
    view = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    centre_lon, centre_lat = (float(part) for part in view["at"].split(","))
    zoom = float(view["z"])
    box = page.locator("#map").bounding_box()
    assert box
    x, y = drawn_tiles.place(lon, lat, zoom)
    centre_x, centre_y = drawn_tiles.place(centre_lon, centre_lat, zoom)
    return (
        box["x"] + box["width"] / 2 + (x - centre_x) * 256,
        box["y"] + box["height"] / 2 + (y - centre_y) * 256,
    )


def broken(page: Page) -> list[str]:
    """Return what axe finds wrong, with every rule there is."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]
