"""What can be reached: drawn and told, told apart by lines, cut where the data ends."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.maps import answer, lines, open_map, pin
from tests.browser.test_keyboard import tab_to


def test_it_works(visit: Visit) -> None:
    page = open_map(visit)
    pin(page, "Keskusta, metro station").click()
    page.get_by_role("button", name="What can be reached from here?").click()
    told = answer(page)
    expect(told.get_by_role("heading", name="What can be reached from Keskusta")).to_be_focused()
    for limit in ("500 m", "1,000 m", "1,500 m"):
        expect(told).to_contain_text(limit)
    expect(page.locator("#map path.area-outline")).to_have_count(3)
    assert "area=metres" in page.url
    dashes = page.locator("#map path.area-outline").evaluate_all(
        "all => all.map(e => getComputedStyle(e).strokeDasharray)"
    )
    assert len(set(dashes)) == 3


def test_by_keyboard_in_minutes(visit: Visit) -> None:
    page = open_map(visit)
    tab_to(page, "From", most=30)
    page.keyboard.type("Keskusta")
    tab_to(page, "What can be reached?", most=6)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Show the walk", most=1)
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("5 min")
    expect(answer(page)).to_contain_text("15 min")
    assert "area=minutes" in page.url
    assert lines(page, "area-outline") == 3


def test_where_the_data_ends_the_area_is_cut_and_says_so(visit: Visit) -> None:
    page = open_map(visit, "?from=Reuna&area=metres")
    expect(answer(page).get_by_text("Cut by the edge of the data").first).to_be_visible()
    expect(page.locator("#map path.cut")).not_to_have_count(0)
    expect(page.locator("#map path.edge-line")).not_to_have_count(0)


def test_an_area_and_a_walk_together(visit: Visit) -> None:
    page = open_map(visit, "?from=Keskusta&to=Rantapolku&area=metres")
    assert lines(page, "area-outline") == 3
    assert lines(page, "walk-line") == 1
