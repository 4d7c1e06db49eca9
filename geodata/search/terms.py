"""Turn what somebody types into what the documents are asked for, mistyped words included."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geodata.search.facets import BEGINNINGS, SHORT, facet
from geodata.search.words import base_forms, compounds, plain, words_of

MOST_WORDS = 8
MOST_MEANT = 3
MOST_ALIKE = 200  # words that share most letters in a row, of which the nearest are taken


@dataclass(frozen=True)
class Terms:
    """The words of a search as parts of a tsquery; `meant` tells which were taken for others.

    `begun` finds what begins with a word, too; `whole` only the word itself and its base forms.
    """

    begun: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    meant: tuple[tuple[str, str], ...] = ()


def terms_of(text: str) -> Terms:
    """Return what finds each word of a text."""
    words = words_of(text)[:MOST_WORDS]
    return Terms(tuple(map(_begun, words)), tuple(map(_whole, words)))


def corrected(text: str) -> Terms:
    """Return the same with those words that occur nowhere replaced by what is most like them."""
    told, meant = [], []
    for word in words_of(text)[:MOST_WORDS]:
        parts = _begun(word), _whole(word)
        if not _occurs(parts[0]) and (likely := _likely(word)):
            parts = any_of(likely), any_of(likely)
            meant.append((word, likely[0]))
        told.append(parts)
    return Terms(tuple(a for a, _b in told), tuple(b for _a, b in told), tuple(meant))


def quoted(lexeme: str) -> str:
    """Write a lexeme as tsquery takes it."""
    return "'" + lexeme.replace("\\", "").replace("'", "").replace("’", "") + "'"


def any_of(lexemes: list[str]) -> str:
    """Return the part of a tsquery that finds any of these lexemes."""
    return f"({' | '.join(quoted(each) for each in lexemes)})"


def _begun(word: str) -> str:
    """Return the part of a tsquery that finds what begins with a word, or has a form of it."""
    starts = [f"{quoted(each)}:*" for each in sorted({word, plain(word)})]
    if len(word) in SHORT:  # of a letter or two only names, of which the beginnings are known
        starts = [quoted(facet(which, word)) for which in BEGINNINGS]
    return f"({' | '.join([*starts, _whole(word)])})"


def _whole(word: str) -> str:
    """Return the part of a tsquery that finds a word, a base form of it, or all its parts."""
    forms = [quoted(each) for each in sorted(whole(word))]
    compound = sorted(compounds(word, _language()))
    together = [f"({' & '.join(quoted(part) for part in parts)})" for parts in compound]
    return f"({' | '.join([*forms, *together])})"


def whole(word: str) -> set[str]:
    """Return the forms of a word that is not only begun: itself and its base forms."""
    forms = {word, *base_forms(word, _language())}
    return forms | {plain(form) for form in forms}


def _language() -> str:
    return "fi" if "fi" in settings.AREA.languages else "und"


def _occurs(part: str) -> bool:
    """Say whether anything has it: what is common is in any five-hundredth of all documents.

    The index would first gather all of a common word, which takes 150 ms of a third of 800,000.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SELECT EXISTS (SELECT 1 FROM geodata_searchdocument "
            "TABLESAMPLE SYSTEM (0.2) WHERE words @@ %(part)s::tsquery) OR "
            "EXISTS (SELECT 1 FROM geodata_searchdocument WHERE words @@ %(part)s::tsquery)",
            {"part": part},
        )
        return bool(cursor.fetchone()[0])


def _likely(word: str) -> list[str]:
    """Return words that differ by a slip: one letter in short words, two in longer ones."""
    slips = _slips(word)
    candidates = _alike(
        "word %% %(word)s AND length(word) BETWEEN %(least)s AND %(most)s",
        "similarity(word, %(word)s)",
        {"word": word, "least": len(word) - slips, "most": len(word) + slips},
    )
    ranked = process.extract(
        word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=MOST_MEANT
    )
    best = min((distance for _word, distance, _index in ranked), default=0)
    return [each for each, distance, _index in ranked if distance == best]


def begun(word: str) -> list[str]:
    """Return words of which a beginning as long as this one differs from it by a slip."""
    slips = _slips(word)
    candidates = _alike("word %%> %(word)s", "word_similarity(%(word)s, word)", {"word": word})
    apart = {
        each: min(OSA.distance(word, each[: len(word) + more]) for more in (-1, 0, 1))
        for each in candidates
    }
    likely = sorted(apart, key=lambda each: (apart[each], len(each), each))
    return [each for each in likely if apart[each] <= slips][:MOST_MEANT]


def _slips(word: str) -> int:
    return 1 if len(word) <= 4 else 2


def _alike(condition: str, likeness: str, params: dict[str, str | int]) -> list[str]:
    """Return the words of names that are most like one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word FROM geodata_searchword WHERE {condition} "  # noqa: S608 - ours
            f"ORDER BY {likeness} DESC, word LIMIT {MOST_ALIKE}",
            params,
        )
        return [row[0] for row in cursor.fetchall()]
