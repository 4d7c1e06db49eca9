"""Without a network: the last views with their age, lists and basemap, and what else is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.maps import broken, drawn, open_map, pin, with_basemap

# Ask the browser's stores again and again: the pages' policy forbids what Playwright waits with.
UNTIL = """async ([stores, ending]) => {
  for (let tries = 0; tries < 200; tries++) {
    for (const name of await caches.keys()) {
      const kept = await (await caches.open(name)).keys();
      if (name.includes(stores) && kept.some((each) => each.url.endsWith(ending))) return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}"""
AGE = re.compile(
    r"^You are offline\. This was kept on \d{1,2} \p{L}+.*\d\d:\d\d\.".replace(r"\p{L}", r"\w")
)


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "service_workers": "allow"}


def until_kept(page: Page, path: str, store: str = "pages") -> None:
    origin = "/".join(page.url.split("/")[:3]) if path.startswith("/") else ""
    assert page.evaluate(UNTIL, [store, origin + path])


def age(page: Page) -> Any:
    return page.locator("#kept")


def test_it_works(visit: Visit, settings: Any) -> None:
    """The map, an entry and a search, looked at again without a network; by keyboard."""
    with_basemap(settings)
    visit.page.set_viewport_size({"width": 360, "height": 740})
    library = f"/en/organisations/{visit.town.library.pk}/kirjasto/"
    ranges: set[str] = set()
    visit.page.on("request", lambda asked: ranges.add(asked.headers.get("range", "")))
    page = drawn(open_map(visit))
    until_kept(page, page.url)
    assert "bytes=0-16383" in ranges
    for asked in ranges - {""}:  # the whole view, or the map has holes without a network
        until_kept(page, f"range={asked.removeprefix('bytes=')}", "tiles")
    visit.go(library)
    expect(age(page)).to_be_empty()
    until_kept(page, library)
    visit.go("/en/search?q=ranta")
    until_kept(page, "/en/search?q=ranta")
    found = page.locator("main li").all_inner_texts()
    page = open_map(visit)
    at = page.url

    page.context.set_offline(True)
    visit.asked.clear()
    page.goto(at)
    expect(page.locator("html")).to_have_attribute("data-kept-at", re.compile("^20"))
    expect(age(page)).to_have_text(AGE)
    expect(pin(page, "Kirjasto, library")).to_be_visible()
    expect(page.get_by_role("link", name="Kirjasto").first).to_be_visible()
    drawn(page)
    expect(page.locator("#map-note")).to_be_hidden()
    assert broken(page) == []

    visit.go("/en/search?q=ranta")
    expect(age(page)).to_have_text(AGE)
    assert page.locator("main li").all_inner_texts() == found

    # What was not looked at leads to what was; from there on by keyboard.
    visit.go("/en/trails/")
    expect(page.get_by_text("this page has not been kept")).to_be_visible()
    views = page.locator("[data-kept-views] a")
    expect(views).to_have_count(3)
    assert broken(page) == []
    page.get_by_role("link", name=re.compile("^Kirjasto")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kirjasto", level=1)).to_be_visible()
    assert page.url.endswith(library)

    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").press("Enter")
    expect(age(page)).to_be_empty()


def test_what_is_kept_is_forgotten_on_a_telephone(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 360, "height": 740})
    visit.go("/sv/stations/")
    until_kept(page, "/sv/stations/")
    visit.go("/sv/offline")
    expect(page.locator("[data-kept-views] a").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    visit.go("/sv/about/privacy")
    button = page.get_by_role("button", name="Glöm det sparade")
    box = button.bounding_box()
    assert box and box["height"] >= 24
    button.press("Enter")
    expect(page.locator("[data-forget] [role=status]")).to_contain_text("Glömt")
    names = page.evaluate("caches.keys()")
    assert [name for name in names if not name.startswith("servicemap-shell-")] == []

    page.context.set_offline(True)
    visit.go("/sv/stations/")
    expect(page.get_by_text("Ingenting är sparat på den här enheten.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.context.set_offline(False)


def test_it_can_be_installed(visit: Visit) -> None:
    page = visit.go("/fi/about/privacy")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    chromium = page.context.new_cdp_session(page)
    manifest = chromium.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/fi/manifest.webmanifest")
    errors = chromium.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in errors if each["errorId"] != "in-incognito"] == []


def test_pages_of_the_staff_are_never_kept(visit: Visit) -> None:
    page = visit.go("/en/about/privacy")
    until_kept(page, "/en/about/privacy")
    visit.go("/admin/login/")
    visit.go("/en/review/uploads")
    visit.go("/en/about/sources")  # changes with each attempt of an import: no-store
    visit.go("/en/developers")
    until_kept(page, "/en/developers")
    kept = page.evaluate(
        """async () => {
          const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
          const kept = (await Promise.all(stores.map((each) => each.keys()))).flat();
          return kept.map((each) => new URL(each.url).pathname);
        }"""
    )
    assert "/en/developers" in kept
    assert [
        path for path in kept if re.search("^/(admin|[a-z]+/(review|about/sources))", path)
    ] == []
    page.context.clear_cookies()
