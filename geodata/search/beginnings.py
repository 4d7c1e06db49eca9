"""Find what begins as somebody types: a few of each kind of thing, however many there are."""

# ruff: noqa: S608 - only our own fragments are put into statements, values are parameters
from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from geodata.search.documents import BY_INDEX, LIKELY, Asked
from geodata.search.facets import SHORT, facet
from geodata.search.terms import any_of, begun, quoted, whole
from geodata.search.words import plain, words_of
from geodata.texts import Texts, fold

# Of each of these at most so many are looked at; there are few stations and very many events.
LOOKED_AT = {"stop": 100, "who": 100, "when": 60, "where": 100}
MOST_EXACT = 20
OFTEN_TWICE = 3  # names are often the same: so many times more rows are read than are asked for
COLUMNS = """d.noun, d.entry, d.name::text, d.kind, d.is_example,
    coalesce(o.street_address, p.street_address)::text, coalesce(o.city, p.city, a.city, '')"""
JOINS = """
    LEFT JOIN geodata_organisation o ON d.noun = 'organisation' AND o.id = d.entry
    LEFT JOIN geodata_place p ON d.noun = 'place' AND p.id = d.entry
    LEFT JOIN geodata_address a ON d.noun = 'address' AND a.id = d.entry"""


class Beginning(NamedTuple):
    """One document that begins so."""

    noun: str
    entry: int
    name: str  # JSON of its names
    kind: str
    is_example: bool
    street_address: str | None  # JSON
    city: str

    @property
    def names(self) -> Texts:
        """Return the names by language."""
        told: Texts = json.loads(self.name)
        return told

    @property
    def address(self) -> Texts:
        """Return the street and number by language."""
        told: Texts = json.loads(self.street_address or "{}")
        return told


def beginning(text: str, limit: int) -> list[Beginning]:
    """Return what has these words, the last of them only begun, the likeliest first.

    One query; two more where nothing begins so, and the last word is taken for one like it. What
    stands after a comma, such as the town of an address, need not be in it.
    """
    words = words_of(text)
    if not words:
        return []
    before = tuple(any_of(sorted(whole(word))) for word in words[:-1])
    found = _found(text, before, lambda noun: _begun(noun, words[-1]), limit)
    if not found and (likely := begun(words[-1])):
        found = _found(
            text, before, lambda noun: any_of([facet(noun, each) for each in likely]), limit
        )
    first, comma, _rest = text.partition(",")
    return beginning(first, limit) if comma and not found else found


def _begun(which: str, word: str) -> str:
    """Return the part of a tsquery for a word of which only the beginning is known."""
    starts = [quoted(facet(which, each)) for each in sorted({word, plain(word)})]
    ending = "" if len(word) in SHORT else ":*"
    return f"({' | '.join(each + ending for each in starts)})"


def _found(
    text: str, before: tuple[str, ...], last: Callable[[str], str], limit: int
) -> list[Beginning]:
    name = fold(text)
    params = Asked(text).params | {
        "most_exact": MOST_EXACT,
        "rows": limit * OFTEN_TWICE,
        "exact": quoted(facet("name", name)),
        "today": timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0),
    }
    parts = [_part("exact", "most_exact")]
    for which, most in LOOKED_AT.items():
        params |= {which: " & ".join((*before, last(which))), f"most_{which}": most}
        parts.append(_part(which, f"most_{which}"))
    statement = f"""
        {BY_INDEX}
        WITH found AS ({" UNION ".join(parts)})
        SELECT {COLUMNS} FROM found f JOIN geodata_searchdocument d USING (id) {JOINS}
        ORDER BY f.likely DESC, f.long, d.folded, d.id LIMIT %(rows)s
        """
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [Beginning(*row) for row in cursor.fetchall()]


def _part(found: str, most: str) -> str:
    return f"""(SELECT d.id, {LIKELY} AS likely, length(d.folded) AS long
        FROM geodata_searchdocument d WHERE d.words @@ %({found})s::tsquery
        AND (d.ends_at IS NULL OR d.ends_at >= %(today)s) LIMIT %({most})s)"""
