"""The admin's maps work under the strict policy and ask no third party for anything."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.people import sign_in


@pytest.mark.django_db(transaction=True)
def test_it_works(page: Page, live_server: LiveServer, client: Client) -> None:
    alice = get_user_model().objects.create_superuser("alice", password="a long enough secret")
    sign_in(client, alice)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    told: list[str] = []
    page.on("console", lambda message: told.append(f"{message.text} {message.location['url']}"))
    page.on("pageerror", lambda error: told.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/admin/geodata/station/add/")
    page.locator(".leaflet-container").wait_for()
    # Browsers ask for this by themselves, and the admin has none.
    assert [words for words in told if not words.endswith("/favicon.ico")] == []
    assert [address for address in asked if not address.startswith(live_server.url)] == []
