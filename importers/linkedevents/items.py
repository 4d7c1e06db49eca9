"""Read the values that all items of LinkedEvents share: ids, texts, addresses and positions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from shapely import Point

from geodata.texts import Texts, choose
from importers.markup import plain_line, plain_text
from importers.soundness import LONGEST_TEXT

Item = dict[str, Any]

PARTS = ("event", "place", "keyword", "keyword_set")
TYPES = {"Place": "place", "Keyword": "keyword", "KeywordSet": "keyword_set"}


class Unusable(ValueError):
    """A value that no record can be made with; the message is one phrase for the report."""


def part_of(item: Any) -> str:
    """Name the part of the service that an item is from; "" when it is from none."""
    if not isinstance(item, dict):
        return ""
    kind = str(item.get("@type", ""))
    if kind.startswith("Event"):
        return "event"
    if kind in TYPES:
        return TYPES[kind]
    *_, collection, _key = ("", "", *_path(item))
    if collection in PARTS:
        return collection
    return "event" if "start_time" in item else ""


def id_of(reference: Any) -> str:
    """Return the id that an item has, or that a reference to it ends with; "" for none."""
    if isinstance(reference, str):
        return unquote(reference.rstrip("/").split("/")[-1])
    if not isinstance(reference, dict):
        return ""
    return str(reference.get("id") or "") or (_path(reference) or [""])[-1]


def is_whole(reference: Any) -> bool:
    """Say whether something referred to came along as a whole."""
    return isinstance(reference, dict) and bool(reference.get("name"))


def referred(item: Item, *names: str) -> list[Any]:
    """Return what an item refers to under these names, lists and single ones alike."""
    found: list[Any] = []
    for name in names:
        value = item.get(name)
        found += value if isinstance(value, list) else [value] if value else []
    return found


def texts(value: Any, name: str, *, paragraphs: bool = False) -> Texts:
    """Return a text in several languages, without the empty ones; raises Unusable."""
    if value is None or isinstance(value, str):
        value = {"": value}
    if not isinstance(value, dict):
        raise Unusable(f"{name} is {type(value).__name__}, not a text by language")
    found: Texts = {}
    for language, text in value.items():
        if text is not None and not isinstance(text, str):
            raise Unusable(f"{name}:{language} is {type(text).__name__}, not a text")
        tidy = plain_text(text or "", LONGEST_TEXT) if paragraphs else plain_line(text or "")
        if tidy:
            found[str(language).replace("_", "-")] = tidy
    return found


def names(item: Item) -> Texts:
    """Return what an item is called; raises Unusable when nobody could tell."""
    found = texts(item.get("name"), "name")
    if not found:
        raise Unusable("it has no name in any language")
    return found


def one_text(value: Any, name: str, languages: Sequence[str]) -> str:
    """Return the text in the first of the area's languages that there is one in."""
    return choose(texts(value, name), languages[0], languages[1:])[0]


def web_address(value: Any, name: str, languages: Sequence[str]) -> str:
    """Return an address; what is written without a scheme gets one, what is none is left out."""
    found = one_text(value, name, languages)
    if found.lower().startswith(("mailto:", "tel:")):
        return ""
    if found and "://" not in found and ":" not in found.split("/")[0]:
        found = f"https://{found.lstrip('/')}" if "." in found else ""
    return "" if " " in found else found


def position(item: Any) -> Point | None:
    """Return where a place is; None where it does not say so, or only says 0,0.

    Raises Unusable for what can be no position.
    """
    geometry = item.get("position") if isinstance(item, dict) else None
    if geometry is None:
        return None
    try:
        if geometry["type"] != "Point":
            raise Unusable(f"position is a {str(geometry['type'])[:40]}, not a Point")
        lon, lat = (float(each) for each in geometry["coordinates"][:2])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        if isinstance(error, Unusable):
            raise
        raise Unusable("position is no GeoJSON point") from None
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise Unusable("position is not finite")
    return None if (lon, lat) == (0, 0) else Point(lon, lat)


def _path(item: Item) -> list[str]:
    """Return the parts of an item's own address."""
    address = item.get("@id")
    if not isinstance(address, str):
        return []
    try:
        return [unquote(each) for each in urlsplit(address).path.split("/") if each]
    except ValueError:
        return []
