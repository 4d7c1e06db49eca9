"""The address is the only state: reload, back, a sent link, another language, no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.browser.maps import answer, lines, open_map

LINK = "?from=Keskusta&to=Rantapolku&profile=slow&compare=yes&area=metres&layers=stations,hubs"


def seen(page: Page) -> dict[str, Any]:
    """Return what a page shows and says."""
    return {
        "told": " ".join(answer(page).inner_text().split()),
        "form": page.locator("#map-ask input, #map-ask select").evaluate_all(
            "a => a.map(e => e.value)"
        ),
        "layers": page.locator("#layers input").evaluate_all("a => a.map(e => e.checked)"),
        "lines": [lines(page, kind) for kind in ("walk-line", "other-line", "area-outline")],
        "view": re.sub(r".*[?]", "", page.url),
    }


def test_it_works(visit: Visit) -> None:
    page = open_map(visit, LINK)
    first = seen(page)
    assert first["lines"][0] == 1
    assert first["lines"][2] == 3
    page.reload()
    page.wait_for_load_state("networkidle")
    assert seen(page) == first


@pytest.fixture
def open_other(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open the browser of somebody else, who may have no JavaScript."""
    contexts = []

    def opened(**how: Any) -> Page:
        contexts.append(browser.new_context(**how))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def test_a_sent_link_brings_the_same_view(visit: Visit, open_other: Callable[..., Page]) -> None:
    page = open_map(visit, LINK)
    other = open_other(locale="fi-FI")
    other.goto(page.url)
    other.wait_for_load_state("networkidle")
    assert seen(other) == seen(page)


def test_the_back_button_leads_back(visit: Visit) -> None:
    page = open_map(visit, "?from=Keskusta&to=Rantapolku")
    expect(answer(page)).to_contain_text("24 steps")
    before = seen(page)
    page.get_by_role("link", name="Without steps", exact=True).click()
    expect(page.get_by_role("link", name="Without steps", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    page.wait_for_load_state("networkidle")
    page.go_back()
    expect(page.get_by_role("link", name="Walking", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    page.wait_for_load_state("networkidle")
    assert seen(page) == before
    page.go_forward()
    expect(page.locator("#ask-profile")).to_have_value("step_free")


def test_another_language_keeps_everything(visit: Visit) -> None:
    page = open_map(visit, LINK)
    view = seen(page)["view"]
    page.get_by_role("link", name="Suomi").click()
    page.wait_for_load_state("networkidle")
    assert "/fi/?" in page.url
    assert seen(page)["view"] == view
    expect(answer(page)).to_contain_text("Olet perillä.")


def test_without_javascript_the_link_says_the_same(
    visit: Visit, open_other: Callable[..., Page]
) -> None:
    page = open_map(visit, LINK)
    with_script = [
        each for each in answer(page).locator("details[open] .leg-text").all_inner_texts() if each
    ]
    assert with_script
    plain = open_other(java_script_enabled=False)
    plain.goto(page.url)
    for text in with_script:
        expect(plain.locator("details[open] .leg-text", has_text=text).first).to_be_visible()
    expect(plain.locator("#told")).to_contain_text("1,500 m")
    expect(plain.get_by_role("heading", name="Stations")).to_be_visible()
    expect(plain.get_by_role("heading", name="Trails")).to_be_hidden()
    expect(plain.locator(".map-stage")).to_be_hidden()


def test_moving_the_map_changes_the_address_and_not_the_history(visit: Visit) -> None:
    page = open_map(visit, "?at=24.94750,60.17000&z=15")
    length = page.evaluate("history.length")
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url(re.compile(r"z=15\.5|z=16"))
    assert page.evaluate("history.length") == length
