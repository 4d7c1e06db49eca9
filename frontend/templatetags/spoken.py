"""Show texts in whatever language they are, and say which: as attributes and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from frontend.templatetags.look import LANGUAGE
from frontend.words import IN_LANGUAGES
from servicemap.wording import base_of, is_plain, own_name

register = template.Library()
LONGEST = 500
MOST_IN_SHORT = 160


@dataclass(frozen=True)
class Reading:
    """One language that a text can be read in, and the address of the page that shows it so."""

    name: str  # of the language, in itself
    spoken: str  # "in Finnish", in the reader's language
    lang: str
    address: str
    current: bool


@register.simple_tag
def said(text: str, language: str = "", longest: int = LONGEST) -> SafeString:
    """Show a text; where it is not in the reader's language, mark it and say which it is in."""
    short = Truncator(text).chars(longest)
    if not language or language == get_language() or not LANGUAGE.fullmatch(language):
        return format_html('<bdi class="text">{}</bdi>', short)
    return format_html(
        '<bdi class="text" lang="{}">{}</bdi> <span class="what">({})</span>',
        base_of(language),
        short,
        in_language(language),
    )


def in_language(language: str) -> str:
    """Say in which language something is: "in Finnish"."""
    if language in IN_LANGUAGES:
        return str(IN_LANGUAGES[language])
    try:
        name = get_language_info(language)["name_translated"]
    except KeyError:
        name = language
    return _("language: %(language)s") % {"language": name}


@register.simple_tag
def about_in_short(about: Mapping[str, Any], called: str, kind: str) -> str:
    """Describe an entry in one plain line: the beginning of its own text, else what it is."""
    text = about.get("summary") or about.get("description") or ""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return Truncator(plain).chars(MOST_IN_SHORT) if plain else f"{called}: {kind}."


@register.simple_tag
def readings(about: Mapping[str, Any]) -> tuple[Reading, ...]:
    """Return the languages that a description can be read in, the original first.

    None where the reader has it in their own language, up to date, and not in plain language.
    """
    there, shown = about["description_languages"], about["description_language"]
    is_foreign = shown not in ("", get_language()) or about["description_is_outdated"]
    if len(there) < 2 or not (is_foreign or any(map(is_plain, there))):
        return ()
    return tuple(
        Reading(
            name=own_name(each),
            spoken=in_language(each),
            lang=base_of(each),
            address=f"?{urlencode({'text': each})}",
            current=each == shown,
        )
        for each in there
    )
