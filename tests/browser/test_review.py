"""A reviewer works through the queue by keyboard alone, on a telephone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geodata.models import Organisation
from servicemap.editing import revisions
from servicemap.models import Membership, Revision
from tests.browser.conftest import Visit
from tests.browser.staff import signed_in, tab_to
from tests.browser.test_accessibility import broken
from tests.people import person
from tests.review import handed_in

BEFORE, AFTER = [24.9450, 60.1702], [24.9470, 60.1712]


@pytest.fixture
def changes(visit: Visit) -> Revision:
    """Words, hours, a position, an area, a new place: all that a difference can show."""
    aino, library = person("aino"), visit.town.library
    Membership.objects.create(person=aino, organisation=library, role="owner")
    edits: dict[str, Any] = {
        "description.fi": "Kirjoja ja pelejä kaikille.",
        "telephone": "+358 9 999 999",
        "languages": ["fi", "sv"],
        "hours": [["Mo-Fr 08:00-20:00; Sa 10:00-15:00", {}]],
        "point": AFTER,
        "areas": [{"kind": "radius", "centre": BEFORE, "metres": 500}],
        "places.new-1.name.fi": "Sivukirjasto",
        "places.new-1.kind": "library",
        "places.new-1.point": [24.9405, 60.1702],
    }
    return handed_in(library, aino, edits, days=10)


def test_returned_handed_in_again_approved_and_undone(visit: Visit, changes: Revision) -> None:
    page = visit.page
    page.set_viewport_size({"width": 360, "height": 740})
    with signed_in(visit):
        visit.go("/en/review/")
        sound(page)
        press(page, "Begin with the first")
        expect(page.locator(".flag-was")).to_have_text("Before: Kirjasto")
        expect(page.locator(".flag-is").first).to_have_text("After: Kirjasto")
        expect(page.locator(".map path.was-way")).to_have_count(1)
        expect(page.get_by_text("Moved 160 m northeast")).to_be_visible()
        sound(page)

        press(page, "Return with comments")  # without saying why
        expect(page.get_by_role("alert")).to_contain_text("Say why")
        sound(page)
        press(page, "Comment on this: Telephone")
        tab_to(page, "Comment on: Telephone")
        page.keyboard.type("Is this number right?")
        press(page, "Return with comments")
        expect(done(page)).to_contain_text("Returned with comments: Kirjasto")
        expect(page.get_by_text("Nothing waits here.")).to_be_visible()

        told = Revision.objects.get()
        assert told.comments == {"telephone": "Is this number right?"}
        assert told.author is not None
        again = revisions.save(told, told.author, {"telephone": "+358 9 555"}, told.version)
        revisions.submit(again.revision, told.author)

        page.reload()
        press(page, "Kirjasto")
        expect(heading(page)).to_have_text("Changes to Kirjasto")
        press(page, "Approve: publish")
        expect(done(page)).to_contain_text("Published: Kirjasto")
        library = Organisation.objects.get(pk=1)
        assert (library.telephone, library.point.coords) == ("+358 9 555", tuple(AFTER))
        press(page, "See it again")
        expect(heading(page)).to_have_text("Changes to Kirjasto")
        sound(page)
        press(page, "Undo: put back what was before")
        expect(heading(page)).to_have_text("History of Kirjasto")
        sound(page)
        library = Organisation.objects.get(pk=1)
        assert (library.telephone, library.point.coords) == ("+358 9 123 456", tuple(BEFORE))


def test_wide_and_dark(visit: Visit, changes: Revision) -> None:
    """What else has changed since is beside it, and another reviewer is told of."""
    Organisation.objects.filter(pk=1).update(telephone="112")
    page = visit.page
    page.emulate_media(color_scheme="dark")
    with signed_in(visit):
        visit.go(f"/en/review/revisions/{changes.pk}")
        expect(page.locator(".flag-was span")).to_be_visible()
        expect(page.get_by_role("heading", name="Published now")).to_be_visible()
        assert broken(page) == []
        rolf = person("rolf", staff=True)
        Revision.objects.filter(pk=changes.pk).update(reviewer=rolf)
        page.reload()
        expect(page.get_by_text("rolf@example.org is at this")).to_be_visible()
        assert broken(page) == []


def press(page: Page, name: str) -> None:
    """Go to what is called so by Tab, and press Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def done(page: Page) -> Any:
    return page.get_by_role("main").get_by_role("status").first


def sound(page: Page) -> None:
    """No rule of axe is broken, and nothing is wider than the window."""
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
