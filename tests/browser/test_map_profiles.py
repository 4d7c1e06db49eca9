"""One tap compares the shortest way with the one without steps; who walks slowly takes longer."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.maps import answer, lines, open_map
from tests.browser.test_keyboard import tab_to
from tests.browser.test_look import width_beyond

WALK = "?from=Keskusta&to=Rantapolku"


def minutes(page: Page) -> float:
    found = re.search(r"([\d.]+)\s*min", answer(page).locator(".mile-figures").first.inner_text())
    assert found
    return float(found[1])


def test_it_works(visit: Visit) -> None:
    page = open_map(visit, WALK)
    assert lines(page, "other-line") == 0
    page.get_by_role("link", name="Compare with the way without steps").click()
    expect(
        page.get_by_role("heading", name=re.compile(r"Without steps: \d+ m longer"))
    ).to_be_visible()
    expect(answer(page).get_by_text("dashed line")).to_be_visible()
    expect(page.locator("#map path.other-line")).not_to_have_count(0)
    dashes = page.locator("#map path.other-line").first.evaluate(
        "e => getComputedStyle(e).strokeDasharray"
    )
    assert dashes != "none"
    assert "compare=yes" in page.url
    page.get_by_role("link", name="Do not compare").click()
    expect(page.locator("#map path.other-line")).to_have_count(0)


def test_two_walks_compared_fit_a_telephone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = open_map(visit, "?from=Keskusta&to=Rantapolku&compare=yes")
    expect(page.locator(".compare")).to_be_visible()
    assert width_beyond(page) <= 0


def test_by_keyboard(visit: Visit) -> None:
    page = open_map(visit, WALK)
    tab_to(page, "Compare with the way without steps", most=60)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Without steps"))).to_be_visible()
    expect(page.get_by_role("heading", name="Keskusta to Rantapolku")).to_be_focused()


def test_slowly_takes_longer_on_the_same_way(visit: Visit) -> None:
    page = open_map(visit, WALK)
    quick = minutes(page)
    page.get_by_role("link", name="Walking slowly").click()
    expect(page.get_by_role("link", name="Walking slowly")).to_have_attribute(
        "aria-current", "true"
    )
    assert minutes(page) > quick
    expect(page.get_by_label("Who walks?", exact=True).first).to_be_attached()
    assert page.locator("#ask-profile").input_value() == "slow"


def test_the_same_way_is_drawn_once_and_said_to_be_the_same(visit: Visit) -> None:
    page = open_map(visit, "?from=24.94100,60.17000&to=24.94900,60.17000&compare=yes")
    expect(page.get_by_role("heading", name="Without steps: the same way")).to_be_visible()
    assert lines(page, "other-line") == 0
