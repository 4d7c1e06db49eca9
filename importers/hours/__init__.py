"""Turn opening hours in plain words of Finnish, Swedish or English into a rule, or leave them be.

What is not wholly understood stays as it is written: a wrong rule sends people to a closed door.
"""

from __future__ import annotations

from functools import lru_cache

from geodata.texts import Texts
from importers.hours.grammar import Reader
from importers.hours.lexicon import LANGUAGES, NotUnderstood, tokens
from importers.hours.rule import write

__all__ = ["hours_of", "rule_of"]


def hours_of(words: Texts) -> tuple[str, Texts]:
    """Return a rule and no words, or no rule and the words.

    Every language must be understood, and all must say the same.
    """
    spoken = {language: text for language, text in words.items() if text.strip()}
    rules = {language: rule_of(text, language) for language, text in spoken.items()}
    if not rules or len({tuple(sorted(rule.split("; "))) for rule in rules.values()}) != 1:
        return "", spoken
    rule = next(iter(rules.values()))
    return rule, {} if rule else spoken


@lru_cache(maxsize=4096)  # a register says the same of many units
def rule_of(text: str, language: str = "") -> str:
    """Return the rule in OpenStreetMap's syntax that says exactly what the text says, "" if none.

    The language is the one that the words should be in; they may be in another one all the same.
    """
    for candidate in sorted(LANGUAGES, key=lambda each: each != language):
        try:
            return write(Reader(tokens(text, candidate)).clauses())
        except NotUnderstood:
            continue
    return ""
