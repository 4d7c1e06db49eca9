"""Read GBFS texts: plain ones in the system's language (2), or one for each language (3)."""

from __future__ import annotations

from typing import Any

from geodata.texts import Texts


def texts(value: Any, language: str) -> Texts:
    """Return a text by language; raises TypeError when it is neither form.

    `language` is that of a plain text, "" when nobody says it.
    """
    if value is None:
        return {}
    if isinstance(value, str):
        return {plain(language): value} if value.strip() else {}
    if not isinstance(value, list):
        raise TypeError(f"a text is {type(value).__name__}")
    found: Texts = {}
    for each in value:
        if not isinstance(each, dict) or not isinstance(each.get("text"), str):
            raise TypeError("a text in languages has an item without text")
        found.setdefault(plain(str(each.get("language", ""))), each["text"])
    return found


def plain(language: str) -> str:
    """Return the language without its country: "fi" for "fi-FI"."""
    return language.replace("_", "-").split("-")[0].strip().lower()


def best(found: Texts) -> str:
    """Return a text for where there is room for one language only."""
    return found.get("en") or next(iter(found.values()), "")
