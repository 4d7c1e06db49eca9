"""Slow networks, servers that are gone, questions overtaken: nothing is lost, all is told."""

from __future__ import annotations

import time

from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit
from tests.browser.maps import answer, lines, open_map

WALK = "?from=Keskusta&to=Rantapolku"


def test_it_works(visit: Visit) -> None:
    """While an answer takes its time the former one stays, and waiting is shown and said."""
    page = open_map(visit, WALK)

    def slow(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page.route("**/told?**", slow)
    page.get_by_role("link", name="Without steps", exact=True).click()
    expect(page.locator("#told")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#map-status")).to_have_text("Looking for the way…")
    expect(answer(page)).to_contain_text("24 steps")
    expect(page.locator("#told")).to_have_attribute("aria-busy", "false")
    expect(answer(page)).not_to_contain_text("24 steps")


def test_a_server_that_is_gone_is_told_and_can_be_asked_again(visit: Visit) -> None:
    page = open_map(visit, WALK)
    page.route("**/told?**", lambda route: route.abort())
    page.get_by_role("link", name="Without steps", exact=True).click()
    expect(answer(page)).to_contain_text("The service does not answer.")
    expect(answer(page)).to_contain_text("24 steps")
    page.unroute("**/told?**")
    page.get_by_role("button", name="Try again").click()
    expect(answer(page)).not_to_contain_text("The service does not answer.")
    expect(answer(page)).not_to_contain_text("24 steps")
    visit.complaints.clear()  # the browser's own line about the request that failed


def test_places_that_do_not_come_are_told_on_the_map(visit: Visit) -> None:
    page = visit.page
    page.route("**/api/v1/map?**", lambda route: route.fulfill(status=503, body="{}"))
    open_map(visit)
    expect(page.locator("#map-message")).to_contain_text("The service does not answer.")
    page.unroute("**/api/v1/map?**")
    page.locator("#map-message").get_by_role("button", name="Try again").click()
    expect(page.locator("#map .pin-stations").first).to_be_visible()
    expect(page.locator("#map-message")).to_be_hidden()
    visit.complaints.clear()


def test_what_is_overtaken_does_not_win(visit: Visit) -> None:
    page = open_map(visit, WALK)

    def slow(route: Route) -> None:
        time.sleep(0.6)
        try:
            route.continue_()
        except Exception as error:
            assert "handled" in str(error) or "closed" in str(error) or "abort" in str(error)

    page.route("**/told?*profile=step_free*", slow)
    page.get_by_role("link", name="Without steps", exact=True).click(no_wait_after=True)
    page.get_by_role("link", name="Walking slowly").click()
    expect(page.get_by_role("link", name="Walking slowly")).to_have_attribute(
        "aria-current", "true"
    )
    page.wait_for_timeout(800)
    expect(page.get_by_role("link", name="Walking slowly")).to_have_attribute(
        "aria-current", "true"
    )
    assert lines(page, "walk-line") == 1


def test_the_same_question_is_asked_once(visit: Visit) -> None:
    page = open_map(visit, WALK)
    for name in ("Without steps", "Walking", "Without steps"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute(
            "aria-current", "true"
        )
    asked = [url for url in visit.asked if "/told?" in url and "step_free" in url]
    assert len(asked) == 1


def test_without_its_script_the_page_is_the_plain_one(visit: Visit) -> None:
    visit.page.route("**/frontend/map.js", lambda route: route.abort())
    page = visit.go(f"/en/{WALK}")
    expect(page.locator(".map-stage")).to_be_hidden()
    expect(page.locator("#told")).to_contain_text("You have arrived.")
    expect(page.get_by_role("button", name="Show the walk")).to_be_visible()
    visit.complaints.clear()


def test_words_are_seen_before_the_scripts_of_the_map_are_fetched(visit: Visit) -> None:
    page = open_map(visit)
    seen = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    fetched = page.evaluate(
        """() => performance.getEntriesByType('resource')
          .filter((each) => /\\/(map|leaflet)\\.js$/.test(each.name))
          .map((each) => each.startTime)"""
    )
    assert len(fetched) == 2
    assert min(fetched) >= seen
