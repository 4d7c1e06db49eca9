"""Measure the map in a browser: when it can be used, and what panning costs with 5,000 places."""

import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.benchmarks.instance import database, environment, manage, server
from tests.benchmarks.timing import Report

PLACES = 5000
VISITS = 5  # each with an empty cache
SIZES = {1280: 800, 360: 740}
# Organisations all over the extract, in rows of a hundred.
FILL = f"""
from django.contrib.gis.geos import Point
from geodata.models import Instance, Organisation, Source
source = Source.objects.create(key="bench", name="Bench")
Organisation.objects.bulk_create(
    Organisation(
        source=source, source_id=str(number), name={{"": f"Place {{number}}"}},
        search_text=f"place {{number}}", kind="club",
        point=Point(24.781 + 0.063 * (number % 100) / 100, 60.164 + 0.038 * (number // 100) / 50),
    )
    for number in range({PLACES})
)
Instance.bump()
"""
# When a reader could use the map: it is there, and so are the first symbols.
WATCH = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("#map .pin")) return;
  observer.disconnect();
  window.usable = performance.now();
}).observe(document, { childList: true, subtree: true });
"""
# The longest time between two frames until `stop` is called.
FRAMES = """
window.frames_ = [];
(function next(before) {
  requestAnimationFrame((now) => {
    if (before) window.frames_.push(now - before);
    next(now);
  });
})(0);
"""


def measure_map(report: Report, extract: Path) -> None:
    """Measure the map's page, as it comes and then with very many places."""
    with tempfile.TemporaryDirectory() as name, database():
        own = environment(Path(name))
        manage(own, "migrate", "-v0")
        manage(own, "import_data", "osm", "--file", str(extract))
        with server(own) as port, sync_playwright() as playwright:
            browser = _browser(playwright)
            address = f"http://127.0.0.1:{port}/en/"
            for what, milliseconds in _visits(browser, address).items():
                report.add("map", what, milliseconds / 1000, "s", 1.5)
            manage(own, "shell", "--no-imports", "-c", FILL)
            for width, height in SIZES.items():
                longest = _pan(browser, address, width, height)
                what = f"panning, {PLACES:,} places, longest frame, {width} px"
                report.add("map", what, longest, "ms", 100)
            browser.close()


def _browser(playwright: Playwright) -> Browser:
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("The benchmark of the map needs chromium: ./dev bench installs it.")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium, args=arguments)


def _visits(browser: Browser, address: str) -> dict[str, float]:
    """Return the median milliseconds from an empty cache to words and to a map."""
    painted, usable = [], []
    for _ in range(VISITS):
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(address)
        page.locator("#map .pin").first.wait_for()
        painted.append(
            page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        )
        usable.append(page.evaluate("window.usable"))
        context.close()
    return {
        "first words painted, empty cache": statistics.median(painted),
        "map with its first places, empty cache": statistics.median(usable),
    }


def _pan(browser: Browser, address: str, width: int, height: int) -> float:
    """Drag the map to and fro and return the longest frame in milliseconds."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(f"{address}?layers=organisations&at=24.8125,60.183&z=13")
    page.locator("#map .pin-count").first.wait_for()
    page.wait_for_load_state("networkidle")
    told = page.locator("[data-collection=organisations] .count").inner_text()
    shown = int("".join(sign for sign in told if sign.isdigit()))
    if width >= 1000 and shown < 0.98 * PLACES:
        raise ValueError(f"only {shown} places are in view")
    box = page.locator("#map").bounding_box()
    if box is None:
        raise ValueError("there is no map")
    page.evaluate(FRAMES)
    for turn in range(6):
        _drag(page, box, to_the_left=turn % 2 == 0)
    longest: float = page.evaluate("Math.max(...window.frames_)")
    context.close()
    return longest


def _drag(page: Page, box: Any, *, to_the_left: bool) -> None:
    y = box["y"] + box["height"] * 0.3
    left, right = box["x"] + box["width"] * 0.2, box["x"] + box["width"] * 0.75
    start, end = (right, left) if to_the_left else (left, right)
    page.mouse.move(start, y)
    page.mouse.down()
    page.mouse.move(end, y + 30, steps=30)
    page.mouse.up()
    page.wait_for_timeout(700)  # for what follows a move: lists, symbols, requests
