"""From a word of one's own to what is meant: by mouse, by keyboard, on a telephone, in a frame."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from geodata import models
from geodata.search import indexing
from tests.browser.conftest import Visit
from tests.browser.maps import pin
from tests.browser.test_accessibility import broken
from tests.browser.test_keyboard import tab_to

TELEPHONE: ViewportSize = {"width": 360, "height": 740}


def box(page: Page) -> Locator:
    """Return the box of the search, once it suggests."""
    found = page.get_by_role("combobox", name="What do you look for?")
    expect(found).to_have_attribute("aria-expanded", "false")
    return found


def suggestions(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def test_a_need_is_found_by_mouse(visit: Visit) -> None:
    page = visit.go("/en/")
    box(page).fill("library")
    page.get_by_role("search").get_by_role("button", name="Search").click()
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text("found")
    page.get_by_role("link", name="Kirjasto", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kirjasto")


def test_a_need_is_found_by_keyboard_on_a_telephone(visit: Visit) -> None:
    visit.page.set_viewport_size(TELEPHONE)
    page = visit.go("/en/search")
    page.keyboard.type("kirjstao")  # the box has the focus, and a slip is understood
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is called “kirjstao”.")).to_be_visible()
    tab_to(page, "Kirjasto")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kirjasto")


def test_suggestions_are_chosen_by_keyboard(visit: Visit) -> None:
    page = visit.go("/en/search")
    field = box(page)
    field.press_sequentially("kes")
    options = suggestions(page)
    expect(options.first).to_contain_text("Keskusta")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).not_to_have_attribute("aria-activedescendant", "suggestions-1-0")
    expect(page.locator("[aria-live=polite]").first).to_contain_text("suggestion")
    assert broken(page) == []
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = field.get_attribute("aria-activedescendant")
    assert chosen == options.first.get_attribute("id")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("kes")
    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keskusta")


def test_enter_without_a_choice_searches_for_what_was_typed(visit: Visit) -> None:
    page = visit.go("/en/search")
    field = box(page)
    field.press_sequentially("kes")
    expect(suggestions(page).first).to_be_visible()
    field.press("ArrowDown")
    field.press("ArrowUp")  # back in the box
    field.press("Enter")
    page.wait_for_url("**/en/search?q=kes")


def test_only_what_the_map_shows_is_found(visit: Visit) -> None:
    page = visit.go("/fi/?at=24.9549,60.1720&z=17&layers=stations")
    page.locator("#map .pin").first.wait_for()
    page.locator("#q").fill("ranta")
    page.get_by_label("Vain kartan näkymästä").check()
    page.keyboard.press("Enter")
    page.wait_for_url("**/fi/search?**bbox=24.95**")
    expect(page.locator(".entries")).to_contain_text("Ranta")
    page.goto(page.url.replace("q=ranta", "q=keskusta"))  # 700 m away
    expect(page.locator(".entries")).to_have_count(0)


def test_an_overtaken_answer_shows_nothing(visit: Visit) -> None:
    page = visit.go("/en/search")
    field = box(page)
    held: list[Route] = []
    page.route("**/api/v1/suggest?q=kes*", lambda route: held.append(route))
    with page.expect_request("**/api/v1/suggest?q=kes*"):
        field.press_sequentially("kes")
    with page.expect_response("**/api/v1/suggest?q=ranta*"):
        field.fill("ranta")
    expect(suggestions(page).first).to_contain_text("Ranta")
    assert held, "The first question was asked."
    expect(suggestions(page).filter(has_text="Keskusta")).to_have_count(0)


def test_near_me_asks_first_and_puts_the_answer_into_the_link(visit: Visit) -> None:
    visit.page.context.grant_permissions(["geolocation"])
    visit.page.context.set_geolocation({"latitude": 60.170212345, "longitude": 24.945012345})
    page = visit.go("/en/search?q=kirjasto&free=yes")
    expect(page.get_by_text("it is not stored, and sent to nobody else")).to_be_visible()
    page.get_by_role("button", name="Near me").click()
    page.wait_for_url("**/en/search?q=kirjasto&free=yes&from=24.9450%2C60.1702&minutes=15")
    asked = [url for url in visit.asked if "24.94" in url]
    assert asked
    assert not [url for url in asked if "24.94501" in url], "Nobody is told more than ten metres."
    expect(page.get_by_label("Filters that are set")).to_contain_text("24.9450,60.1702")


@pytest.mark.parametrize(("longitude", "told"), [(None, "not allowed"), (10.0, "outside the area")])
def test_who_cannot_be_found_is_told_kindly(
    visit: Visit, longitude: float | None, told: str
) -> None:
    if longitude is not None:
        visit.page.context.grant_permissions(["geolocation"])
        visit.page.context.set_geolocation({"latitude": 60.17, "longitude": longitude})
    page = visit.go("/en/search?q=kirjasto")
    page.get_by_role("button", name="Near me").click()
    expect(page.get_by_role("status").filter(has_text=told)).to_be_visible()
    assert page.url.endswith("/en/search?q=kirjasto")


def test_who_serves_my_address_by_keyboard(visit: Visit) -> None:
    club = models.Organisation.objects.create(
        pk=70,
        source=visit.town.library.source,
        source_id="club/1",
        name={"fi": "Kerho"},
        kind="club",
        point=Point(24.9450, 60.1702, srid=4326),
    )
    shape = MultiPolygon(Polygon.from_bbox((24.94, 60.168, 24.95, 60.172)), srid=4326)
    models.OperatingArea.objects.create(organisation=club, kind="drawn", polygon=shape, shape=shape)
    indexing.rebuild()
    models.Instance.bump()
    visit.page.set_viewport_size(TELEPHONE)
    page = visit.go("/en/")
    page.get_by_role("link", name="Who serves my address?").press("Enter")
    field = page.get_by_role("combobox", name="Address, part of town or station")
    field.press_sequentially("kesku")
    expect(suggestions(page).first).to_contain_text("Keskusta")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Keskusta")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who serves Keskusta?")
    assert "serves=station%3A1" in page.url
    expect(page.get_by_role("link", name="Kerho", exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Map of these").press("Enter")
    expect(page.locator("#map .operating-name")).to_have_text("Operating area of Kerho")
    expect(page.locator("#map path.operating-outer")).to_have_count(1)
    assert broken(page) == []


def test_what_is_open_now_near_a_station_by_keyboard(visit: Visit) -> None:
    models.OpeningHours.objects.create(rule="24/7", organisation=visit.town.library)
    models.OpeningHours.objects.create(rule="off", place=visit.town.field)
    indexing.rebuild()
    models.Instance.bump()
    visit.page.set_viewport_size(TELEPHONE)
    page = visit.go("/en/search")
    tab_to(page, "Filters", most=10)
    page.keyboard.press("Enter")
    tab_to(page, "At any time")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Station or address", most=20)
    page.keyboard.type("kesku")
    expect(suggestions(page).first).to_contain_text("Keskusta")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, "Show what is found", most=8)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Take out: Open now")).to_be_visible()
    assert "open=now" in page.url
    assert "from=station%3A1" in page.url
    rows = page.locator("main .hits > li")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Kirjasto")
    expect(rows).to_contain_text("Open")
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    assert broken(page) == []
    tab_to(page, "Kirjasto")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Opening hours")).to_contain_text("Open")


def test_rows_and_pins_find_each_other(visit: Visit) -> None:
    page = visit.go("/en/search?q=ranta")
    expect(pin(page, "Ranta, metro station")).to_be_visible()
    pin(page, "Ranta, metro station").press("Enter")
    row = page.get_by_role("button", name="Ranta: show on the map")
    expect(row).to_be_focused()
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".hits .chosen-row")).to_have_count(1)
    expect(page.locator(".hits .chosen-row")).to_contain_text("Ranta")
    loaded = [url for url in visit.asked if url.endswith(("search.js", "leaflet.js", "map.js"))]
    assert len(loaded) == len(set(loaded)) == 3


def test_on_a_telephone_the_map_comes_when_it_is_asked_for(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = visit.go("/en/search?q=ranta")
    page.wait_for_load_state("networkidle")
    assert not [url for url in visit.asked if url.endswith(("leaflet.js", "map.js"))]
    expect(page.locator("#map")).to_be_hidden()
    shown = page.get_by_role("button", name="Map of these")
    expect(shown).to_have_attribute("aria-expanded", "false")
    shown.click()
    expect(shown).to_have_attribute("aria-expanded", "true")
    expect(pin(page, "Ranta, metro station")).to_be_visible()
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    shown.click()
    expect(page.locator("#map")).to_be_hidden()


def test_filters_are_chosen_and_taken_out_again(visit: Visit) -> None:
    page = visit.go("/en/search?q=ranta")
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("Day and time at which it is open").fill("2026-11-24T18:00")
    expect(page.get_by_label("When it is open", exact=True)).to_have_value("at")
    page.get_by_label("When it is open", exact=True).select_option("")
    page.get_by_role("group", name="What", exact=True).get_by_label("Stations").check()
    page.get_by_role("button", name="Show what is found").click()
    page.wait_for_url("**/en/search?q=ranta&kinds=station")
    page.get_by_role("link", name="Take out: Stations").click()
    page.wait_for_url("**/en/search?q=ranta")


def test_a_search_is_copied_and_framed(visit: Visit) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.go("/en/search?q=kirjasto")
    page.locator("summary", has_text="Share or embed").click()
    page.get_by_role("button", name="Copy the frame").click()
    expect(page.get_by_text("The frame is copied.")).to_be_visible()
    snippet = page.evaluate("navigator.clipboard.readText()")
    assert snippet.startswith(f'<iframe src="{visit.root}/en/embed/search?q=kirjasto" ')
    elsewhere = f"<!doctype html><title>Elsewhere</title>{snippet}"
    page.route(
        "**/elsewhere", lambda route: route.fulfill(body=elsewhere, content_type="text/html")
    )
    page.goto(f"{visit.root}/elsewhere")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("link", name="Kirjasto")).to_be_visible()
    page.goto(f"{visit.root}/en/embed/search?q=kirjasto")
    assert broken(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_rule_of_axe_is_broken(visit: Visit, scheme: Any, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.emulate_media(color_scheme=scheme)
    for query in ("", "?q=kirjasto&kinds=organisation", "?q=qwertyuiop&free=yes", "?kinds=castle"):
        page = visit.go(f"/en/search{query}")
        filters = page.locator("details.filters")
        if not filters.get_attribute("open"):
            filters.locator("summary").click()
        assert broken(page) == [], query
        assert page.evaluate("document.documentElement.scrollWidth") <= width, query
