"""Areas, pictures and events in the form: on a telephone, by keyboard alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from geodata.models import District, Source
from servicemap.editing import revisions
from servicemap.models import Membership, Revision
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import broken
from tests.browser.test_keyboard import tab_to
from tests.people import person, sign_in
from tests.pictures import encoded


@pytest.fixture
def draft(visit: Visit, settings: Any, tmp_path: Path) -> Iterator[Revision]:
    """A draft of the library, open in the browser of somebody who looks after it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.MEDIA_ROOT, settings.UPLOAD_DIR = tmp_path / "media", tmp_path / "uploads"
    aino = person("aino")
    Membership.objects.create(organisation=visit.town.library, person=aino)
    cookie = sign_in(Client(), aino).cookies["sessionid"].value
    visit.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": visit.root}])
    visit.page.set_viewport_size({"width": 360, "height": 740})
    yield revisions.draft_of(visit.town.library, aino)
    visit.page.context.clear_cookies()


def press(page: Page, name: str, key: str = "Enter") -> None:
    """Go to what is called so by Tab, and press a key there."""
    tab_to(page, name, most=150)
    page.keyboard.press(key)


def write(page: Page, name: str, text: str) -> None:
    tab_to(page, name, most=150)
    page.keyboard.type(text)


def fill(page: Page, name: str, value: str) -> None:
    """Go to a day or a time by Tab; how its parts are typed is the browser's own affair."""
    tab_to(page, name, most=150)
    page.locator(":focus").fill(value)


def areas(draft: Revision) -> list[dict[str, Any]]:
    draft.refresh_from_db()
    return list(draft.patch["areas"])


def test_an_operating_area_wholly_by_keyboard(visit: Visit, draft: Revision) -> None:
    ring = [(24.93, 60.16), (24.95, 60.16), (24.95, 60.18), (24.93, 60.18), (24.93, 60.16)]
    district = District(
        source=Source.local(), source_id="d", name={"fi": "Ranta"}, kind="postal", code="00100",
        polygon=MultiPolygon(Polygon(ring), srid=4326),
    )  # fmt: skip
    district.save()
    page = visit.go(f"/en/my/drafts/{draft.pk}/area")
    page.wait_for_selector("#map .leaflet-control-zoom")
    assert broken(page) == []

    press(page, "Postal areas")
    write(page, "Look for one of these", "ran")
    expect(page.get_by_text("1 shown")).to_be_visible()
    press(page, "00100", "Space")
    write(page, "Around which place", "24.943, 60.171")
    write(page, "How far, in kilometres", "1,5")
    page.keyboard.press("Enter")
    rows = page.locator("#areas li")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("Area 2: Within 1.5 km in a straight line")
    assert broken(page) == []

    page.wait_for_selector("#map .leaflet-control-zoom")
    page.evaluate("document.querySelector('#areas').focus()")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "map":
            break
    status = page.locator("#map-status")
    for number, keys in enumerate((["ArrowLeft"], ["ArrowRight"] * 2, ["ArrowUp"] * 2), 1):
        for key in keys:
            page.keyboard.press(key)
            expect(page.locator(".leaflet-pan-anim")).to_have_count(0)  # it has come to rest
        page.keyboard.press("Enter")
        expect(status).to_contain_text(f"Corner {number} set at")
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    expect(status).to_contain_text("3 are left")
    expect(page.locator(".corner-mark")).to_have_count(3)
    press(page, "Add this area")
    expect(rows).to_have_count(3)
    assert [each["kind"] for each in areas(draft)] == ["districts", "radius", "drawn"]
    [corners] = areas(draft)[2]["polygon"][0]
    assert len({tuple(each) for each in corners}) == 3

    page.get_by_role("button", name="Area 3: change its corners").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Corners")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("24.94, 60.17\n24.95, 60.18\n24.95, 60.17\n24.94, 60.18")
    press(page, "Keep these corners")
    expect(page.get_by_role("alert")).to_contain_text("crosses itself near 24.94500, 60.17500")
    assert broken(page) == []
    press(page, "Corners: The line crosses itself")
    expect(page.get_by_role("textbox", name="Corners")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("24.94, 60.17\n24.95, 60.17\n24.95, 60.18")
    press(page, "Keep these corners")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert areas(draft)[2]["polygon"][0][0][2] == [24.95, 60.18]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_picture_and_an_event_by_keyboard(visit: Visit, draft: Revision, tmp_path: Path) -> None:
    file = tmp_path / "kuva.jpg"
    file.write_bytes(encoded(size=(300, 200)))
    page = visit.go(f"/en/my/drafts/{draft.pk}/pictures")
    assert broken(page) == []
    tab_to(page, "Add a picture", most=150)
    page.locator(":focus").set_input_files(file)  # a browser's own dialogue
    press(page, "Add it")
    picture = page.locator(".picture-row img")
    expect(picture).to_be_visible()
    assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") == 300
    assert broken(page) == []
    page.get_by_label("What it shows in Finnish").focus()
    page.keyboard.type("Kirjaston sali")
    page.keyboard.press("Enter")
    expect(page.locator(".picture-row img")).to_have_attribute("alt", "Kirjaston sali")

    page = visit.go(f"/en/my/drafts/{draft.pk}/events")
    assert broken(page) == []
    press(page, "Add an event")
    write(page, "Name in Finnish", "Lukuhetki")
    day = timezone.localdate() + dt.timedelta(days=7)
    fill(page, "First day", day.isoformat())
    fill(page, "Begins at", "18:00")
    write(page, "How often", "Weekly")
    press(page, "Save, and show the next times")
    times = page.locator("#times")
    expect(times).to_contain_text(f"Every week on {day:%A}s.")
    assert broken(page) == []
    second = times.locator(".next-time").nth(1)
    expect(second.get_by_role("textbox")).to_have_count(0)
    second.get_by_role("combobox").focus()
    page.keyboard.type("is moved")
    moved = day + dt.timedelta(days=8)
    fill(page, "moved to which day", moved.isoformat())
    fill(page, "moved to what time", "19:30")
    assert broken(page) == []
    press(page, "Save, and back to all events")
    expect(page.locator(".written-row", has_text="Lukuhetki")).to_be_visible()
    assert broken(page) == []
    draft.refresh_from_db()
    [exceptions] = [value for path, value in draft.patch.items() if path.endswith("exceptions")]
    assert exceptions[0]["moved_to"].startswith(f"{moved}T19:30")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
