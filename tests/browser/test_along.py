"""A trail and what lies along it: by keyboard, and on a narrow screen."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.maps import broken
from tests.browser.test_keyboard import tab_to
from tests.servicemap.test_along import bench


def test_it_works(visit: Visit) -> None:
    """From the list of trails to the benches, the other way round, at 360 px."""
    for number in range(4):
        bench(60 + number, 24.9530 - number / 2_000, 60.1721)
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = visit.go("/en/trails/")
    tab_to(page, "Rantapolku")
    page.keyboard.press("Enter")
    along = page.get_by_role("region", name="What lies along it")
    rows = along.get_by_role("listitem")
    expect(rows.filter(has_text="4 × bench")).to_contain_text("after 220")

    tab_to(page, "bench 4")
    page.keyboard.press("Enter")
    expect(along.locator("[aria-current]")).to_have_text("bench 4")
    expect(along).not_to_contain_text("Rannan vaihtopaikka")
    tab_to(page, "Walk it the other way")
    page.keyboard.press("Enter")
    expect(rows.filter(has_text="4 × bench")).to_contain_text("after 83")
    assert "kind=bench" in page.url
    assert broken(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
