"""Say what visitors did and reported: rounded numbers, reasons, names in letters."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend.visitors.words import REASONS
from frontend.words import word
from servicemap.wording import chosen

register = template.Library()


@register.filter
def reason_word(reason: str) -> str:
    """Return what a report is about."""
    return word(REASONS, reason)


@register.filter
def about_many(number: int | None) -> str:
    """Return a rounded number, as it is told: 0, "fewer than 5", or to the nearest five."""
    return _("fewer than 5") if number is None else number_format(number, force_grouping=True)


@register.filter
def whole(days: float) -> int:
    """Return days as a whole number."""
    return round(days)


@register.filter
def said_name(names: Mapping[str, str]) -> str:
    """Return a name in the language of a letter."""
    return chosen(names, (get_language() or "en").split("-")[0])[0] or _("an entry without a name")
