"""From a word of one's own to a walk in words: by mouse, by keyboard, on a telephone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_accessibility import broken
from tests.browser.test_keyboard import tab_to


def test_a_need_is_found_by_mouse(visit: Visit) -> None:
    page = visit.go("/en/")
    page.get_by_role("navigation", name="Sections", exact=True).get_by_role(
        "link", name="Search"
    ).click()
    page.get_by_role("searchbox").fill("library")
    page.get_by_role("search").get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("found")
    page.get_by_role("link", name="Kirjasto", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kirjasto")


def test_a_need_is_found_by_keyboard_alone(visit: Visit) -> None:
    page = visit.go("/en/search")
    page.keyboard.type("kirjstao")  # the box has the focus, and a slip is understood
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is called “kirjstao”.")).to_be_visible()
    tab_to(page, "Kirjasto")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kirjasto")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("query", ["", "?q=kirjasto", "?q=qwertyuiop"])
def test_no_rule_of_axe_is_broken(visit: Visit, scheme: Any, width: int, query: str) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.go(f"/en/search{query}")
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
