"""Pick two places and walk: by symbols, by a press on the map, by names, by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.maps import answer, lines, open_map, pin, pixel_of
from tests.browser.test_keyboard import tab_to


def test_it_works(visit: Visit) -> None:
    page = open_map(visit)
    pin(page, "Keskusta, metro station").click()
    page.get_by_role("button", name="Walk from here").click()
    expect(answer(page)).to_contain_text("Where to?")
    pin(page, "Rantapolku, hiking trail").click()
    dialog = page.get_by_role("dialog", name="Rantapolku, hiking trail")
    dialog.get_by_role("button", name="Walk to here").click()

    told = answer(page)
    expect(told.get_by_role("heading", name="Keskusta to Rantapolku")).to_be_focused()
    expect(told).to_contain_text("You have arrived.")
    expect(told).to_contain_text("24 steps")
    expect(told).to_contain_text("Not step-free")
    expect(told.get_by_text("Surface")).to_be_visible()
    expect(told.get_by_text("Lit", exact=True)).to_be_visible()
    assert lines(page, "walk-line") == 1
    expect(page.locator("#map-status")).to_contain_text("Keskusta to Rantapolku")
    assert f"from=station:{visit.town.keskusta.pk}&to=trail:{visit.town.trail.pk}" in page.url


def test_any_point_by_a_press_on_the_map(visit: Visit) -> None:
    page = open_map(visit, "?at=24.94750,60.17000&z=16")
    page.mouse.click(*pixel_of(page, 24.9470, 60.1698))
    page.get_by_role("dialog", name="This point").get_by_role("button", name="Walk to here").click()
    page.get_by_label("From", exact=True).fill("Ranta")
    page.get_by_role("button", name="Show the walk").click()
    expect(answer(page)).to_contain_text("You have arrived.")
    to = re.search(r"to=([\d.]+),([\d.]+)", page.url)
    assert to
    assert abs(float(to[1]) - 24.9470) < 0.0003
    assert abs(float(to[2]) - 60.1698) < 0.0003


def test_by_keyboard_from_names_to_directions(visit: Visit) -> None:
    page = open_map(visit, language="en")
    tab_to(page, "From", most=30)
    page.keyboard.type("Keskusta")
    tab_to(page, "To", most=2)
    page.keyboard.type("Rantapolku")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keskusta to Rantapolku")).to_be_focused()
    expect(answer(page).get_by_text("You have arrived.")).to_be_visible()


def test_by_keyboard_on_the_map(visit: Visit) -> None:
    page = open_map(visit)
    pin(page, "Ranta, metro station").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Ranta, metro station")
    expect(dialog.get_by_role("heading", name="Ranta")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(pin(page, "Ranta, metro station")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("To", exact=True)).to_have_value("Ranta")
    assert f"to=station:{visit.town.ranta.pk}" in page.url


def test_the_centre_of_the_map_is_a_place_without_a_pointer(visit: Visit) -> None:
    page = open_map(visit, "?from=Ranta&at=24.94700,60.17000&z=16")
    tab_to(page, "To: centre of the map", most=40)
    page.keyboard.press("Enter")
    expect(page.get_by_label("To", exact=True)).to_have_value("24.94700,60.17000")
    expect(answer(page)).to_contain_text("You have arrived.")


def test_the_list_leads_to_the_map(visit: Visit) -> None:
    page = open_map(visit)
    page.get_by_role("button", name="Kirjasto, library: show on the map").click()
    expect(page.get_by_role("dialog", name="Kirjasto, library")).to_be_visible()
    page.keyboard.press("Escape")
    expect(pin(page, "Kirjasto, library")).to_be_focused()


def test_all_stations_of_the_metro_at_once(visit: Visit) -> None:
    page = open_map(visit, "?from=metro&to=Rantapolku")
    expect(answer(page).get_by_role("heading", name="5 walks to Rantapolku")).to_be_visible()
    assert lines(page, "walk-line") + lines(page, "unsure-line") >= 3


def test_a_name_that_nobody_has_is_told_with_what_may_be_meant(visit: Visit) -> None:
    page = open_map(visit)
    page.get_by_label("From", exact=True).fill("Rantapolk")
    page.get_by_label("To", exact=True).fill("Ranta")
    page.get_by_role("button", name="Show the walk").click()
    answer(page).get_by_role("link", name="Rantapolku").click()
    expect(answer(page)).to_contain_text("You have arrived.")
    expect(page.get_by_label("From", exact=True)).to_have_value("Rantapolku")
    assert f"from=trail:{visit.town.trail.pk}" in page.url


def test_no_way_is_told_as_no_way(visit: Visit) -> None:
    page = open_map(visit, f"?from=Ranta&to=trail:{visit.town.island_trail.pk}")
    expect(answer(page).locator(".mark-unknown").first).to_be_visible()
    assert lines(page, "walk-line") == 0


def test_in_three_languages(visit: Visit) -> None:
    said = {"fi": "Olet perillä.", "sv": "Du är framme.", "en": "You have arrived."}
    for language, text in said.items():
        page = open_map(visit, "?from=Keskusta&to=Rantapolku", language=language)
        expect(answer(page)).to_contain_text(text)
