"""Pages fit narrow screens, thumbs, the dark, paper, and other settings of readers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from geodata import models
from tests.browser.conftest import Visit

SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter(e => e.checkVisibility() && !e.closest('p, .unseen') && !e.classList.contains('skip'))
  .map(e => [e.textContent.trim().slice(0, 40), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 24 || box.width < 24)
  .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""


def width_beyond(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def colour_of(page: Page, selector: str, name: str = "backgroundColor") -> str:
    return str(page.eval_on_selector(selector, f"e => getComputedStyle(e).{name}"))


def test_it_works(visit: Visit) -> None:
    page = visit.go("/en/")
    expect(page.get_by_role("navigation", name="Sections", exact=True)).to_be_visible()
    expect(page).to_have_title(re.compile("Service map"))
    for image in page.locator("img").all():
        assert image.evaluate("e => e.naturalWidth") > 0
    assert page.locator("main svg.icon use").first.evaluate("e => e.getBBox().width") > 0


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_scrolls_sideways(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 780})
    for path in [*visit.paths, *visit.mistakes]:
        assert width_beyond(visit.go(path)) <= 0, path


def test_a_long_name_does_not_widen_the_page(visit: Visit) -> None:
    models.Station.objects.filter(pk=visit.town.ranta.pk).update(name={"": "Ranta" * 2000})
    visit.page.set_viewport_size({"width": 320, "height": 780})
    for path in ("/en/", "/en/stations/", f"/en/stations/{visit.town.ranta.pk}/", "/en/last-mile"):
        assert width_beyond(visit.go(path)) <= 0, path


def test_text_of_twice_the_size_fits(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 640, "height": 780})
    for path in visit.paths:
        page = visit.go(path)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert width_beyond(page) <= 0, path


@pytest.mark.parametrize("width", [360, 1280])
def test_everything_to_press_is_big_enough(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 780})
    for path in [*visit.paths, *visit.mistakes]:
        assert visit.go(path).evaluate(SMALL_TARGETS) == [], path


def test_rows_become_cards_with_their_headings(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 780})
    page = visit.go("/en/last-mile")
    cell = page.get_by_role("cell").filter(has_text="24.9").first
    assert "Reaches it at" in cell.evaluate("e => getComputedStyle(e, '::before').content")
    expect(page.get_by_role("table")).to_be_visible()
    assert page.get_by_role("columnheader").count() == 8


def test_the_dark_is_dark(visit: Visit) -> None:
    light = colour_of(visit.go("/en/"), "body")
    visit.page.emulate_media(color_scheme="dark")
    dark = colour_of(visit.go("/en/"), "body")
    assert brightness(light) > 200
    assert brightness(dark) < 60
    assert brightness(colour_of(visit.page, "body", "color")) > 200


def brightness(colour: str) -> float:
    numbers = [float(number) for number in re.findall(r"[\d.]+", colour)[:3]]
    return sum(numbers) / 3


def test_more_contrast_is_given_to_those_who_ask(visit: Visit) -> None:
    visit.page.emulate_media(contrast="more")
    assert colour_of(visit.go("/en/"), "body", "color") == "rgb(0, 0, 0)"


def test_nothing_moves_for_those_who_ask(visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.go("/en/")
    assert colour_of(page, ".button", "transitionDuration") == "0s"
    assert colour_of(page, "html", "scrollBehavior") == "auto"


def test_paper_has_every_walk_in_words_and_no_menus(visit: Visit) -> None:
    page = visit.go("/en/last-mile")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Sections", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Show the walk")).to_be_hidden()
    expect(page.get_by_text("You have arrived.").first).to_be_visible()
    expect(page.get_by_text("© the town's own surveyors").first).to_be_visible()
