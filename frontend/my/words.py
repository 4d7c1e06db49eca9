"""Name the fields of a sheet for people: "Name in Finnish", "Kallio hall: telephone"."""

from __future__ import annotations

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from frontend import words
from frontend.templatetags.spoken import in_language
from servicemap.editing.patches import Sheet
from servicemap.editing.sheets import GONE, Where, where
from servicemap.wording import chosen

FIELDS: words.Words = {
    **words.FIELDS,
    "audience": pgettext_lazy("fact", "For whom"),
    "languages": pgettext_lazy("fact", "Languages of service"),
    "identifiers": pgettext_lazy("fact", "Identifiers elsewhere"),
    "topics": pgettext_lazy("fact", "Topics"),
    "hours": pgettext_lazy("fact", "Opening hours"),
    "areas": pgettext_lazy("fact", "Operating area"),
    "summary": pgettext_lazy("fact", "Summary"),
    "starts_at": pgettext_lazy("fact", "Begins"),
    "ends_at": pgettext_lazy("fact", "Ends"),
    "all_day": pgettext_lazy("fact", "All day"),
    "status": pgettext_lazy("fact", "Status"),
    "recurrence": pgettext_lazy("fact", "Repeated"),
    "exceptions": pgettext_lazy("fact", "Exceptions"),
    "is_free": pgettext_lazy("fact", "Free of charge"),
    "price": pgettext_lazy("fact", "Price"),
    "place": pgettext_lazy("fact", "Place"),
    "pictures": pgettext_lazy("fact", "Pictures"),
    GONE: pgettext_lazy("fact", "Removed"),
}
NEW_ONES: words.Words = {
    "places": gettext_lazy("New place"),
    "events": gettext_lazy("New event"),
}
OLD_ONES: words.Words = {
    "places": pgettext_lazy("kind", "Place"),
    "events": pgettext_lazy("kind", "Event"),
}


def label(path: str, sheet: Sheet) -> str:
    """Return what a path is called in the active language; "" is the whole."""
    if not path:
        return _("All of it")
    found = where(path)
    name = field_name(found)
    if not found.group:
        return name
    return _("%(entry)s: %(field)s") % {"entry": called(found.target, sheet), "field": name}


def field_name(found: Where) -> str:
    """Return what a field is called, and in which language it is."""
    name = words.word(FIELDS, found.name)
    if not (found.is_text and found.language):
        return name
    return _("%(field)s %(language)s") % {"field": name, "language": in_language(found.language)}


def called(target: str, sheet: Sheet) -> str:
    """Return the name that a sheet gives to the organisation ("") or to what is its."""
    prefix = f"{target}.name." if target else "name."
    names = {
        path.removeprefix(prefix): text
        for path, text in sheet.items()
        if path.startswith(prefix) and isinstance(text, str)
    }
    text = chosen(names, (get_language() or "en").split("-")[0])[0]
    if text or not target:
        return text
    group, _dot, key = target.partition(".")
    return words.word(OLD_ONES if key.isdigit() else NEW_ONES, group)
