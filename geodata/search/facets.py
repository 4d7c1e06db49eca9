"""Name what a document is filtered by, so that its words and its facets share one index."""

from __future__ import annotations

from geodata.texts import fold

LONGEST = 60
SHORT = (1, 2, 3)  # letters of a beginning that has a facet: too many words begin so to be joined


def facet(name: str, value: str) -> str:
    """Return the lexeme of a property, such as `topic=sports`; no word that is typed has a `=`."""
    clean = fold(value).replace("\\", " ").replace("'", " ").replace("’", " ")
    return f"{name}={clean[:LONGEST]}"
