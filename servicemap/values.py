"""Read one value out of text; every refusal says what was wrong and what would be right."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

from django.utils.translation import gettext as _

from geodata.area import current_area
from geodata.coordinates import Box, CoordinateError, LonLat, check_lonlat, parse_lonlat

LONGEST = 200
MOST_LIMITS = 10
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
DAY = r"\d{4}-\d{2}-\d{2}"
# Marks that reorder text on the screen: they could make a message say something else than it does.
REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


class ValueRefused(ValueError):
    """A text that is not the value that was asked for; its words are translated."""


def quoted(text: str, longest: int = 60) -> str:
    """Return the asker's own text for use in a message: short, in quotes, without control signs."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in text[:longest])
    return f"“{shown}…”" if len(text) > longest else f"“{shown}”"


def clean(text: str) -> str:
    """Return a text in normal form (NFC) without outer blanks; refuse what no keyboard writes."""
    if len(text) > LONGEST:
        raise ValueRefused(
            _("This value has %(count)d characters; at most %(longest)d are read.")
            % {"count": len(text), "longest": LONGEST}
        )
    if "\ufffd" in text:
        raise ValueRefused(_("This value is not UTF-8 text; write it in UTF-8, percent-encoded."))
    if REORDERING.search(text) or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise ValueRefused(
            _("This value holds control characters; write plain text without line breaks.")
        )
    return unicodedata.normalize("NFC", text).strip()


def number(text: str, lowest: float, highest: float, unit: str = "") -> float:
    """Read a plain decimal number within a range, both ends included."""
    right = _("Give a number from %(lowest)s to %(highest)s%(unit)s.") % {
        "lowest": f"{lowest:g}",
        "highest": f"{highest:g}",
        "unit": f" {unit}" if unit else "",
    }
    # float() also takes nan, 1e999, 1_000 and digits of other scripts.
    if not re.fullmatch(r"[+-]?\d{1,20}(\.\d{1,20})?", text, re.ASCII):
        raise _refused(_("%(text)s is not a plain number."), text, right)
    value = float(text)
    if not lowest <= value <= highest:
        raise _refused(_("%(text)s is out of range."), text, right)
    return value


def whole(text: str, lowest: int, highest: int) -> int:
    """Read a whole number within a range, both ends included."""
    right = _("Give a whole number from %(lowest)d to %(highest)d.") % {
        "lowest": lowest,
        "highest": highest,
    }
    if not re.fullmatch(r"[+-]?\d{1,20}", text, re.ASCII):
        raise _refused(_("%(text)s is not a whole number."), text, right)
    value = int(text)
    if not lowest <= value <= highest:
        raise _refused(_("%(text)s is out of range."), text, right)
    return value


def day(text: str) -> dt.date:
    """Read a day as ISO 8601 writes it, within a century."""
    right = _("Write year, month and day, from %(first)s to %(last)s, for example %(example)s.") % {
        "first": FIRST_DAY.isoformat(),
        "last": LAST_DAY.isoformat(),
        "example": "2026-11-28",
    }
    try:
        # fromisoformat() also takes 20261128 and 2026-W48-6.
        found = dt.date.fromisoformat(text) if re.fullmatch(DAY, text, re.ASCII) else None
    except ValueError:
        found = None
    if found is None:
        raise _refused(_("%(text)s is not a day."), text, right)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise _refused(_("%(text)s is out of range."), text, right)
    return found


def limits(text: str, lowest: float, highest: float, unit: str) -> tuple[float, ...]:
    """Read numbers between commas; each once, smallest first."""
    values = sorted({number(part.strip(), lowest, highest, unit) for part in text.split(",")})
    if len(values) > MOST_LIMITS:
        raise ValueRefused(
            _("There are %(count)d limits; give at most %(most)d.")
            % {"count": len(values), "most": MOST_LIMITS}
        )
    return tuple(values)


def choice(text: str, known: Sequence[str]) -> str:
    """Read one of the known words."""
    if text not in known:
        raise ValueRefused(
            _("%(text)s is not known. Known: %(known)s.")
            % {"text": quoted(text), "known": ", ".join(known)}
        )
    return text


def box(text: str) -> Box:
    """Read west,south,east,north in degrees: anywhere, but not the area's own swapped."""
    area = current_area()
    try:
        found = Box.parse(text)
        check_lonlat(found.west, found.south, area.box)
        check_lonlat(found.east, found.north, area.box)
        return found
    except CoordinateError as error:
        raise ValueRefused(told(error)) from None


def lonlat(text: str) -> LonLat:
    """Read lon,lat in degrees inside the area's box."""
    area = current_area()
    try:
        position = parse_lonlat(text, area.box)
    except CoordinateError as error:
        raise ValueRefused(told(error)) from None
    if not area.box.contains(*position):
        raise ValueRefused(
            _("%(text)s is outside the area, which is %(box)s (west,south,east,north).")
            % {"text": quoted(text), "box": ",".join(f"{side:g}" for side in area.box)}
        )
    return position


def told(error: CoordinateError) -> str:
    """Return the words of a coordinate error in the active language."""
    return _(error.template) % error.values


def _refused(wrong: str, text: str, right: str) -> ValueRefused:
    return ValueRefused(f"{wrong % {'text': quoted(text)}} {right}")
