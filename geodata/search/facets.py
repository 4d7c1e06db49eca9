"""Name what a document is filtered by, so that its words and its facets share one index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from geodata.search.words import plain, words_of
from geodata.texts import Texts, fold

LONGEST = 60
SHORT = (1, 2, 3)  # letters of a beginning that is a facet itself: too many words begin so
# Nouns by what is suggested of them: few, and very many.
BEGINNINGS = {
    "stop": ("station", "trail", "hub", "place_name"),
    "who": ("organisation",),
    "when": ("event",),
    "where": ("place", "amenity", "address"),
}
BEGINNING_OF = {noun: name for name, nouns in BEGINNINGS.items() for noun in nouns}
Time = tuple[dt.datetime, dt.datetime | None]  # by the clock of the area


def facet(name: str, value: str) -> str:
    """Return the lexeme of a property, such as `topic=sports`; no word that is typed has a `=`."""
    clean = fold(value).replace("\\", " ").replace("'", " ").replace("’", " ")
    return f"{name}={clean[:LONGEST]}"


def facets_of(noun: str, kind: str, name: Texts, topics: Iterable[str], entry: Any) -> set[str]:
    """Return the lexemes by which an entry is filtered, and its name as a whole."""
    found = {facet("noun", noun)} | {facet("kind", each) for each in [kind] if each}
    found |= {facet("topic", key) for key in topics}
    found |= {facet("lang", language) for language in getattr(entry, "languages", ())}
    found |= {facet("wheelchair", each) for each in [getattr(entry, "wheelchair", "")] if each}
    if getattr(entry, "is_free", None):
        found.add(facet("free", "yes"))
    return found | {facet("name", text) for text in name.values()}


def beginnings_of(noun: str, name: Texts, forms: Iterable[str]) -> set[str]:
    """Return the lexemes that begin as somebody types; `forms` are those of the words of its name.

    They tell apart what is few from what is many, so that a station is found among events.
    """
    words = {each for text in name.values() for word in words_of(text) for each in _both(word)}
    short = {word[:size] for word in words for size in SHORT}
    return {facet(BEGINNING_OF[noun], each) for each in (*short, *forms)}


def days_of(times: Iterable[Time]) -> set[str]:
    """Return the days on which something happens, and the months and years of these."""
    found: set[str] = set()
    for begin, end in times:
        last = (end - dt.timedelta(microseconds=1)) if end and end > begin else begin
        day = begin.date()
        while day <= last.date():
            found |= {f"day={day}", f"month={day:%Y-%m}", f"year={day.year:04}"}
            day += dt.timedelta(days=1)
    return found


def days_between(first: dt.date, last: dt.date) -> Iterator[str]:
    """Return the fewest lexemes of which each day between these has one: years, months, days."""
    day = first
    while day <= last:
        month = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        year = dt.date(day.year + 1, 1, 1)
        if (day.month, day.day) == (1, 1) and year - last <= dt.timedelta(days=1):
            yield f"year={day.year:04}"
            day = year
        elif day.day == 1 and month - last <= dt.timedelta(days=1):
            yield f"month={day:%Y-%m}"
            day = month
        else:
            yield f"day={day}"
            day += dt.timedelta(days=1)


def _both(word: str) -> set[str]:
    return {word, plain(word)}
