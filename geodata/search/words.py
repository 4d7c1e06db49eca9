"""Take a text apart into the words by which it is found, Finnish compounds into their parts."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any

from geodata.texts import Texts, fold

WORD = re.compile(r"\w+(?:[-’']\w+)*")
LONGEST = 60
ANALYSED = ("fi", "")  # languages whose words voikko knows; unknown ones may be Finnish
PART = re.compile(r"\(\+?([^()]*)\)")
_one_at_a_time = threading.Lock()  # threads that ask voikko together corrupt its memory


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order, folded; hyphenated ones whole."""
    return [word[:LONGEST] for word in WORD.findall(fold(text))]


@lru_cache(maxsize=200_000)
def forms_of(word: str, language: str) -> frozenset[str]:
    """Return every form under which a word of a text is to be found.

    That is the word itself, without accents, its base form, and for compounds each part and
    each ending of them: partiolippukunta is found as lippukunta and kunta, too.
    """
    forms = {word, *word.replace("-", " ").split()}
    if language in ANALYSED:
        forms |= _finnish(word)
    return frozenset(each for form in forms for each in (form, plain(form)) if each)


def base_forms(word: str, language: str) -> frozenset[str]:
    """Return the word, and its base forms, by which somebody may ask for it."""
    forms = {word}
    if language in ANALYSED:
        forms |= {base for base, _parts in _analyses(word)}
    return frozenset(forms)


def compounds(word: str, language: str) -> frozenset[tuple[str, ...]]:
    """Return the parts of each reading of a compound: taidemuseo is a museo of taide, too."""
    if language not in ANALYSED:
        return frozenset()
    return frozenset(parts for _base, parts in _analyses(word) if len(parts) > 1)


def texts_forms(texts: Texts, *, finnish: bool) -> set[str]:
    """Return the forms of all words of a text in several languages."""
    found: set[str] = set()
    for language, text in texts.items():
        known = language if language or finnish else "und"
        for word in words_of(text):
            found |= forms_of(word, known)
    return found


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Return a text without accents: a hurried hand leaves them out."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each))


@lru_cache(maxsize=200_000)
def _finnish(word: str) -> frozenset[str]:
    forms: set[str] = set()
    for base, parts in _analyses(word):
        forms |= {base, *parts}
        for start in range(1, len(parts)):
            forms.add("".join(parts[start:]))
    return frozenset(forms)


@lru_cache(maxsize=200_000)
def _analyses(word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return base form and parts of each reading of a Finnish word; () without voikko."""
    voikko = _voikko()
    if voikko is None:
        return ()
    found = []
    with _one_at_a_time:
        readings = voikko.analyze(word)
    for reading in readings:
        base = fold(reading.get("BASEFORM", ""))
        said = PART.findall(reading.get("WORDBASES", ""))
        parts = [fold(part) for each in said for part in each.split("=") if len(part) > 1]
        found.append((base, tuple(parts)))
    return tuple(found)


@cache
def _voikko() -> Any:
    """Open the Finnish dictionary; None where the machine has none, and words stay whole."""
    try:
        import libvoikko

        return libvoikko.Voikko("fi")
    except (ImportError, OSError, RuntimeError) as error:
        del error
        return None
    except Exception as error:  # libvoikko's own error derives from Exception alone
        if type(error).__name__ != "VoikkoException":
            raise
        return None


def has_dictionary() -> bool:
    """Say whether Finnish words are taken apart on this machine."""
    return _voikko() is not None
