"""No rule of axe is broken on any page, in light and dark, narrow and wide, right and wrong."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Visit

EVERYTHING = {"resultTypes": ["violations", "incomplete"]}  # every rule, none disabled


def broken(page: Page) -> list[str]:
    """Return what axe finds wrong on a page."""
    found = Axe().run(page, options=EVERYTHING).response["violations"]
    return [
        f"{each['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for each in found
        for node in each["nodes"]
    ]


def test_it_works(visit: Visit) -> None:
    page = visit.go("/en/")
    page.evaluate("document.querySelector('label').remove()")
    assert any(each.startswith("label:") for each in broken(page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page(visit: Visit, scheme: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in [*visit.paths, *visit.mistakes]:
        page = visit.go(path)
        assert broken(page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_walks_told_in_words(visit: Visit, scheme: str) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in ("/fi/last-mile", f"/en/stations/{visit.town.keskusta.pk}/keskusta/"):
        page = visit.go(path)
        for summary in page.locator("summary").all():
            summary.click()
        assert broken(page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_contrast(visit: Visit, scheme: str) -> None:
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", contrast="more")
    for path in ("/en/", "/en/last-mile", *visit.mistakes[:1]):
        assert broken(visit.go(path)) == [], path
