"""Name what a document is filtered by, so that its words and its facets share one index."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from geodata.search.words import plain, words_of
from geodata.texts import Texts, fold

LONGEST = 60
SHORT = (1, 2, 3)  # letters of a beginning that has a facet: too many words begin so to be joined


def facet(name: str, value: str) -> str:
    """Return the lexeme of a property, such as `topic=sports`; no word that is typed has a `=`."""
    clean = fold(value).replace("\\", " ").replace("'", " ").replace("’", " ")
    return f"{name}={clean[:LONGEST]}"


def facets_of(noun: str, kind: str, name: Texts, topics: Iterable[str], entry: Any) -> set[str]:
    """Return the lexemes by which an entry is filtered, and those by which its name begins."""
    found = {facet("noun", noun), facet("kind", kind)}
    found |= {facet("topic", key) for key in topics}
    found |= {facet("lang", language) for language in getattr(entry, "languages", ())}
    found |= {facet("wheelchair", each) for each in [getattr(entry, "wheelchair", "")] if each}
    if getattr(entry, "is_free", None):
        found.add(facet("free", "yes"))
    for text in name.values():
        found.add(facet("name", text))
        words = {each for word in words_of(text) for each in (word, plain(word))}
        found |= {facet("start", word[:size]) for word in words for size in SHORT}
    return found
