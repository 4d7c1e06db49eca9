"""Text of twice the size on the map page: nothing is cut or hidden, everything can be pressed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.maps import open_map, with_basemap
from tests.browser.test_look import width_beyond

WALK = "?from=Keskusta&to=Rantapolku&compare=yes"
TWICE = "document.documentElement.style.setProperty('font-size', '200%')"
# Words that stand beyond what their own element shows, or beyond the window.
CUT = """() => [...document.querySelectorAll('body *')]
  .filter((e) => e.checkVisibility())
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .filter((e) => !e.closest('.unseen, .hero, .skip, .map-skip, .brand-area, svg, bdi, option')
    && !(e.offsetWidth <= 1 && e.offsetHeight <= 1))
  .filter((e) => {
    const range = document.createRange();
    const texts = [...e.childNodes].filter((n) => n.nodeType === 3 && n.data.trim());
    range.setStart(texts[0], 0);
    range.setEnd(texts[0], texts[0].length);
    const words = range.getBoundingClientRect();
    if (words.left < -1 || words.right > innerWidth + 1) return !e.closest('#map');
    for (let up = e; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.display === 'inline' || up.id === 'map') continue;
      const box = up.getBoundingClientRect();
      const clips = (value) => value === 'hidden' || value === 'clip';
      const beside = words.right > box.right + 2 || words.left < box.left - 2;
      const below = words.bottom > box.bottom + 4 || words.top < box.top - 4;
      if (clips(style.overflowX) && beside || clips(style.overflowY) && below) return true;
    }
    return false;
  })
  .map((e) => `${e.className || e.tagName}: ${e.textContent.trim().slice(0, 50)}`)"""
# Controls over the map that lie on each other.
OVERLAPPING = """() => {
  const parts = [...document.querySelectorAll(
    '.map-panel, .map-date, .leaflet-control, .map-messages > :not([hidden])')]
    .filter((e) => e.checkVisibility())
    .map((e) => [e.className, e.getBoundingClientRect()]);
  return parts.flatMap(([name, a], at) => parts.slice(at + 1)
    .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
    .map(([other]) => `${name} and ${other}`));
}"""
# What lies where a control's middle is, once it has been brought into view.
HIDDEN = """() => [...document.querySelectorAll('#side, .map-panel, #map .leaflet-control')]
  .flatMap((part) => [...part.querySelectorAll('a, button, input, select, summary')])
  .filter((e) => e.checkVisibility() && !e.closest('.unseen'))
  .filter((e) => {
    const block = e.closest('.map-stage') ? 'nearest' : 'center';
    scrollTo(0, 0);
    e.scrollIntoView({ block, behavior: 'instant' });
    const box = e.getClientRects()[0];
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !(top && (e.contains(top) || top.contains(e)));
  })
  .map((e) => e.getAttribute('aria-label') || e.textContent.trim().slice(0, 50) || e.name)"""
SIZES = [(1280, 800), (360, 740), (320, 640)]


def with_large_text(visit: Visit, size: tuple[int, int], query: str = "") -> Page:
    """Open the map with letters of twice the size."""
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    visit.page.emulate_media(reduced_motion="reduce")
    visit.page.add_init_script(f"addEventListener('DOMContentLoaded', () => {TWICE})")
    return open_map(visit, query)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    "query", ["", WALK, "?from=Reuna&area=minutes", "?from=Rantapolk&to=Ranta"]
)
def test_it_works(visit: Visit, settings: Any, size: tuple[int, int], query: str) -> None:
    with_basemap(settings)
    page = with_large_text(visit, size, query)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert width_beyond(page) <= 0
    assert page.evaluate(CUT) == []
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate(HIDDEN) == []


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_legend_can_be_read_and_used(visit: Visit, size: tuple[int, int]) -> None:
    page = with_large_text(visit, size)
    page.locator("#legend").evaluate("e => e.open = false")
    page.locator("#legend > summary").press("Enter")
    layer = page.get_by_role("checkbox", name="Along the way")
    layer.press("Space")
    expect(layer).to_be_checked()
    page.locator("#legend .key > summary").press("Enter")
    last = page.locator("#legend .key li").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_popup_fits(visit: Visit, size: tuple[int, int]) -> None:
    page = with_large_text(visit, size)
    page.locator("#legend").evaluate("e => e.open = false")
    page.get_by_role("button", name="Keskusta, metro station: show on the map").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.wait_for_timeout(300)
    for button in dialog.get_by_role("button").all():
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport(ratio=0.99)
    assert page.evaluate(CUT) == []
