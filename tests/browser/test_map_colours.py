"""What lies on the map is told apart from every ground: by day, by night, with more contrast."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import pytest
from playwright.sync_api import Page

from geodata import look
from geodata.look import Look, contrast
from tests.browser import pixels
from tests.browser.conftest import Visit
from tests.browser.maps import open_map, pixel_of, until_seen, with_basemap

LEAST = 3.0  # WCAG 2.2, 1.4.11: what is not text
WALK = "?from=Keskusta&to=Rantapolku&at=24.94700,60.17000&z=16"


class Reader(NamedTuple):
    """What a reader's system asks for."""

    scheme: Literal["light", "dark"]
    contrast: Literal["more", "no-preference"] = "no-preference"
    forced: Literal["active", "none"] = "none"


READERS = [
    Reader("light"),
    Reader("dark"),
    Reader("light", "more"),
    Reader("dark", "more"),
    Reader("light", forced="active"),
    Reader("dark", forced="active"),
]
# Everything on the map, with the colours of its fill or line and of what lies around it.
SYMBOLS = {
    "walk": ("map-walk", "map-halo"),
    "compared walk": ("map-other", "map-halo"),
    "trail": ("map-trail", "map-halo"),
    "edge of the data": ("map-edge", "map-halo"),
    "service area": ("map-area", "map-halo"),
    "operating area": ("map-operating", "map-halo"),
    "station": ("pin-stations", "on-pin"),
    "trail's sign": ("pin-trails", "on-pin"),
    "hub": ("pin-hubs", "on-pin"),
    "organisation": ("pin-organisations", "on-pin"),
    "place": ("pin-places", "on-pin"),
    "amenity": ("pin-amenities", "on-pin"),
}
SURFACES = (
    *("ground", "sea", "wood", "scrub", "park", "grass", "wetland", "sand", "rock", "pitch"),
    *("built", "square", "platform", "reserve", "building"),
)
NO_GROUNDS = {"text", "halo"}  # letters
PAINTED = """() => {
  const style = getComputedStyle(document.documentElement);
  const names = [...document.styleSheets].flatMap(function names(sheet) {
    return [...sheet.cssRules].flatMap((rule) =>
      [...(rule.style ?? [])].filter((name) => name.startsWith("--")).concat(
        rule.cssRules ? names(rule) : []));
  });
  const value = (name) => style.getPropertyValue(name).trim();
  return Object.fromEntries(names.map((name) => [name.slice(2), value(name)]));
}"""


def colours_for(page: Page, reader: Reader) -> dict[str, str]:
    """Return the custom properties of the page as this reader gets them."""
    page.emulate_media(
        color_scheme=reader.scheme, contrast=reader.contrast, forced_colors=reader.forced
    )
    found: dict[str, str] = page.evaluate(PAINTED)
    return found


def grounds_of(colours: dict[str, str]) -> dict[str, str]:
    """Return every colour that the basemap paints, and what veil and service areas make of it."""
    painted = {name: colour for name, colour in colours.items() if name.startswith("base-")}
    plain = {name: value for name, value in painted.items() if name[5:] not in NO_GROUNDS}
    red, green, blue, share = (float(part) for part in re.findall(r"[\d.]+", colours["map-veil"]))
    veiled = {
        f"{name} under the veil": mixed(value, (red, green, blue), share / 100)
        for name, value in plain.items()
    }
    thrice = {
        f"{name} in three service areas": look.tinted(value, colours["map-area"], 3)
        for name, value in plain.items()
    }
    return plain | veiled | thrice


def parts_of(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def mixed(colour: str, other: tuple[float, float, float], share: float) -> str:
    pairs = zip(parts_of(colour), other, strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def weak(colours: dict[str, str]) -> list[str]:
    """Return which symbols are lost on which grounds."""
    found = []
    for symbol, names in SYMBOLS.items():
        inner, outer = (colours[name] for name in names)
        if contrast(inner, outer) < LEAST:
            found.append(f"{symbol}: its own outline")
        found += [
            f"{symbol} on {name}: {contrast(inner, ground):.1f}, {contrast(outer, ground):.1f}"
            for name, ground in grounds_of(colours).items()
            if max(contrast(inner, ground), contrast(outer, ground)) < LEAST
        ]
        found += [
            f"{symbol} alone on {surface}: {contrast(inner, colours[f'base-{surface}']):.1f}"
            for surface in SURFACES
            if contrast(inner, colours[f"base-{surface}"]) < LEAST
        ]
    return found


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_it_works(visit: Visit, reader: Reader) -> None:
    colours = colours_for(visit.go("/en/"), reader)
    assert len(grounds_of(colours)) > 90
    assert weak(colours) == []


def test_a_weak_colour_is_found(visit: Visit) -> None:
    colours = colours_for(visit.go("/en/"), READERS[0])
    assert weak(colours | {"map-walk": "#a5cfe3"})
    assert weak(colours | {"base-sea": "#3a6a8a"})


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_the_basemap_itself_can_be_read(visit: Visit, reader: Reader) -> None:
    colours = colours_for(visit.go("/en/"), reader)
    for line in ("foot", "cycle", "steps"):
        for bed in ("ground", "halo"):
            assert contrast(colours[f"base-{line}"], colours[f"base-{bed}"]) >= LEAST, line
    assert contrast(colours["base-text"], colours["base-halo"]) >= 7
    red, green, blue = parts_of(colours["base-sea"])
    assert blue > red
    assert blue >= green


def test_more_contrast_is_more(visit: Visit) -> None:
    page = visit.go("/en/")
    for scheme in ("light", "dark"):
        usual = colours_for(page, Reader(scheme))
        more = colours_for(page, Reader(scheme, "more"))
        for name in ("map-walk", "map-trail", "map-area", "map-edge"):
            gained = contrast(more[name], more["base-sea"]) / contrast(
                usual[name], usual["base-sea"]
            )
            assert gained > 1.2, name


@pytest.mark.parametrize("reader", READERS, ids=str)
def test_what_lies_over_the_map_has_a_line_around_it(visit: Visit, reader: Reader) -> None:
    page = open_map(visit)
    colours_for(page, reader)
    for part in (".legend", ".leaflet-control-zoom"):
        style = page.locator(part).evaluate(
            "e => [getComputedStyle(e).boxShadow, getComputedStyle(e).borderTopWidth]"
        )
        assert "1px" in " ".join(style), part


def test_areas_wear_the_colour_of_their_city(visit: Visit, settings: Any) -> None:
    settings.AREA = replace(
        settings.AREA, look=Look({}, {"sea": "#7a1f5c"}, {"sea": "#f3b6dd"}, None)
    )
    page = visit.go("/en/")
    for scheme, colour in (("light", "#7a1f5c"), ("dark", "#f3b6dd")):
        colours = colours_for(page, Reader("light" if scheme == "light" else "dark"))
        assert colours["map-area"] == colour
        assert weak(colours) == []
    assert colours_for(page, Reader("light", "more"))["map-area"] != "#7a1f5c"


def test_the_check_of_a_look_knows_the_grounds_of_the_map(visit: Visit) -> None:
    page = visit.go("/en/")
    for index, scheme in enumerate(("light", "dark")):
        colours = colours_for(page, Reader("light" if scheme == "light" else "dark"))
        assert float(colours["map-tint"]) == look.MAP_TINT
        probe = ("#000000", "#ffffff")[index]
        hardest = min(SURFACES, key=lambda name: contrast(probe, colours[f"base-{name}"]))
        assert colours[f"base-{hardest}"] == look.MAP_GROUNDS[index]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_is_drawn_anew_for_who_asks_for_more(
    visit: Visit, settings: Any, scheme: Literal["light", "dark"]
) -> None:
    with_basemap(settings)
    visit.page.emulate_media(color_scheme=scheme)
    page = open_map(visit, WALK)
    colours = colours_for(page, Reader(scheme, "more"))
    at, sea = pixel_of(page, 24.9480, 60.1680), whole(colours["base-sea"])
    picture = until_seen(page, lambda seen: pixels.near(seen.at(*at), sea, 6))
    assert pixels.near(picture.at(*at), sea, 6)
    seen = picture.around(*pixel_of(page, 24.9478, 60.1700), 5)
    assert any(pixels.near(colour, whole(colours["map-walk"]), 12) for colour in seen)


def whole(colour: str) -> pixels.Colour:
    red, green, blue = parts_of(colour)
    return int(red), int(green), int(blue)
