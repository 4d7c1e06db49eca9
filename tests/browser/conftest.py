"""Drive a browser through the small town's pages; every request and message is watched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from tests.servicemap.conftest import town, town_network
from tests.servicemap.town import Town

__all__ = ["town", "town_network"]

# What a console may say: pages of mistakes have their status, and service workers are blocked here.
EXPECTED = ("status of 4", "Service Worker registration blocked by Playwright")


@dataclass
class Visit:
    """A reader's browser, where it may go, and what it asked for and complained of."""

    page: Page
    root: str
    town: Town
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page by its path."""
        self.page.goto(f"{self.root}{path}")
        return self.page

    @property
    def paths(self) -> list[str]:
        """Return the path of every page there is, one of each kind."""
        town = self.town
        return [
            "/en/",
            "/fi/stations/",
            "/en/stations/?q=qwerty",
            "/sv/trails/",
            "/en/hubs/",
            "/en/organisations/",
            "/sv/places/",
            "/en/events/",
            "/fi/events/1/lukupiiri/",
            "/en/events/7/kesäjuhla/",
            "/en/amenities/",
            f"/en/stations/{town.keskusta.pk}/keskusta/",
            f"/sv/trails/{town.trail.pk}/strandstigen/",
            f"/en/hubs/{town.hub.pk}/rannan-vaihtopaikka/",
            f"/fi/organisations/{town.library.pk}/kirjasto/",
            f"/fi/places/{town.field.pk}/pelikentta/",
            f"/en/amenities/{town.toilet.pk}/",
            "/en/search?q=ranta",
            "/fi/last-mile",
            "/en/developers",
            "/fi/about/accessibility",
            "/sv/about/privacy",
            "/en/about/sources",
            "/ar/",
            "/ar/trails/",
            f"/ar/organisations/{town.library.pk}/kirjasto/",
            "/ar/last-mile",
        ]

    @property
    def mistakes(self) -> list[str]:
        """Return the path of every kind of page that tells of a mistake."""
        return [
            "/en/last-mile?from=60.17,24.94&to=trail:x&within=0&profile=fly",
            "/en/last-mile?to=Rantapolk",
            "/fi/stations/?q=" + "x" * 300,
            "/en/stations/?next=x",
            "/en/events/?since=2026-12-01&until=2026-02-30&q=x",
            "/sv/nothing-here",
            "/en/stations/999999/",
        ]


@pytest.fixture
def visit(page: Page, live_server: LiveServer, town: Town) -> Iterator[Visit]:
    """A visit; afterwards nothing may have been asked of others, or have gone wrong unseen."""
    visit = Visit(page, live_server.url, town)

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(map(message.text.count, EXPECTED)):
            visit.complaints.append(message.text)

    def see(request: Request) -> None:
        visit.asked.append(request.url)

    page.on("console", hear)
    page.on("request", see)
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    yield visit
    assert visit.complaints == []
    assert {url for url in visit.asked if not url.startswith(f"{live_server.url}/")} == set()
    assert page.context.cookies() == []


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A reader in the area, who asks for Finnish; only `test_offline.py` keeps what was seen."""
    chosen = {"locale": "fi-FI", "timezone_id": "Europe/Helsinki", "service_workers": "block"}
    return {**browser_context_args, **chosen}
