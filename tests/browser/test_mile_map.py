"""The map beside the table of the last mile: rows and lines find each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.maps import broken, lines, with_basemap
from tests.browser.pixels import read
from tests.browser.test_keyboard import tab_to


def open_table(visit: Visit, query: str = "") -> Page:
    """Open the table and wait until its map is drawn."""
    page = visit.go(f"/en/last-mile{query}")
    expect(page.locator("#map path.edge-line").first).to_be_attached()
    page.wait_for_load_state("networkidle")
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator("tbody", has=page.get_by_role("link", name=name, exact=True))


def widest(page: Page) -> list[float]:
    drawn = page.locator("#map path.walk-line, #map path.unsure-line")
    widths: list[float] = drawn.evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).strokeWidth))"
    )
    return widths


def test_it_works(visit: Visit) -> None:
    page = open_table(visit)
    drawn = lines(page, "walk-line") + lines(page, "unsure-line")
    assert drawn == page.locator("tbody .on-map").count() == 3, "Each row with a walk has a line."
    for name in ("Keskusta", "Ranta", "Reuna"):
        expect(page.locator("#map").get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(page.locator(".mile-key")).to_contain_text("Rantapolku")
    page.get_by_role("button", name="Keskusta: show on the map").click()
    expect(page.locator("#map path.walk-line.chosen-line")).to_have_count(1)
    assert sorted(widest(page))[-1] > sorted(widest(page))[-2]
    expect(page.locator("#map-status")).to_contain_text("Keskusta: ")
    expect(row(page, "Keskusta")).to_have_class("verdict-yes chosen-row")
    page.get_by_role("button", name="Keskusta: show on the map").click()
    expect(page.locator("#map path.chosen-line")).to_have_count(0)


def test_a_line_leads_to_its_row(visit: Visit) -> None:
    page = open_table(visit)
    page.locator("#map").get_by_role("button", name="Ranta", exact=True).click()
    expect(page.get_by_role("button", name="Ranta: show on the map")).to_be_focused()
    expect(page.get_by_role("button", name="Ranta: show on the map")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.locator("#map path.unsure-line, #map path.walk-line").first.dispatch_event("click")
    expect(page.locator("tbody.chosen-row")).to_have_count(1)


def test_on_a_telephone_the_map_comes_into_view(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = open_table(visit)
    page.get_by_role("button", name="Reuna: show on the map").click()
    expect(page.locator("#map")).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize("width", [360, 320])
def test_names_on_the_map_can_be_read(visit: Visit, width: int) -> None:
    """None lies on another, none is cut by the edge of the map."""
    visit.page.set_viewport_size({"width": width, "height": 740})
    page = open_table(visit)
    stage = page.locator("#map").bounding_box()
    boxes = [each.bounding_box() for each in page.locator("#map .flag-button").all()]
    assert stage
    assert len(boxes) == 3
    for at, box in enumerate(boxes):
        assert box
        assert stage["x"] <= box["x"]
        assert box["x"] + box["width"] <= stage["x"] + stage["width"]
        for other in boxes[at + 1 :]:
            assert other
            beside = max(box["x"], other["x"]) >= min(
                box["x"] + box["width"], other["x"] + other["width"]
            )
            assert beside or abs(box["y"] - other["y"]) >= box["height"]


def test_pointing_at_a_row_shows_its_line(visit: Visit) -> None:
    page = open_table(visit)
    row(page, "Keskusta").hover()
    expect(page.locator("#map path.walk-line.chosen-line")).to_have_count(1)
    page.locator("h1").hover()
    expect(page.locator("#map path.chosen-line")).to_have_count(0)


def test_by_keyboard(visit: Visit) -> None:
    page = open_table(visit)
    page.get_by_role("link", name="Skip the map").focus()
    page.keyboard.press("Enter")
    tab_to(page, "Keskusta: show on the map", most=6)
    page.keyboard.press("Enter")
    expect(row(page, "Keskusta")).to_have_class("verdict-yes chosen-row")
    page.locator("#map").get_by_role("button", name="Reuna", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Reuna: show on the map")).to_be_focused()


def test_the_order_of_the_rows_is_the_order_of_the_lines(visit: Visit) -> None:
    page = open_table(visit, "?sort=-metres")
    page.get_by_role("button", name="Reuna: show on the map").click()
    expect(page.locator("tbody.chosen-row")).to_contain_text("Reuna")
    expect(page.locator("#map path.chosen-line.unsure-line")).to_have_count(1)


def test_it_is_saved_as_a_picture(visit: Visit, settings: Any, tmp_path: Any) -> None:
    with_basemap(settings)
    page = open_table(visit)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the map as a picture (PNG)").click()
    assert download.value.suggested_filename.endswith(".png")
    download.value.save_as(tmp_path / "map.png")
    picture = read((tmp_path / "map.png").read_bytes())
    assert picture.width > 600


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_wrong(visit: Visit, scheme: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = open_table(visit)
    assert broken(page) == []
    page.get_by_role("button", name="Keskusta: show on the map").click()
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_words_come_before_the_scripts(visit: Visit) -> None:
    open_table(visit)
    late = [url for url in visit.asked if url.endswith(("leaflet.js", "frontend/map.js"))]
    assert len(late) == 2, "One Leaflet, one script: those of the map's page."
    first = visit.asked.index(next(url for url in visit.asked if url.endswith(".css")))
    assert all(visit.asked.index(url) > first for url in late)


def test_a_mistake_has_no_map(visit: Visit) -> None:
    page = visit.go("/en/last-mile?to=Rantapolk")
    expect(page.locator("#map")).to_have_count(0)
    assert not [url for url in visit.asked if url.endswith("map.js")]


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_javascript_the_table_says_it_all(visit: Visit, plain: Page) -> None:
    plain.goto(f"{visit.root}/en/last-mile")
    expect(plain.locator(".map-stage")).to_be_hidden()
    expect(plain.locator(".on-map").first).to_be_hidden()
    expect(plain.locator(".picture-button")).to_be_hidden()
    expect(plain.locator(".mile-key")).to_be_hidden()
    expect(plain.get_by_role("row", name="Keskusta").first).to_be_visible()
