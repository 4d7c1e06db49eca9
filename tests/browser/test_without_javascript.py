"""Pages need no JavaScript: the whole story without it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A browser that runs no scripts."""
    return {**browser_context_args, "java_script_enabled": False}


def test_it_works(visit: Visit) -> None:
    page = visit.go("/")
    assert page.url.endswith("/fi/")
    page.get_by_label("Mistä").fill("metro")
    page.get_by_label("Mihin").fill("Rantapolku")
    page.get_by_role("button", name="Näytä matka").click()
    expect(page.get_by_role("heading", name="5 matkaa kohteeseen Rantapolku")).to_be_visible()
    page.locator("summary").first.click()
    expect(page.locator("details[open] ol li").first).to_be_visible()
    page.locator(".walks").get_by_role("link", name="Ranta").click()
    expect(page.get_by_role("heading", level=1, name="Ranta")).to_be_visible()


def test_a_list_is_searched(visit: Visit) -> None:
    page = visit.go("/sv/stations/")
    page.get_by_role("searchbox").fill("centr")
    page.get_by_role("button", name="Sök").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("1 namn stämmer.")
    page.get_by_role("main").get_by_role("link", name="Centrum").click()
    expect(page.get_by_role("heading", level=1, name="Centrum")).to_be_visible()
