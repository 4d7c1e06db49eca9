"""A reader of Arabic asks for a walk and looks at an organisation, right to left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.maps import answer, broken, open_map, pin
from tests.browser.test_look import width_beyond

MIDDLE = "e => { const box = e.getBoundingClientRect(); return box.x + box.width / 2; }"
DIRECTION = "e => getComputedStyle(e).direction"
TURNED = "e => new DOMMatrix(getComputedStyle(e).transform).a"


def middle(page: Page, selector: str) -> float:
    """Return where the first of such elements has its middle, from the left of the window."""
    return float(page.locator(selector).first.evaluate(MIDDLE))


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_front_page_to_an_organisation(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = open_map(visit, language="ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.get_by_label("من", exact=True).fill("Keskusta")
    page.get_by_label("إلى", exact=True).fill("Ranta")
    page.get_by_role("button", name="أظهر المسار").click()

    told = answer(page)
    expect(told).to_contain_text("لقد وصلت.")
    expect(told.get_by_role("heading").first).to_be_focused()
    assert told.locator(".icon-forward").first.evaluate(TURNED) == -1
    walker = page.locator("button .icon-walk").first
    assert walker.evaluate("e => getComputedStyle(e).transform") == "none"
    assert (width_beyond(page), broken(page)) == (0, [])

    page.locator("#side").get_by_role("link", name=re.compile("المنظمات")).click()
    page.locator("main").get_by_role("link", name="Kirjasto").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kirjasto")
    telephone = page.get_by_role("link", name="+358 9 123 456")
    assert telephone.locator("bdi").evaluate(DIRECTION) == "ltr"
    page.set_viewport_size({"width": min(width, 320), "height": 780})
    assert (width_beyond(page), broken(page)) == (0, [])
    page.get_by_role("link", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


def test_the_map_keeps_east_on_the_right_and_its_controls_turn(visit: Visit) -> None:
    town = visit.town
    page = open_map(
        visit, f"?from=station:{town.keskusta.pk}&to=station:{town.ranta.pk}", language="ar"
    )
    for flag in page.locator("#map .flag").all():
        aside = flag.locator("span").evaluate(MIDDLE) - flag.evaluate(MIDDLE)
        assert abs(aside) < 2  # a name stands over its place, not beside it
    assert middle(page, ".leaflet-control-zoom") < middle(page, "#map") < middle(page, "#side")
    assert middle(page, ".legend") < middle(page, "#map")
    assert middle(page, ".leaflet-control-scale") > middle(page, "#map")

    pin(page, "\u2068Ranta\u2069، محطة مترو").click()
    dialog = page.get_by_role("dialog")
    assert dialog.locator(".popup").evaluate(DIRECTION) == "rtl"
    close, heading = dialog.locator(".popup-close"), dialog.locator(".popup-name")
    assert close.evaluate(MIDDLE) < heading.evaluate(MIDDLE)
