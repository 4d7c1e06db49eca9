"""The map on paper: by the browser's own command as it is on the screen, by our button by day."""

from __future__ import annotations

import re
import zlib
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pixels
from tests.browser.conftest import Visit
from tests.browser.maps import drawn, open_map, pixel_of, with_basemap

WALK = "?from=Keskusta&to=Rantapolku&at=24.94700,60.17000&z=16"
WITHIN = "[...document.querySelectorAll('.leaflet-tile')].filter((tile) => tile.width).length"
PAPER_WIDTH = 681  # pixels of 18 cm


def ready(visit: Visit, settings: Any, query: str = WALK) -> Page:
    """Open the map with all its tiles."""
    with_basemap(settings)
    return drawn(open_map(visit, query))


def place_on_paper(page: Page, screen: tuple[float, float]) -> tuple[float, float]:
    """Return where on the printed page a point of the window before printing lies."""
    before, (x, y) = page.evaluate("window.before"), screen
    after = page.locator("#map").bounding_box()
    assert after
    scale = after["width"] / before["width"]
    return after["x"] + (x - before["x"]) * scale, after["y"] + (y - before["y"]) * scale


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_works(visit: Visit, settings: Any, scheme: str, width: int) -> None:
    """By the browser's own command: the same view, with the tiles that are there, all pale."""
    visit.page.set_viewport_size({"width": width, "height": 780})
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = ready(visit, settings)
    page.evaluate("window.before = document.querySelector('#map').getBoundingClientRect().toJSON()")
    points = [pixel_of(page, *at) for at in ((24.9480, 60.1680), (24.9440, 60.1712))]
    tiles, address = page.evaluate(WITHIN), page.url
    page.emulate_media(media="print")
    drawn(page)
    assert page.evaluate(WITHIN) == tiles
    assert page.url == address
    box = page.locator("#map").bounding_box()
    assert box
    assert box["width"] <= PAPER_WIDTH
    picture = pixels.read(page.screenshot(full_page=True))
    sea, land = (picture.at(*place_on_paper(page, point)) for point in points)
    assert sea[2] > sea[0] + 20, "The sea is blue."
    assert min(land) > 170, "Land is pale on paper."
    for selector in (".leaflet-control-scale-line", ".map-credit", ".legend .layer >> nth=0"):
        expect(page.locator(selector)).to_be_visible()
    expect(page.locator("#map .walk-line")).to_be_attached()
    expect(page.get_by_text("You have arrived.").first).to_be_visible()
    page.emulate_media(media="screen")
    drawn(page)
    assert page.evaluate(WITHIN) == tiles
    assert page.url == address


def test_a_file_for_printing_has_the_pictures_of_the_map(visit: Visit, settings: Any) -> None:
    page = ready(visit, settings)
    file = page.pdf(print_background=True)
    pictures = [each for each in file.split(b"endobj") if b"/Subtype /Image" in each]
    drawn = [each for each in pictures if has_colour(each, (0xA5, 0xCF, 0xE3))]
    assert drawn, "The sea is in one of the pictures."


def has_colour(part: bytes, colour: pixels.Colour) -> bool:
    """Say whether a picture in a PDF, compressed without loss, has a colour."""
    found = re.search(rb"stream\r?\n(.*?)\r?\nendstream", part, re.DOTALL)
    return bool(
        found and b"/FlateDecode" in part and bytes(colour) * 20 in zlib.decompress(found[1])
    )


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_our_button_waits_for_the_tiles_and_gives_back_the_view(
    visit: Visit, settings: Any, way: str
) -> None:
    visit.page.emulate_media(color_scheme="dark")
    page = ready(visit, settings)
    address = page.url
    page.evaluate(
        """() => {
          window.print = () => {
            const tiles = [...document.querySelectorAll('.leaflet-tile')];
            const style = getComputedStyle(document.documentElement);
            window.printed = {
              loaded: tiles.filter((each) => each.classList.contains('leaflet-tile-loaded')).length,
              all: tiles.length,
              ground: style.getPropertyValue('--base-ground').trim(),
              width: document.querySelector('#map').offsetWidth,
            };
          };
        }"""
    )
    button = page.get_by_role("button", name="Print")
    if way == "mouse":
        button.click()
    else:
        button.press("Enter")
    page.wait_for_function("() => window.printed")
    printed = page.evaluate("window.printed")
    assert printed["all"] == printed["loaded"] > 0
    assert printed["ground"] == "#f3f0e7", "By day, so that paper is not black."
    assert abs(printed["width"] - PAPER_WIDTH) <= 2
    expect(page.locator("html.printing")).to_have_count(0)
    assert page.url == address
