"""Say in the reader's language what the map's script itself has to say; the rest comes as pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from frontend import words

# {name} is put in by the script.
TEXTS: Mapping[str, str | Promise] = {
    "mapHelp": _("Map: the arrow keys move it, plus and minus zoom"),
    "locate": _("Where am I?"),
    "onMap": _("{name}: show on the map"),
    "zoomIn": _("Zoom in"),
    "zoomOut": _("Zoom out"),
    "close": _("Close"),
    "fromHere": _("Walk from here"),
    "toHere": _("Walk to here"),
    "areaHere": _("What can be reached from here?"),
    "page": _("All about it"),
    "nameAndKind": _("{name}, {kind}"),
    "nameless": _("{kind} without a name"),
    "point": _("This point"),
    "example": _("Example, not real"),
    "cluster": _("{count} places close together, show them"),
    "inView": _("{count} in view"),
    "aboutInView": _("About {count} in view"),
    "allInView": _("{names}: all in view"),
    "noneInView": _("None in view"),
    "allOf": _("{names}: all {count}"),
    "tooMany": _("{names}: {shown} of {count} shown; zoom in to see the others."),
    "start": _("Start"),
    "goal": _("Goal"),
    "operatingArea": _("Operating area of {name}"),
    "operatingIs": _("Operating area: {text}"),
    "cornerSet": _("Corner {number} set at {where}."),
    "spotSet": _("Position set at {where}."),
    "cornerGone": _("The last corner was taken back; {count} are left."),
    "loading": _("Looking for the way…"),
    "offline": _("You are offline. What you see is the last answer."),
    "unanswered": _("The service does not answer."),
    "noBasemap": _("The background of the map did not load. Everything else works."),
    "again": _("Try again"),
    "located": _("You are here, within {metres} m."),
    "notLocated": _("Your position could not be found. Type an address or use the map's centre."),
    "outside": _("You are outside the area of this map."),
    "cancelledThen": _("Cancelled: {when}"),
    "postponedThen": _("Postponed: {when}"),
    "metres": pgettext_lazy("unit", "{count} m"),
    "minutes": pgettext_lazy("unit", "{count} min"),
    "showMap": _("Show the map"),
    "showList": _("Show the list"),
}


def kind_words() -> dict[str, dict[str, str]]:
    """Return what the entries of each collection are called, by the keys of the data."""
    return {
        collection: {key: str(word) for key, word in by_key.items()}
        for collection, by_key in words.KINDS.items()
    }


def texts() -> dict[str, str]:
    """Return the script's own texts in the active language."""
    return {key: str(text) for key, text in TEXTS.items()}
