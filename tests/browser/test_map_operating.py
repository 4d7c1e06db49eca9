"""Where organisations work: drawn when one is chosen, and never taken for a service area."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from geodata import models
from tests.browser.conftest import Visit
from tests.browser.maps import answer, broken, lines, open_map, pin
from tests.browser.test_keyboard import tab_to
from tests.servicemap.operating import add_districts, add_drawn, add_radius

# What lies over the corners and the middle of the popup.
OVER_POPUP = """() => {
  const popup = document.querySelector('.leaflet-popup-content-wrapper');
  const box = popup.getBoundingClientRect();
  const places = [0.06, 0.5, 0.94].flatMap((x) => [0.06, 0.5, 0.94].map((y) => [x, y]));
  return places
    .map(([x, y]) => document.elementFromPoint(box.left + box.width * x, box.top + box.height * y))
    .filter((e) => !popup.contains(e))
    .map((e) => (e ? e.className : 'outside the window'));
}"""


def test_it_works(visit: Visit) -> None:
    add_radius(visit.town, 600)
    page = open_map(visit)
    assert lines(page, "operating-outer") == 0
    pin(page, "Kirjasto, library").click()
    expect(page.locator("#map path.operating-outer")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_contain_text(
        "Operating area: Within 0.6 km in a straight line"
    )
    expect(page.locator("#map .operating-name")).to_have_text("Operating area of Kirjasto")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#map path.operating-outer")).to_have_count(0)


def test_by_keyboard(visit: Visit) -> None:
    add_districts(visit.town, "Itäinen", "Läntinen")
    page = open_map(visit, language="fi")
    tab_to(page, "Mistä", most=30)
    page.keyboard.type("Kirjasto")
    page.keyboard.press("Enter")
    told = answer(page)
    expect(told.get_by_role("heading", name="Toiminta-alue: Kirjasto")).to_be_visible()
    expect(told).to_contain_text("Alueet Itäinen, Läntinen")
    expect(page.locator("#map path.operating-outer")).to_have_count(1)
    expect(page.locator("#map .operating-name")).to_have_text("Toiminta-alue: Kirjasto")


def test_a_popup_by_keyboard_tells_it_and_keeps_the_focus(visit: Visit) -> None:
    add_drawn(visit.town)
    page = open_map(visit)
    row = page.locator('[data-collection="organisations"]').get_by_role("button")
    row.first.focus()
    page.keyboard.press("Enter")
    expect(
        page.locator(".popup").get_by_text("Operating area: An area drawn by hand")
    ).to_be_visible()
    expect(page.get_by_role("heading", name="Kirjasto", exact=True)).to_be_focused()
    expect(page.locator("#map-status")).to_contain_text("Operating area: An area")
    page.keyboard.press("Escape")
    expect(page.locator("#map path.operating-outer")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 640), (1280, 800)])
def test_nothing_lies_over_the_popup_that_tells_it(visit: Visit, width: int, height: int) -> None:
    """Not the legend, nor the sheet, nor the page's head when the page is scrolled to its end."""
    add_drawn(visit.town)
    visit.page.set_viewport_size({"width": width, "height": height})
    page = open_map(visit)
    row = page.locator('[data-collection="organisations"]').get_by_role("button")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    row.first.focus()
    page.keyboard.press("Enter")
    expect(
        page.locator(".popup").get_by_text("Operating area: An area drawn by hand")
    ).to_be_visible()
    page.wait_for_timeout(500)
    assert page.evaluate(OVER_POPUP) == []


def test_its_name_stays_in_view(visit: Visit) -> None:
    add_radius(visit.town, 3000)
    page = open_map(visit, "?from=organisation:1&at=24.94500,60.17000&z=17")
    name = page.locator("#map .operating-name span")
    for _ in range(2):
        expect(name).to_be_in_viewport(ratio=0.99)
        box, stage = name.bounding_box(), page.locator("#map").bounding_box()
        assert box
        assert stage
        assert stage["y"] <= box["y"] <= stage["y"] + stage["height"] / 2, "at the top of the view"
        page.locator("#map").press("ArrowRight")
        page.wait_for_timeout(500)


def test_it_is_told_apart_from_a_service_area_by_more_than_colour(visit: Visit) -> None:
    add_drawn(visit.town)
    page = open_map(visit, "?from=organisation:1&area=metres")
    expect(page.locator("#map path.area-outline")).to_have_count(3)
    expect(page.locator("#map path.operating-outer")).to_have_count(1)
    ground = page.locator("#map path.operating-ground")
    assert "operating-stripes" in ground.evaluate("e => getComputedStyle(e).fill")
    assert "url" not in page.locator("#map path.area-ground").first.evaluate(
        "e => getComputedStyle(e).fill"
    )
    widths = page.locator("#map path.operating-outer, #map path.operating-inner").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).strokeWidth))"
    )
    assert widths[0] > 2 * widths[1], "A double line: a wide one with a gap of paper along it."
    told = answer(page)
    expect(told.get_by_role("heading", name="Operating area of Kirjasto")).to_be_visible()
    expect(told.get_by_role("heading", name="What can be reached from Kirjasto")).to_be_visible()
    page.locator(".key summary").click()
    legend = page.locator(".key")
    expect(legend).to_contain_text("Operating area: where an organisation works")
    expect(legend).to_contain_text("Service area: what can be reached on foot")


def test_examples_say_so_on_the_map(visit: Visit) -> None:
    add_drawn(visit.town)
    models.Organisation.objects.update(is_example=True)
    page = open_map(visit, "?from=organisation:1")
    expect(page.locator("#map .operating-name")).to_contain_text("Example, not real")
    expect(answer(page)).to_contain_text("Example, not real")
    assert lines(page, "operating-example") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(visit: Visit, scheme: str) -> None:
    add_drawn(visit.town)
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = open_map(visit, "?from=organisation:1")
    expect(page.locator("#map path.operating-outer")).to_have_count(1)
    assert broken(page) == []


def test_the_link_from_its_page_shows_it(visit: Visit) -> None:
    add_drawn(visit.town)
    page = visit.go("/en/organisations/1/kirjasto/")
    page.get_by_role("link", name="See it on the map").click()
    expect(page.locator("#map path.operating-outer")).to_have_count(1)
    expect(page.get_by_label("From", exact=True)).to_have_value("Kirjasto")
    assert "from=organisation:1" in page.url


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_javascript_it_is_told_in_words(visit: Visit, plain: Page) -> None:
    add_radius(visit.town, 2000)
    plain.goto(f"{visit.root}/sv/?from=organisation:1")
    expect(plain.get_by_role("heading", name="Verksamhetsområde: Biblioteket")).to_be_visible()
    expect(plain.get_by_text("Högst 2 km fågelvägen")).to_be_visible()


def test_without_javascript_a_changed_name_is_what_is_meant(visit: Visit, plain: Page) -> None:
    plain.goto(f"{visit.root}/en/?from=station:1&to=trail:1")
    expect(plain.get_by_label("From", exact=True)).to_have_value("Keskusta")
    plain.get_by_label("To", exact=True).fill("Ranta")
    plain.get_by_role("button", name="Show the walk").click()
    assert re.search(r"from=station:1&to=Ranta&profile=walk$", plain.url), plain.url


def test_the_form_shows_names_and_the_address_keeps_ids(visit: Visit) -> None:
    page = open_map(visit)
    pin(page, "Keskusta, metro station").click()
    page.get_by_role("button", name="Walk from here").click()
    start = page.get_by_label("From", exact=True)
    expect(start).to_have_value("Keskusta")
    assert "from=station:1" in page.url
    page.get_by_label("To", exact=True).fill("Rantapolku")
    page.get_by_role("button", name="Show the walk").click()
    expect(answer(page)).to_contain_text("24 steps")
    assert "from=station:1&to=Rantapolku" in page.url, "What is shown by name is still the id."
    start.fill("Ranta")
    page.get_by_role("button", name="Show the walk").click()
    page.wait_for_url(re.compile("from=Ranta&"))
    page.go_back()
    expect(start).to_have_value("Keskusta")


def test_what_is_being_typed_is_left_alone(visit: Visit) -> None:
    page = visit.page
    held: list[Route] = []
    page.route("**/frontend/map.js", lambda route: held.append(route))
    with page.expect_request("**/frontend/map.js"):
        page.goto(f"{visit.root}/en/?from=station:1", wait_until="domcontentloaded")
    start = page.get_by_label("From", exact=True)
    start.fill("Rant")
    held[0].continue_()
    expect(page.locator(".leaflet-map-pane")).to_be_attached()
    expect(start).to_have_value("Rant")
