"""The events of a Saturday: by keyboard, on a telephone, on the map, and into a calendar."""

from __future__ import annotations

from typing import Any

import icalendar
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_keyboard import tab_to
from tests.servicemap.town_events import saturday


def test_a_saturday_by_keyboard(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = visit.go("/en/events/")
    day = saturday()
    tab_to(page, "From the day")
    page.keyboard.type(f"{day:%m%d%Y}")  # as Chromium's own language, English, writes a date
    tab_to(page, "To the day", most=4)
    page.keyboard.type(f"{day:%m%d%Y}")
    tab_to(page, "Show", most=5)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("7 events.")
    assert f"since={day}&until={day}" in page.url
    expect(page.get_by_role("heading", level=2)).to_contain_text([f"{day.day} {day:%B %Y}"])
    tab_to(page, "Konsertti")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Konsertti")
    expect(page.get_by_role("region", name="Where", exact=True)).to_contain_text("Pelikenttä")
    tab_to(page, "Add to calendar")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "event-2.ics"
    calendar: Any = icalendar.Calendar.from_ical(download.value.path().read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert (str(event["summary"]), event["dtstart"].dt.date()) == ("Konsertti", day)


def test_a_saturday_on_a_telephone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    day = saturday()
    for path in (f"/fi/events/?since={day}&until={day}", "/fi/events/1/lukupiiri/"):
        page = visit.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    visit.go(f"/fi/events/?since={day}&until={day}")
    row = page.get_by_role("listitem").filter(has_text="Jumppa")
    expect(row).to_contain_text("Peruttu")
    page.get_by_role("link", name="Yökahvila").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Yökahvila")
    page.get_by_role("link", name="Miten sinne kävellään?").click()
    expect(page.get_by_label("Mihin", exact=True)).to_have_value("Yökahvila")


def test_events_are_on_the_map(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    page = visit.go("/en/?layers=events&at=24.96,60.1702&z=17")
    card = page.locator('[data-collection="events"]')
    row = card.get_by_role("listitem").filter(has_text="Konsertti")
    expect(row).to_contain_text("Sat")
    row.get_by_role("button").click()
    popup = page.get_by_role("dialog")
    expect(popup).to_contain_text("Sat")
    expect(popup.get_by_role("link", name="All about it")).to_have_attribute(
        "href", "/en/events/2/"
    )


def test_the_top_holds_all_sections_in_one_row(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1280, "height": 900})
    for language in ("fi", "sv", "en"):
        page = visit.go(f"/{language}/events/")
        links = page.locator(".sections a")
        assert len({round(each.bounding_box()["y"]) for each in links.all()}) == 1, language  # type: ignore[index]
