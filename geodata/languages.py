"""Say what a language is called by those who speak it; plain language is one of its own.

Codes are BCP 47: "fi", and "fi-simple" for a text in plain Finnish (selkokieli).
"""

from __future__ import annotations

from django.utils.translation import get_language_info, gettext_lazy

PLAIN = {"fi-simple": "Selkokieli", "sv-simple": "Lättläst svenska", "en-simple": "Plain English"}


def own_name(language: str) -> str:
    """Return a language's name in itself, its code where that is not known."""
    if not language:
        return str(gettext_lazy("any language"))
    if language in PLAIN:
        return PLAIN[language]
    try:
        return str(get_language_info(language)["name_local"])
    except KeyError:
        return language


def base_of(language: str) -> str:
    """Return the language that a variant is a variant of: what a screen reader can pronounce."""
    return language.split("-")[0]


def is_plain(language: str) -> bool:
    return language.endswith("-simple")
