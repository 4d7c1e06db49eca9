"""Sign a browser in as somebody of the city's staff, and out again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.people import sign_in


@contextmanager
def signed_in(visit: Visit) -> Iterator[User]:
    """Give the browser a session of staff while this lasts."""
    alice = User.objects.create_user("alice", password="x", is_staff=True)
    client = Client()
    sign_in(client, alice)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    visit.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": visit.root}]
    )
    yield alice
    visit.page.context.clear_cookies()


def tab_to(page: Page, name: str, *, backwards: bool = False) -> None:
    """Press Tab until what is called so has the focus; a name may go on."""
    for _ in range(150):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        told = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if told.startswith(name):
            return
    raise AssertionError(f"Tab never reaches {name!r}")
