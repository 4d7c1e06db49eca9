"""Keep names and texts in as many languages as there are: a dictionary from language to text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

Texts = dict[str, str]
"""Language code → text; the key "" holds a text whose language is unknown (OSM's `name`)."""


def choose(texts: Texts, language: str, fallbacks: Sequence[str] = ()) -> tuple[str, str]:
    """Return the best text for a reader and its language; ("", "") when there is none.

    The order is: the asked language, for plain language the one it is a variant of, the text of
    unknown language (what signs on the spot say), the area's languages in their order, whatever
    else there is; plain language, which nobody asked for, comes last.
    """
    rest = sorted(texts, key=lambda code: ("-" in code, code))
    for candidate in (language, language.split("-")[0], "", *fallbacks, *rest):
        if texts.get(candidate):
            return texts[candidate], candidate
    return "", ""


def fold(text: str) -> str:
    """Make a text comparable: NFC, no difference of case, single spaces, no NUL."""
    # Casefolding can decompose ("İ"), so the normal form is made again after it.
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.replace("\0", "").split())


def search_text(texts: Texts) -> str:
    """Join all names for searching: folded, each on its own line, a newline at both ends."""
    names = dict.fromkeys(folded for text in texts.values() if (folded := fold(text)))
    return "\n" + "\n".join(names) + "\n" if names else ""
