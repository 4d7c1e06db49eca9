"""A visitor answers and reports, an owner confirms and reads what it was good for, by keyboard."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from geodata.models import ZeroSearch
from servicemap import confirming
from servicemap.models import Answers, Membership, Report, Standing, Use
from servicemap.visitors.figures import last_weeks
from tests.browser.conftest import Visit
from tests.browser.staff import signed_in
from tests.browser.test_accessibility import broken
from tests.people import person


def reach(page: Page, name: str, role: Any = "button") -> None:
    """Go with the tabulator to a control by its name."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    for _press in range(200):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{name} cannot be reached by keyboard")


def is_narrow_enough(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def sound(page: Page) -> None:
    """Nothing is wrong for axe, and nothing has to be scrolled sideways."""
    assert broken(page) == []
    assert is_narrow_enough(page)


@pytest.fixture
def told(visit: Visit, settings: Any) -> Visit:
    """A narrow window, and letters that are sent at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    cache.clear()
    visit.page.set_viewport_size({"width": 360, "height": 740})
    return visit


def test_a_visitor_answers_and_reports(told: Visit) -> None:
    here = f"/en/organisations/{told.town.library.pk}/kirjasto/"
    page = told.go(here)
    reach(page, "Yes")
    page.keyboard.press("Enter")
    thanks = page.get_by_text("Thank you. Your answer was counted")
    expect(thanks).to_be_visible()
    expect(page.get_by_role("button", name="Yes", exact=True)).to_have_count(0)
    assert page.url == f"{told.root}{here}#thanks"
    assert Answers.objects.get().found == 1
    sound(page)

    page = told.go("/en/search?q=kirjasto")
    reach(page, "No")
    page.keyboard.press("Space")
    expect(page.get_by_text("Thank you. Your answer was counted")).to_be_visible()
    assert page.context.cookies() == []

    page = told.go(here)
    page.get_by_text("Share this page", exact=True).focus()
    page.keyboard.press("Enter")
    reach(page, "Copy the link")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with page.expect_request("**/shared") as shared:
        page.keyboard.press("Enter")
    assert shared.value.post_data == f"of=organisation%3A{told.town.library.pk}"
    reach(page, "Something wrong here?", "link")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Is something wrong here?")).to_be_visible()
    sound(page)
    reach(page, "Send")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write in a few words what is wrong.")
    sound(page)
    page.get_by_label("In your own words").focus()
    page.keyboard.type("The door is on the other side.")
    page.keyboard.press("Tab")
    page.keyboard.type("carol@example.org")
    page.keyboard.press("Tab")  # not into the field that only programs see
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Thank you")).to_be_visible()
    sound(page)
    report = Report.objects.get()
    assert (report.text, report.email) == ("The door is on the other side.", "carol@example.org")
    told.page.context.clear_cookies()


def test_an_owner_confirms_and_sees_what_it_was_good_for(told: Visit) -> None:
    library = told.town.library
    long_ago = timezone.now() - dt.timedelta(days=200)
    alice = person("anna")
    Membership.objects.create(organisation=library, person=alice, role="owner", since=long_ago)
    for ago, week in enumerate(last_weeks(timezone.localdate())):
        for what, number in (("opened", 100 - 8 * ago), ("shared", ago % 4), ("found", 40 + ago)):
            words = "kirjasto" if what == "found" else ""
            Use.objects.create(
                week=week,
                noun="organisation",
                entry=library.pk,
                what=what,
                count=number,
                words=words,
            )
    confirming.ask()
    [letter] = mail.outbox
    link = next(line for line in letter.body.splitlines() if "/confirm/" in line)
    page = told.go(link.partition("/fi/")[2].join(("/fi/", "")))
    sound(page)
    reach(page, "Kyllä, pitää paikkansa")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Kiitos")).to_be_visible()
    sound(page)
    assert Standing.objects.get().asked == 0
    page.reload()

    with signed_in(told) as reviewer:
        Membership.objects.create(organisation=library, person=reviewer, role="member")
        for width, height in ((1280, 900), (360, 740)):
            page.set_viewport_size({"width": width, "height": height})
            page = told.go(f"/en/my/organisations/{library.pk}/use")
            expect(page.get_by_role("list", name="Sums of 12 weeks")).to_contain_text("Opened")
            expect(page.get_by_role("table", name="Week by week")).to_contain_text("fewer than 5")
            sound(page)


def test_the_city_sees_the_whole_map(told: Visit) -> None:
    this_week = last_weeks(timezone.localdate())[0]
    ZeroSearch.objects.create(week=this_week, language="fi", words="uimahalli", count=12)
    Answers.objects.create(week=this_week, page="search", found=7, missed=3)
    with signed_in(told):
        for width, height in ((1280, 900), (360, 740)):
            told.page.set_viewport_size({"width": width, "height": height})
            page = told.go("/en/review/city")
            expect(page.get_by_role("link", name="uimahalli")).to_be_visible()
            expect(page.get_by_text("70 %", exact=True)).to_be_visible()
            expect(page.get_by_role("table", name="By source")).to_contain_text("OpenStreetMap")
            sound(page)
