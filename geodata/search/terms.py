"""Turn what somebody types into what the documents are asked for, mistyped words included."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geodata.search.words import base_forms, compounds, plain, words_of

MOST_WORDS = 8
MOST_MEANT = 3
MOST_ALIKE = 200  # words that share most letters in a row, of which the nearest are taken


@dataclass(frozen=True)
class Terms:
    """The words of a search as parts of a tsquery; `meant` tells which were taken for others."""

    parts: tuple[str, ...]
    meant: tuple[tuple[str, str], ...] = ()


def terms_of(text: str) -> Terms:
    """Return what finds each word of a text."""
    return Terms(tuple(_alternatives(word) for word in words_of(text)[:MOST_WORDS]))


def corrected(text: str) -> Terms:
    """Return the same with those words that occur nowhere replaced by what is most like them."""
    parts, meant = [], []
    for word in words_of(text)[:MOST_WORDS]:
        part = _alternatives(word)
        if not _occurs(part) and (likely := _likely(word)):
            part = any_of(likely)
            meant.append((word, likely[0]))
        parts.append(part)
    return Terms(tuple(parts), tuple(meant))


def quoted(lexeme: str) -> str:
    """Write a lexeme as tsquery takes it."""
    return "'" + lexeme.replace("\\", "").replace("'", "").replace("’", "") + "'"


def any_of(lexemes: list[str]) -> str:
    """Return the part of a tsquery that finds any of these lexemes."""
    return f"({' | '.join(quoted(each) for each in lexemes)})"


def _alternatives(word: str) -> str:
    """Return the part of a tsquery that finds a word: its beginning, or a base form of it."""
    language = "fi" if "fi" in settings.AREA.languages else "und"
    forms = {plain(form) for form in base_forms(word, language)} | base_forms(word, language)
    starts = {word, plain(word)}
    terms = [f"{quoted(each)}:*" for each in sorted(starts)]
    terms += [quoted(each) for each in sorted(forms - starts)]
    for parts in sorted(compounds(word, language)):
        terms.append(f"({' & '.join(quoted(part) for part in parts)})")
    return f"({' | '.join(terms)})"


def _occurs(part: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM geodata_searchdocument WHERE words @@ %s::tsquery)",
            [part],
        )
        return bool(cursor.fetchone()[0])


def _likely(word: str) -> list[str]:
    """Return words that differ by a slip: one letter in short words, two in longer ones."""
    slips = 1 if len(word) <= 4 else 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM geodata_searchword "
            "WHERE word %% %s AND length(word) BETWEEN %s AND %s "
            "ORDER BY similarity(word, %s) DESC, word LIMIT %s",
            [word, len(word) - slips, len(word) + slips, word, MOST_ALIKE],
        )
        candidates = [row[0] for row in cursor.fetchall()]
    ranked = process.extract(
        word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=MOST_MEANT
    )
    best = min((distance for _word, distance, _index in ranked), default=0)
    return [each for each, distance, _index in ranked if distance == best]
