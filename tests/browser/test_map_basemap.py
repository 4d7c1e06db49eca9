"""A basemap that does not come is told, leaves everything else at work, and is asked for again."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from geodata import models
from tests.browser import pixels
from tests.browser.conftest import Visit
from tests.browser.maps import answer, lines, open_map, pin, pixel_of, until_seen, with_basemap

WALK = "?from=Keskusta&to=Rantapolku&at=24.94700,60.17000&z=16"
TILES = "**/tiles/*.pmtiles"
SAYS = "The background of the map did not load. Everything else works."


def whole_file(route: Route) -> None:
    """Answer as a server that knows no ranges."""
    asked = route.request.headers | {"range": ""}
    whole = route.fetch(headers={key: value for key, value in asked.items() if key != "range"})
    route.fulfill(status=200, body=whole.body() + b"\0" * 200_000, headers={})


FAILURES = {
    "not found": lambda route: route.fulfill(status=404, body="no"),
    "broken": lambda route: route.fulfill(status=500, body="no"),
    "gone": lambda route: route.abort(),
    "no ranges": whole_file,
    "not a map": lambda route: route.fulfill(status=206, body=b"x" * 16384),
}


def is_sea(page: Page) -> bool:
    """Say whether the sea is drawn where it is, at last."""
    at = pixel_of(page, 24.9480, 60.1680)

    def is_blue(picture: pixels.Picture) -> bool:
        red, green, blue = picture.at(*at)
        return blue > green > red

    return is_blue(until_seen(page, is_blue))


@pytest.mark.parametrize("failure", FAILURES)
def test_it_works(visit: Visit, settings: Any, failure: str) -> None:
    with_basemap(settings)
    visit.page.route(TILES, FAILURES[failure])
    page = open_map(visit, WALK)
    note = page.locator("#map-note")
    expect(note).to_contain_text(SAYS)
    expect(page.get_by_role("status").filter(has_text=SAYS)).to_be_attached()
    expect(answer(page)).to_contain_text("You have arrived.")
    assert lines(page, "walk-line") == 1
    pin(page, "Keskusta, metro station").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_visible()
    visit.complaints.clear()  # the browser's own lines about requests that failed


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_it_can_be_asked_for_again(visit: Visit, settings: Any, way: str) -> None:
    with_basemap(settings)
    visit.page.route(TILES, FAILURES["broken"])
    page = open_map(visit, WALK)
    again = page.locator("#map-note").get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    page.unroute(TILES)
    if way == "mouse":
        again.click()
    else:
        again.press("Enter")
    expect(page.locator("#map-note")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "map", "The focus is not lost."
    assert is_sea(page)
    visit.complaints.clear()


def test_it_is_asked_for_again_once_there_is_a_network(visit: Visit, settings: Any) -> None:
    with_basemap(settings)
    visit.page.route(TILES, FAILURES["gone"])
    page = open_map(visit, WALK)
    expect(page.locator("#map-note")).to_be_visible()
    page.unroute(TILES)
    page.context.set_offline(True)
    expect(page.locator("#map-message")).to_contain_text("You are offline.")
    page.context.set_offline(False)
    expect(page.locator("#map-note")).to_be_hidden()
    expect(page.locator("#map-message")).to_be_hidden()
    assert is_sea(page)
    visit.complaints.clear()


def test_after_an_import_it_is_found_under_its_new_address(visit: Visit, settings: Any) -> None:
    with_basemap(settings)
    version = models.Instance.objects.get().basemap
    models.Instance.objects.update(basemap="basemap-0000000000ff")
    old = settings.NETWORK_DIR / "basemap-0000000000ff.pmtiles"
    old.write_bytes(b"")
    page = visit.page
    page.route("**/basemap-0000000000ff.pmtiles", FAILURES["not found"])
    open_map(visit, WALK)
    expect(page.locator("#map-note")).to_be_visible()
    models.Instance.objects.update(basemap=version)
    page.locator("#map-note").get_by_role("button", name="Try again").click()
    expect(page.locator("#map-note")).to_be_hidden()
    assert is_sea(page)
    visit.complaints.clear()


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "Kartan pohja ei latautunut."), ("sv", "Kartans bakgrund laddades inte.")],
)
def test_it_is_told_in_the_language_of_the_page(
    visit: Visit, settings: Any, language: str, words: str
) -> None:
    with_basemap(settings)
    visit.page.route(TILES, FAILURES["broken"])
    page = open_map(visit, WALK, language=language)
    expect(page.locator("#map-note")).to_contain_text(words)
    visit.complaints.clear()
