"""Cut the words of opening hours into tokens; a word that is not in the table is an end to it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LANGUAGES = ("fi", "sv", "en")
GROUPS = {"weekdays": "Mo-Fr", "weekend": "Sa-Su", "daily": "Mo-Su", "holidays": "PH"}
DASHES = re.compile("[\u2010-\u2015\u2212]")
LONGEST = 1_000  # of a text that is looked at; rules of opening hours are short

NUMBERS = re.compile(
    r"""
      (?P<span>\d{1,2}\.[ ]?-[ ]?\d{1,2}\.(?:0?[1-9]|1[0-2])\.(?:\d{4}(?!\d))?(?!\d))  # 1.-31.7.
    | (?P<date>\d{1,2}\.(?:0?[1-9]|1[0-2])\.(?:\d{4}(?!\d))?(?!\d))  # 24.12. and 24.12.2024
    | (?P<half>\d{1,2}(?:[.:]\d{2})?[ ]?[ap]\.?m\b\.?)  # 9 am
    | (?P<time>\d{1,2}[.:]\d{2}(?!\d))
    | (?P<year>(?:19|20)\d{2}(?!\d))
    | (?P<number>\d{1,2}(?!\d))
    """,
    re.VERBOSE,
)
SIGNS = {"-": "range", ",": "comma", "/": "slash", ";": "end", "\n": "end", ".": "end"}


class NotUnderstood(ValueError):
    """Words that are not wholly understood; they are kept as they are."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a number with what it is: day, month, range, off, time …"""

    what: str
    text: str


@dataclass(frozen=True)
class Lexicon:
    """The words of one language."""

    meanings: dict[str, Token]
    pattern: re.Pattern[str]


@lru_cache
def lexicon(language: str) -> Lexicon:
    """Return the words of a language of `LANGUAGES`."""
    table = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    meanings = dict(_meanings({**table["signs"]}))
    meanings |= dict(_meanings(table[language]))
    longest_first = sorted(meanings, key=len, reverse=True)
    words = "|".join(re.escape(each).replace(r"\ ", r"[ ]+") for each in longest_first)
    # A full stop belongs to a short word ("ark.", "kl.", "ma."), else it ends what is said.
    return Lexicon(meanings, re.compile(rf"(?:{words})(?![^\W_])"))


def _meanings(table: dict[str, object]) -> Iterator[tuple[str, Token]]:
    for what, words in table.items():
        if isinstance(words, list):
            yield from ((word, _token(what)) for word in words)
        elif isinstance(words, dict) and what == "dates":
            for date, names in words.items():
                yield from ((name, Token("feast", date)) for name in names)
        elif isinstance(words, dict):
            yield from ((half, Token("half_month", month)) for month, half in words.items())


def _token(what: str) -> Token:
    if what in DAYS or what in GROUPS:
        return Token("days", GROUPS.get(what, what))
    return Token("month" if what in MONTHS else what, what)


def tokens(text: str, language: str) -> list[Token]:
    """Return the tokens of a text, without what says nothing; raises NotUnderstood."""
    words = lexicon(language)
    rest = DASHES.sub("-", unicodedata.normalize("NFC", text).casefold())
    rest = re.sub(r"[ \t\u00a0\u2009\u202f]+", " ", rest.replace("\r\n", "\n").replace("\r", "\n"))
    if len(rest) > LONGEST:
        raise NotUnderstood("it is too long for opening hours")
    found: list[Token] = []
    at = 0
    while at < len(rest):
        at, token = _next(rest, at, words)
        if token and token.what != "filler":
            found.append(token)
    return found


def _next(text: str, at: int, words: Lexicon) -> tuple[int, Token | None]:
    after_word = at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_")
    if not after_word and (match := words.pattern.match(text, at)):
        token = words.meanings[re.sub(" +", " ", match[0])]
        end = match.end()
        # "ark.", "kl." and "ma." are abbreviations; a longer word's full stop ends a sentence.
        shortened = text[end : end + 1] == "." and len(match[0]) <= 4
        colon = text[end : end + 1] == ":"
        return end + (1 if shortened or colon else 0), token
    if not after_word and (match := NUMBERS.match(text, at)):
        end = match.end()
        # "1. kesäkuuta": the full stop is the number's, not the end of what is said.
        if match.lastgroup == "number" and text[end : end + 2] == ". ":
            following = words.pattern.match(text, end + 2)
            if following and words.meanings[re.sub(" +", " ", following[0])].what == "month":
                end += 1
        return end, Token(str(match.lastgroup), match[0])
    if text[at] == " " or (text[at] == ":" and text[at - 1 : at] in (".", " ")):
        return at + 1, None
    if text[at] in SIGNS:
        return at + 1, Token(SIGNS[text[at]], text[at])
    raise NotUnderstood(f"{text[at : at + 20]!r} is not a word of opening hours")
