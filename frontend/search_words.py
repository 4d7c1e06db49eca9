"""Say in the reader's language what the search's script itself has to say."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# {count} is put in by the script; the refusals are called as position.ts calls them.
TEXTS: Mapping[str, str | Promise] = {
    "suggestions": _("Suggestions"),
    "none": _("No suggestions; the search may find more."),
    "one": _("1 suggestion; the arrow keys choose it."),
    "many": _("{count} suggestions; the arrow keys choose one."),
    "locating": _("Asking your browser where you are…"),
    "denied": _(
        "Your browser was not allowed to say where you are. Write an address under the filters."
    ),
    "unavailable": _(
        "Your device does not know where it is. Write an address under the filters instead."
    ),
    "slow": _("Your device took too long to say where it is. Try again, or write an address."),
    "example": _("Example, not real"),
    "outside": _("You are outside the area of this map. Write an address that lies in it."),
}


def texts() -> dict[str, str]:
    """Return the script's own texts in the active language."""
    return {key: str(text) for key, text in TEXTS.items()}
