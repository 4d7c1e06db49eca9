"""Somebody brings a new organisation to the map: on a telephone, by keyboard, badly connected."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect

from geodata.models import Organisation
from servicemap.models import Revision
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import broken
from tests.browser.test_keyboard import tab_to
from tests.people import person, sign_in

NO_CONNECTION = "ERR_INTERNET_DISCONNECTED"


@pytest.fixture(autouse=True)
def mail_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    cache.clear()


@pytest.fixture(autouse=True)
def ids_of_its_own(visit: Visit) -> None:
    """What is made beside the town gets ids that the town has not."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Organisation]):
            cursor.execute(statement)


def go_on(page: Page, heading: str) -> None:
    """Save and go on by keyboard; the next step breaks no rule."""
    tab_to(page, "Save and go on", most=150)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    assert broken(page) == [], heading


def test_a_new_organisation_from_signing_in_to_handing_in(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 740})
    page = visit.go("/en/")
    page.goto(str(page.get_by_role("link", name="For organisations").evaluate("e => e.href")))
    tab_to(page, "Email")
    page.keyboard.type("aino@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/sign-in/code*")
    [code] = re.findall(r"[A-Z0-9]+-[A-Z0-9]+", str(mail.outbox[-1].subject))[:1]
    tab_to(page, "Code")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My organisations")).to_be_visible()
    assert broken(page) == []
    tab_to(page, "Add an organisation")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="What it is")).to_be_visible()
    assert broken(page) == []

    tab_to(page, "Name in Finnish")
    page.keyboard.press("Enter")  # as if by mistake: told what is missing, nothing is lost
    expect(page.get_by_role("alert")).to_contain_text("Kind: This is needed.")
    assert broken(page) == []
    tab_to(page, "Kind: This is needed.")
    page.keyboard.press("Enter")  # the link leads into the field
    page.keyboard.type("sports club")
    tab_to(page, "Name in Finnish")
    page.keyboard.type("Rannan pyöräilijät")
    saving = page.locator("#saving")
    expect(saving).to_contain_text("Saved at", timeout=15_000)
    assert Revision.objects.get().patch["name.fi"] == "Rannan pyöräilijät"

    go_on(page, "Contact and address")
    tab_to(page, "E-mail")
    page.context.set_offline(True)
    page.keyboard.type("pyora@example.org")
    expect(saving).to_contain_text("No connection", timeout=15_000)
    tab_to(page, "Save and go on")
    page.keyboard.press("Enter")  # nothing is lost by pressing, either
    expect(page.get_by_label("E-mail")).to_have_value("pyora@example.org")
    page.context.set_offline(False)
    expect(saving).to_contain_text("Saved at", timeout=15_000)
    assert Revision.objects.get().patch["email"] == "pyora@example.org"
    tab_to(page, "Position at the cross-hair")
    page.keyboard.press("Enter")
    expect(page.locator("#map-status")).to_contain_text("Position set at 24.9")
    page.get_by_label("Position", exact=True).fill("")
    page.get_by_label("Position", exact=True).focus()
    page.keyboard.type("24.943, 60.171")
    assert page.locator(".corner-mark").count() == 1
    page.get_by_label("Telephone").focus()
    go_on(page, "Opening hours")
    tab_to(page, "Tuesday")
    page.keyboard.type("17-19")
    go_on(page, "Where you work")
    page.goto(page.url.rpartition("/")[0] + "/check")
    assert broken(page) == []
    expect(page.get_by_role("table")).to_contain_text("Tu 17:00-19:00")
    tab_to(page, "See it as visitors will")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rannan pyöräilijät")
    assert broken(page) == []
    tab_to(page, "Back to the form")
    page.keyboard.press("Enter")
    tab_to(page, "Hand in", most=60)
    page.keyboard.press("Enter")
    expect(page.locator(".stands")).to_contain_text("Handed in")
    assert broken(page) == []
    assert Revision.objects.get().state == "submitted"

    visit.complaints[:] = [each for each in visit.complaints if NO_CONNECTION not in each]
    page.context.clear_cookies()


def test_what_never_reached_the_server_is_there_again(visit: Visit) -> None:
    """The connection goes, the page is closed, and opened again another day."""
    someone = person("aino")
    draft = Revision.objects.create(author=someone)
    client = sign_in(Client(), someone)
    cookie = client.cookies["sessionid"].value
    page = visit.page
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": visit.root}])
    visit.go(f"/en/my/drafts/{draft.pk}/about")
    page.context.set_offline(True)
    page.get_by_label("Name in Finnish").fill("Kuoro")
    page.get_by_label("Kind").select_option("club")
    expect(page.locator("#saving")).to_contain_text("No connection", timeout=15_000)
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.route("**/save", lambda route: route.abort())
    visit.go(f"/en/my/drafts/{draft.pk}/about")
    expect(page.get_by_label("Name in Finnish")).to_have_value("Kuoro")
    expect(page.get_by_label("Kind")).to_have_value("club")
    page.context.unroute("**/save")
    page.get_by_label("Name in Swedish").evaluate("e => e.closest('details').open = true")
    page.get_by_label("Name in Swedish").fill("Kören")
    expect(page.locator("#saving")).to_contain_text("Saved at", timeout=15_000)
    draft.refresh_from_db()
    assert draft.patch == {"kind": "club", "name.fi": "Kuoro", "name.sv": "Kören"}
    visit.go(f"/en/my/drafts/{draft.pk}/about")
    assert page.evaluate("localStorage.length") == 0
    failed = (NO_CONNECTION, "ERR_FAILED")
    visit.complaints[:] = [each for each in visit.complaints if not any(map(each.count, failed))]
    page.context.clear_cookies()
