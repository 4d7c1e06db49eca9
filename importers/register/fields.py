"""Read the fields of a register's documents; what is merely untidy is put right."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from geodata.texts import Texts
from importers.markup import plain_line, plain_text
from importers.soundness import LONGEST_TEXT, WEB_ADDRESS

Item = Mapping[str, Any]

LANGUAGE = re.compile("[a-z]{2}")
EMAIL = re.compile(r"[\w.+-]+@([\w-]+\.)+[^\W\d_]{2,}")
HAS_EMAIL = re.compile(r"\S+@\S+\.\S+")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)  # not the port of "example.fi:80"
TELEPHONE = re.compile(r"\+?\d[\d\s()./-]{2,40}\d")
LONGEST_ADDRESS, LONGEST_TELEPHONE = 500, 100
SHARED = 200  # characters that every id fits into


class Unusable(ValueError):
    """A field that no honest record can be made of; the message is the reason."""


def identity(value: object, name: str = "id") -> str:
    """Return an id as a text; numbers and texts of digits are the same."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and 0 < len(value.strip()) <= SHARED:
        return value.strip().lower()  # the register writes its UUIDs in either case
    raise Unusable(f"{name} is {_shown(value)}, not a number or a short text")


def identities(item: Item, name: str) -> list[str]:
    """Return a list of ids; one that is not there is empty."""
    value = item.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unusable(f"{name} is {_shown(value)}, not a list")
    return list(dict.fromkeys(identity(each, name) for each in value))


def plain(item: Item, name: str) -> str:
    """Return a text on one line, "" when it is not there."""
    value = item.get(name)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # a postal code or telephone number
    if not isinstance(value, str):
        raise Unusable(f"{name} is {_shown(value)}, not a text")
    return " ".join(value.split())


def texts(item: Item, name: str, *, lines: bool = False) -> Texts:
    """Return `name_fi`, `name_sv` … as texts by language, on one line or in `lines`."""
    found: Texts = {}
    prefix = f"{name}_"
    for key in item:
        language = key.removeprefix(prefix)
        if key.startswith(prefix) and LANGUAGE.fullmatch(language):
            text = _lines(item, key) if lines else plain(item, key)
            if text:
                found[language] = text
    return found


def names(item: Item) -> Texts:
    """Return its names, with the signs that "&amp;" and its like stand for."""
    return {language: plain_line(text) for language, text in texts(item, "name").items()}


def _lines(item: Item, name: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unusable(f"{name} is {_shown(value)}, not a text")
    return plain_text(value, LONGEST_TEXT)


def shortened(text: str) -> str:
    """Cut what is too long to be kept."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1].rstrip()}…"


def without_people(text: str) -> str:
    """Leave out the lines with an e-mail address: they name people, who are no part of a place."""
    kept = "\n".join(row for row in text.split("\n") if not HAS_EMAIL.search(row))
    return re.sub("\n{3,}", "\n\n", kept).strip()


def web_address(text: str) -> str:
    """Return an http or https address, with its scheme when only that was left out, else ""."""
    address = text if SCHEME.match(text) else f"https://{text.lstrip('/')}"
    is_sound = WEB_ADDRESS.fullmatch(address) and "." in address and len(address) <= LONGEST_ADDRESS
    return address if is_sound else ""


def email(text: str) -> str:
    """Return the first e-mail address in a text."""
    found = EMAIL.search(text)
    return found[0] if found and len(found[0]) <= 254 else ""


def telephone(text: str) -> str:
    """Return a telephone number as it is written; of long words only the number."""
    if len(text) <= LONGEST_TELEPHONE:
        return text
    found = TELEPHONE.search(text)
    return found[0].strip() if found else ""


def position(item: Item) -> tuple[float, float] | None:
    """Return longitude and latitude, None when both are missing or 0."""
    lon, lat = (_number(item, name) for name in ("longitude", "latitude"))
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        raise Unusable(f"it has no {'longitude' if lon is None else 'latitude'}")
    return lon, lat


def _number(item: Item, name: str) -> float | None:
    value = item.get(name)
    if value is None or value == "":
        return None
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise Unusable(f"{name} is {_shown(value)}, not a number of degrees")
    return number


def fold_word(text: str) -> str:
    """Make words comparable."""
    return unicodedata.normalize("NFC", text).casefold()


def _shown(value: object) -> str:
    return repr(value)[:60]
