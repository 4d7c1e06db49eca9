"""Say which words of a search may be kept: none that could tell of a person by number or address.

A name of a person cannot be told from other words: rare words are shown to nobody, and go when
their week is over.
"""

from __future__ import annotations

import re

from geodata.search.terms import MOST_WORDS
from geodata.search.words import words_of

LONGEST = 100
PERSONAL = re.compile(r"@|(?:\d[\s().+/-]*){6}")  # an address of e-mail, a telephone number, an id


def kept(text: str) -> str:
    """Return the words of a search as they are counted; empty when they are not to be kept."""
    if PERSONAL.search(text):
        return ""
    return " ".join(words_of(text)[:MOST_WORDS])[:LONGEST]
