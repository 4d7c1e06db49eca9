"""Put the engine's directions into words: Finnish, Swedish and English through gettext."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from geodata.area import current_area
from geodata.languages import base_of, is_plain, own_name
from geodata.network import Instruction
from geodata.texts import choose
from servicemap.walks import InstructionText

__all__ = ["base_of", "chosen", "compass", "in_words", "interface_language", "is_plain", "own_name"]
COMPASS = 8


def interface_language(language: str) -> str:
    """Return the language of the sentences: the asked one where translated, else English."""
    return language if language in dict(settings.LANGUAGES) else "en"


def chosen(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return the best text for a reader and its language ("" when unknown)."""
    return choose(dict(texts), language, current_area().languages)


def in_words(directions: Iterable[Instruction], language: str) -> tuple[InstructionText, ...]:
    """Return the directions as sentences in the active language, street names in `language`."""
    return tuple(_told(instruction, language) for instruction in directions)


def _told(instruction: Instruction, language: str) -> InstructionText:
    street = chosen(instruction.street, language)[0] or None
    return InstructionText(_sentence(instruction, street), round(instruction.metres, 1), street)


def _sentence(instruction: Instruction, street: str | None) -> str:
    kind, way = instruction.kind, instruction.way
    if kind == "arrive":
        return _("You have arrived.")
    if way == "elevator":
        return _("Take the lift.")
    if kind == "depart":
        sentence = _("Head %(compass)s %(along)s") % {
            "compass": compass(instruction.bearing),
            "along": _along(way, street),
        }
    elif kind == "continue":
        sentence = _("Continue %(along)s") % {"along": _along(way, street)}
    else:
        sentence = _("%(turn)s %(onto)s") % {"turn": _turn(kind), "onto": _onto(way, street)}
    if instruction.steps:
        count = ngettext("%(count)d step", "%(count)d steps", instruction.steps)
        sentence += f" ({count % {'count': instruction.steps}})"
    return f"{sentence}."


def compass(bearing: float) -> str:
    """Return a direction in words, as in "head north"."""
    return _compass_words(_spoken())[round(bearing / (360 / COMPASS)) % COMPASS]


def _turn(kind: str) -> str:
    words = _turn_words(_spoken())
    return words.get(kind) or words["continue"]


def _along(way: str, street: str | None) -> str:
    if street:
        return pgettext("along", "along %(street)s") % {"street": street}
    words = _along_words(_spoken())
    return words.get(way) or words["path"]


def _onto(way: str, street: str | None) -> str:
    if street:
        return pgettext("onto", "onto %(street)s") % {"street": street}
    words = _onto_words(_spoken())
    return words.get(way) or words["path"]


def _spoken() -> str:
    return get_language() or "en"


# The tables below are looked up for every instruction, so each is translated once per language.


@lru_cache
def _compass_words(_language: str) -> tuple[str, ...]:
    return (
        pgettext("head", "north"),
        pgettext("head", "northeast"),
        pgettext("head", "east"),
        pgettext("head", "southeast"),
        pgettext("head", "south"),
        pgettext("head", "southwest"),
        pgettext("head", "west"),
        pgettext("head", "northwest"),
    )


@lru_cache
def _turn_words(_language: str) -> dict[str, str]:
    return {
        "continue": _("Go"),
        "left": _("Turn left"),
        "right": _("Turn right"),
        "slight_left": _("Bear left"),
        "slight_right": _("Bear right"),
        "sharp_left": _("Turn sharp left"),
        "sharp_right": _("Turn sharp right"),
    }


@lru_cache
def _along_words(_language: str) -> dict[str, str]:
    return {
        "street": pgettext("along", "along the street"),
        "footway": pgettext("along", "along the footway"),
        "path": pgettext("along", "along the path"),
        "steps": pgettext("along", "up or down the steps"),
        "cycleway": pgettext("along", "along the cycleway"),
        "square": pgettext("along", "across the square"),
        "crossing": pgettext("along", "over the crossing"),
        "corridor": pgettext("along", "along the corridor"),
        "platform": pgettext("along", "along the platform"),
        "track": pgettext("along", "along the track"),
        "pier": pgettext("along", "along the pier"),
    }


@lru_cache
def _onto_words(_language: str) -> dict[str, str]:
    return {
        "street": pgettext("onto", "onto the street"),
        "footway": pgettext("onto", "onto the footway"),
        "path": pgettext("onto", "onto the path"),
        "steps": pgettext("onto", "onto the steps"),
        "cycleway": pgettext("onto", "onto the cycleway"),
        "square": pgettext("onto", "onto the square"),
        "crossing": pgettext("onto", "over the crossing"),
        "corridor": pgettext("onto", "into the corridor"),
        "platform": pgettext("onto", "onto the platform"),
        "track": pgettext("onto", "onto the track"),
        "pier": pgettext("onto", "onto the pier"),
    }
