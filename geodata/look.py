"""Let an area look like itself: a name, colours that can be read, a logo."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from geodata.areafile import Table
from geodata.texts import Texts

# What an area may colour, and the grounds on which each must be read: light, dark. WCAG 2.2 asks
# for 4.5:1; the grounds are the palest and the darkest that the pages have.
COLOURS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sea": (("#ffffff", "#eceeea"), ("#13242b", "#1b313a")),  # links and buttons
    "trail": (("#ffffff", "#f7f5ef"), ("#0c181d", "#13242b")),  # what stands out
    "top": (("#f2f7f6",), ("#e8efed",)),  # the bar at the top, below pale letters
}
LEAST_CONTRAST = 4.5
# On the map service areas are drawn in it: what is not text asks for 3:1, on the darkest surface by
# day and the palest by night, and where three areas tint it (frontend/css/map/).
ON_THE_MAP = "sea"
MAP_GROUNDS = ("#a5cfe3", "#34434a")
MAP_TINT = 0.08
LEAST_ON_THE_MAP = 3.0


@dataclass(frozen=True)
class Look:
    """How an area's pages look where they differ from the product's own look."""

    name: Texts = field(default_factory=dict)
    light: dict[str, str] = field(default_factory=dict)  # colour's name → #rrggbb
    dark: dict[str, str] = field(default_factory=dict)
    logo: Path | None = None


def read_look(table: Table, languages: tuple[str, ...]) -> Look:
    """Read and check the `[look]` table; raises AreaError, also for colours too weak to read."""
    look = Look(
        name=_name(table, languages),
        light=_colours(table, "light", 0),
        dark=_colours(table, "dark", 1),
        logo=_logo(table),
    )
    table.finish()
    return look


def _name(table: Table, languages: tuple[str, ...]) -> Texts:
    if "name" not in table:
        return {}
    names = table.table("name")
    texts = {language: names.text(language) for language in languages if language in names}
    names.finish()
    return texts


def _colours(table: Table, scheme: str, index: int) -> dict[str, str]:
    if scheme not in table:
        return {}
    given = table.table(scheme)
    colours = {
        name: given.text(name, "#[0-9a-fA-F]{6}", 'a colour such as "#0b5a6f"')
        for name in COLOURS
        if name in given
    }
    given.finish()
    for name, colour in colours.items():
        for ground in COLOURS[name][index]:
            _check_contrast(given, name, colour, ground, LEAST_CONTRAST)
        if name == ON_THE_MAP:
            ground = tinted(MAP_GROUNDS[index], colour, 3)
            _check_contrast(given, name, colour, ground, LEAST_ON_THE_MAP)
    return colours


def _check_contrast(given: Table, name: str, colour: str, ground: str, least: float) -> None:
    found = contrast(colour, ground)
    if found < least:
        raise given.wrong_key(
            name,
            f"has a contrast of only {found:.1f}:1 with {ground}",
            f"a colour that differs by at least {least}:1",
        )


def tinted(ground: str, colour: str, times: int) -> str:
    """Return what a ground looks like below so many service areas of a colour."""
    share = 1 - (1 - MAP_TINT) ** times
    pairs = ((int(ground[i : i + 2], 16), int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _logo(table: Table) -> Path | None:
    if "logo" not in table:
        return None
    name = table.text("logo")
    path = table.path.parent / name
    if not re.fullmatch(r"[A-Za-z0-9._-]+\.svg", name) or not path.is_file():
        raise table.wrong_key("logo", f"there is no file {name} beside it", '"city.svg"')
    return path
