"""Staff merge two entries and part them again, by mouse and by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from geodata.models import Organisation, SamePair
from tests.browser.conftest import Visit
from tests.browser.staff import signed_in, tab_to
from tests.browser.test_accessibility import broken
from tests.frontend.test_duplicates import pair

__all__ = ["pair"]
HERE = "/en/review/duplicates"


@pytest.fixture
def staff(visit: Visit, pair: SamePair) -> Iterator[Visit]:
    with signed_in(visit):
        yield visit


def test_two_are_merged_and_parted_by_mouse(staff: Visit, pair: SamePair) -> None:
    page = staff.go(HERE)
    page.get_by_role("button", name="The same: merge").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Saved: The same")
    assert Organisation.objects.get(pk=902).merged_into_id == 901

    staff.go(f"/en/organisations/{pair.other}/")
    expect(page).to_have_url(f"{staff.root}/en/organisations/901/kirjasto-b/")
    page.get_by_text("Each fact and its source").click()
    expect(page.get_by_text("Source two").first).to_be_visible()

    staff.go(HERE)
    page.get_by_role("link", name="The same (1)", exact=True).click()
    page.get_by_role("button", name="Not the same: part them again").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Saved: Not the same")
    assert Organisation.objects.get(pk=902).merged_into is None


def test_two_are_merged_by_keyboard_alone(staff: Visit, pair: SamePair) -> None:
    page = staff.go(HERE)
    tab_to(page, "The same: merge")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Saved: The same")
    assert Organisation.objects.get(pk=902).merged_into_id == 901


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_rule_of_axe_is_broken(staff: Visit, scheme: Any, width: int) -> None:
    staff.page.set_viewport_size({"width": width, "height": 900})
    staff.page.emulate_media(color_scheme=scheme)
    page = staff.go(HERE)
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
