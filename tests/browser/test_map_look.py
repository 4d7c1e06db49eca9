"""The map is seen: sea, walk, night, telephone, paper; and it is for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from geodata.coordinates import Box
from tests.browser import pixels
from tests.browser.conftest import Visit
from tests.browser.maps import broken, drawn, open_map, pin, pixel_of, with_basemap
from tests.browser.test_look import SMALL_TARGETS, width_beyond
from tests.servicemap.town import COVERAGE

WALK = "?from=Keskusta&to=Rantapolku&at=24.94700,60.17000&z=16"
STATES = {
    "start": "",
    "walk": "?from=Keskusta&to=Rantapolku&compare=yes",
    "area": "?from=Reuna&area=minutes",
    "mistake": "?from=Rantapolk&to=Ranta",
    "nothing": "?from=Ranta&to=Saari&layers=none",
}


def test_it_works(visit: Visit, settings: Any) -> None:
    with_basemap(settings)
    page = drawn(open_map(visit, WALK))
    picture = pixels.read(page.screenshot())
    red, green, blue = picture.at(*pixel_of(page, 24.9480, 60.1680))
    assert blue > green > red, "The sea is blue."
    land = picture.at(*pixel_of(page, 24.9440, 60.1712))
    assert not pixels.near(land, (red, green, blue), 20), "Land is not sea."
    walk = (0x8A, 0x1C, 0x6A)
    for lon in (24.9463, 24.9478, 24.9490):
        seen = picture.around(*pixel_of(page, lon, 60.1700), 5)
        assert any(pixels.near(colour, walk) for colour in seen), lon


def test_at_night_the_map_is_dark(visit: Visit, settings: Any) -> None:
    with_basemap(settings)
    visit.page.emulate_media(color_scheme="dark")
    page = drawn(open_map(visit, WALK))
    picture = pixels.read(page.screenshot())
    sea = picture.at(*pixel_of(page, 24.9480, 60.1680))
    assert sea[2] > sea[0]
    assert max(sea) < 130


def test_without_a_basemap_everything_else_is_there(visit: Visit) -> None:
    page = open_map(visit, WALK)
    expect(pin(page, "Keskusta, metro station")).to_be_visible()


@pytest.mark.parametrize("width", [360, 320])
def test_on_a_telephone_the_credit_is_one_press_away(visit: Visit, width: int) -> None:
    """Else it takes three rows of the map; on paper all of it is there."""
    visit.page.set_viewport_size({"width": width, "height": 740})
    page = open_map(visit)
    note, credit = page.locator(".map-date"), page.locator(".map-credit")
    box = note.bounding_box()
    assert box
    assert box["height"] < 36
    expect(credit).to_be_hidden()
    more = note.get_by_role("button", name="Sources", expanded=False)
    more.press("Enter")
    expect(credit).to_be_visible()
    expect(credit).to_contain_text("the town's own surveyors")
    expect(note.get_by_role("button", name="Sources", expanded=True)).to_be_focused()
    assert broken(page) == []
    page.keyboard.press("Enter")
    expect(credit).to_be_hidden()
    page.emulate_media(media="print")
    expect(credit).to_be_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 800, "height": 740})
    expect(credit).to_be_visible()
    expect(more).to_be_hidden()


@pytest.mark.parametrize("width", [320, 360])
def test_on_a_telephone_the_list_is_a_sheet_over_the_map(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 700})
    page = open_map(visit, "?from=Keskusta&to=Rantapolku")
    assert width_beyond(page) <= 0
    sheet = page.get_by_role("button", name="Show the list")
    expect(sheet).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("heading", name="Keskusta to Rantapolku")).to_be_in_viewport()
    sheet.click()
    button = page.get_by_role("button", name="Show the map")
    expect(button).to_have_attribute("aria-expanded", "true")
    button.press("Enter")
    expect(page.get_by_role("button", name="Show the list")).to_be_visible()
    page.wait_for_function("() => scrollY === 0")


def test_on_a_telephone_all_there_is_lies_above_the_sheet(visit: Visit, settings: Any) -> None:
    settings.AREA = replace(settings.AREA, box=Box(*COVERAGE.bounds))
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = open_map(visit)
    edge = page.locator("#map path.edge-line").first.bounding_box()
    stage, sheet = page.locator("#map").bounding_box(), page.locator("#sheet").bounding_box()
    assert edge
    assert stage
    assert sheet
    assert stage["y"] < edge["y"]
    assert edge["y"] + edge["height"] < sheet["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_rule_is_broken_in_any_state(visit: Visit, scheme: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    for state, query in STATES.items():
        page = open_map(visit, query)
        page.locator("#legend").evaluate("e => e.open = true")
        assert broken(page) == [], state
        assert page.evaluate(SMALL_TARGETS) == [], state
    page = open_map(visit)
    page.locator("#legend").evaluate("e => e.open = false")
    pin(page, "Keskusta, metro station").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert broken(page) == [], "popup"
    assert page.evaluate(SMALL_TARGETS) == [], "popup"


def test_the_map_can_be_skipped(visit: Visit) -> None:
    page = open_map(visit)
    skip = page.get_by_role("link", name="Skip the map")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('.bottom'))")


def test_paper_has_map_scale_attribution_and_directions(visit: Visit, settings: Any) -> None:
    with_basemap(settings)
    page = open_map(visit, "?from=Keskusta&to=Rantapolku&compare=yes")
    page.emulate_media(media="print")
    expect(page.locator("#map")).to_be_visible()
    expect(page.locator(".leaflet-control-scale-line")).to_be_visible()
    expect(page.get_by_text("Data of 2 January 2026")).to_be_visible()
    expect(page.locator(".map-credit")).to_be_visible()
    expect(page.locator(".legend .layer").first).to_be_visible()
    expect(page.get_by_text("You have arrived.").first).to_be_visible()
    expect(page.get_by_role("button", name="Zoom in")).to_be_hidden()
    expect(page.get_by_role("button", name="Show the walk")).to_be_hidden()
