"""People invite, join, hand over and leave by keyboard alone on a telephone; passkeys sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Locator, Page, expect

from servicemap.models import Membership
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import broken
from tests.people import person

MOST_TABS = 80


@pytest.fixture
def telephone(visit: Visit, settings: Any) -> Iterator[Visit]:
    """A narrow window; letters go out at once; whoever signed in is forgotten afterwards."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.ORIGIN = visit.root
    cache.clear()
    visit.page.set_viewport_size({"width": 360, "height": 740})
    yield visit
    visit.page.context.clear_cookies()


@pytest.fixture
def aino(visit: Visit) -> User:
    """The owner of the town's library."""
    aino = person("aino")
    Membership.objects.create(organisation=visit.town.library, person=aino, role="owner")
    return aino


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus, which must be seen."""
    expect(wanted).to_have_count(1)
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            expect(wanted).to_be_in_viewport()
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}.")


def press(page: Page, role: Any, name: str) -> None:
    reach(page, page.get_by_role(role, name=name, exact=True))
    page.keyboard.press("Enter")


def write(page: Page, label: str, text: str) -> None:
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)


def looked_at(page: Page) -> None:
    """The page keeps every rule of axe, and is no wider than the window."""
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def sign_in(visit: Visit, email: str) -> None:
    """Ask for a code, take it from the mail, enter it."""
    page = visit.page
    write(page, "Email", email)
    press(page, "button", "Send me a code")
    expect(page.get_by_label("Code", exact=True)).to_be_visible()
    code = str(mail.outbox[-1].subject).split()[0]
    write(page, "Code", code)
    press(page, "button", "Sign in")
    page.wait_for_url(re.compile("^(?!.*/sign-in/code).*$"))


def test_from_invitation_to_leaving(telephone: Visit, aino: User) -> None:
    library = telephone.town.library.pk
    people = f"/en/my/organisations/{library}/people"
    page = telephone.go(people)
    looked_at(page)
    sign_in(telephone, "aino@example.org")
    expect(page).to_have_url(f"{telephone.root}{people}")
    looked_at(page)

    # A mistake is told beside its field, and loses nothing.
    write(page, "E-mail address", "bo@example")
    press(page, "button", "Send the invitation")
    expect(page.get_by_role("alert")).to_contain_text("Something has to be put right")
    looked_at(page)
    write(page, "E-mail address", "bo@example.org")
    press(page, "button", "Send the invitation")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text(
        "The invitation is on its way."
    )
    looked_at(page)
    letter = mail.outbox[-1]
    assert letter.to == ["bo@example.org"]
    [link] = re.findall(r"https?://\S+/join/\S+", str(letter.body))

    # The one who was invited opens the letter, signs in, and accepts.
    page.context.clear_cookies()
    page.goto(link)
    looked_at(page)
    press(page, "link", "Sign in")
    sign_in(telephone, "bo@example.org")
    expect(page).to_have_url(link)
    looked_at(page)
    press(page, "button", "Accept the invitation")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Welcome")
    looked_at(page)
    assert mail.outbox[-1].to == ["aino@example.org"]

    # The owner hands over, and leaves.
    page.context.clear_cookies()
    telephone.go(people)
    cache.clear()
    sign_in(telephone, "aino@example.org")
    press(page, "button", "Leave the organisation")
    expect(page.get_by_role("alert")).to_contain_text("You are its only owner")
    looked_at(page)
    press(page, "button", "Hand it over")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text(
        "handed the organisation over"
    )
    press(page, "button", "Leave the organisation")
    expect(page).to_have_url(f"{telephone.root}/en/my/")
    [left] = Membership.objects.all()
    assert (left.person.email, left.role) == ("bo@example.org", "owner")

    # What is kept, and the end of the account.
    press(page, "link", "My account")
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")
    looked_at(page)
    reach(page, page.get_by_label("Yes, delete my account. It cannot be undone."))
    page.keyboard.press("Space")
    press(page, "button", "Delete my account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account was deleted")
    looked_at(page)
    assert not User.objects.filter(email="aino@example.org").exists()


def test_a_claim_by_keyboard(telephone: Visit) -> None:
    page = telephone.go(f"/en/my/claim/{telephone.town.library.pk}")
    sign_in(telephone, "bo@example.org")
    looked_at(page)
    write(page, "How can the city see that you act for it?", "I work there.")
    press(page, "button", "Ask the city")
    expect(page.get_by_role("heading", name="The city has your request")).to_be_visible()
    looked_at(page)
    press(page, "button", "Take it back")
    expect(page.get_by_role("button", name="Ask the city")).to_be_visible()


def test_a_frame_of_others(telephone: Visit) -> None:
    page = telephone.go(f"/en/embed/organisations/{telephone.town.library.pk}")
    expect(page.locator(".leaflet-container")).to_be_visible()
    looked_at(page)
    press(page, "button", "Kirjasto: show on the map")
    expect(page.locator(".chosen-row")).to_contain_text("Kirjasto")


def test_a_passkey_signs_in_and_is_the_second_factor(telephone: Visit) -> None:
    """With an authenticator that Chromium only pretends to have."""
    person("rita", staff=True)
    page = telephone.go("/en/account/passkeys")
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    made = protocol.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(telephone, "rita@example.org")
    looked_at(page)
    press(page, "link", "Add a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a passkey")
    looked_at(page)
    reach(page, page.get_by_label("Name"))
    page.keyboard.press("Control+A")
    page.keyboard.type("My telephone")
    press(page, "button", "Add")
    expect(page.get_by_role("heading", level=1)).to_have_text("Spare codes")
    telephone.go("/en/account/passkeys")
    expect(page.get_by_role("heading", name="My telephone")).to_be_visible()
    looked_at(page)

    # Without a code, and with both factors at once.
    page.context.clear_cookies()
    telephone.go("/en/account/sign-in/")
    looked_at(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    press(page, "button", "Sign in with a passkey")
    expect(page).to_have_url(f"{telephone.root}/en/my/")
    telephone.go("/en/review/uploads")
    expect(page.get_by_role("heading", level=1)).to_have_text("Files of the city")

    # After a code, the passkey is the second factor.
    page.context.clear_cookies()
    telephone.go("/en/account/sign-in/")
    sign_in(telephone, "rita@example.org")
    looked_at(page)
    press(page, "button", "Use my passkey")
    expect(page).to_have_url(f"{telephone.root}/en/my/")

    # On a device that has none, that is said.
    page.context.clear_cookies()
    protocol.send("WebAuthn.clearCredentials", {"authenticatorId": made["authenticatorId"]})
    telephone.go("/en/account/sign-in/")
    press(page, "button", "Sign in with a passkey")
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    looked_at(page)
