"""What tests of the map have in common: opening it, waiting for it, finding places on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from geodata import models
from tests.browser import drawn_tiles, pixels
from tests.browser.conftest import Visit

# Asked for again and again: the pages' policy forbids what Playwright waits with.
UNTIL_DRAWN = """async () => {
  const isThere = (tile) =>
    tile.classList.contains("leaflet-tile-loaded") && getComputedStyle(tile).opacity === "1";
  const moving = ".leaflet-zoom-anim, .leaflet-pan-anim";
  for (let tries = 0, still = 0; tries < 200; tries++) {
    const tiles = [...document.querySelectorAll("#map .leaflet-tile")];
    const runs = document.getAnimations().some((each) => each.playState === "running");
    const rests = !runs && !document.querySelector(moving);
    still = tiles.length && tiles.every(isThere) && rests ? still + 1 : 0;
    if (still === 2) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}"""


def open_map(visit: Visit, query: str = "", *, language: str = "en") -> Page:
    """Open the map and wait until its first places are there."""
    page = visit.go(f"/{language}/{query}")
    expect(page.locator(".leaflet-map-pane")).to_be_attached()
    page.wait_for_load_state("networkidle")
    return page


def drawn(page: Page) -> Page:
    """Wait until every tile in view is there in its full colours and nothing moves any more."""
    assert page.evaluate(UNTIL_DRAWN), "The map is not drawn in ten seconds."
    return page


def until_seen(page: Page, looks: Callable[[pixels.Picture], bool]) -> pixels.Picture:
    """Look at the window again and again until it looks so; return what was seen at last."""
    for _ in range(60):
        picture = pixels.read(page.screenshot())
        if looks(picture):
            break
    return picture


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
