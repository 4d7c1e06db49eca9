"""Say in the reader's language what columns hold, what is wrong with a row, and how far a file is.

The reasons are those of importers/uploads/reasons.toml; gettext finds its texts in code.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from frontend.words import Words, word
from servicemap.uploads import Said

NOUNS: Words = {
    "organisation": _("Organisations, each with its place"),
    "place": _("Places"),
    "amenity": _("Things along the way, such as toilets and benches"),
    "event": _("Events"),
}
FIELDS: Words = {
    "id": _("Number or code that never changes"),
    "name": pgettext_lazy("fact", "Name"),
    "business_id": _("Business ID"),
    "kind": pgettext_lazy("fact", "Kind"),
    "address": pgettext_lazy("fact", "Street address"),
    "postal_code": pgettext_lazy("fact", "Postal code"),
    "city": pgettext_lazy("fact", "City"),
    "lon": _("Longitude or east coordinate"),
    "lat": _("Latitude or north coordinate"),
    "description": pgettext_lazy("fact", "Description"),
    "website": pgettext_lazy("fact", "Website"),
    "email": pgettext_lazy("fact", "E-mail"),
    "invitation": _("Who is invited to look after it (e-mail address, not shown)"),
    "telephone": pgettext_lazy("fact", "Telephone"),
    "hours_text": pgettext_lazy("fact", "Opening hours"),
    "starts_at": _("When it begins"),
    "ends_at": _("When it ends"),
}
STATES: Words = {
    "uploaded": _("Say what the columns hold"),
    "mapped": _("Nothing can be imported yet"),
    "previewed": _("Looked at, not imported"),
    "queued": _("Waiting for its turn"),
    "importing": _("Being imported"),
    "done": _("Imported"),
    "failed": _("Not imported"),
}
REASONS: Words = {
    "no-name": _("it has no name"),
    "no-address": _("there is no address “%(address)s”; nearest spellings: %(candidates)s"),
    "unknown-address": _("there is no address “%(address)s”, and none that is spelled alike"),
    "several-addresses": _(
        "there are several places with the address “%(address)s”; "
        "a postal code would tell them apart (%(candidates)s)"
    ),
    "no-position": _("it has neither coordinates nor an address"),
    "half-position": _("it has one coordinate and not the other"),
    "not-a-number": _("“%(text)s” is not a number"),
    "zero-position": _("its coordinates are 0, 0"),
    "swapped": _("%(x)s, %(y)s lies outside the area: did you swap longitude and latitude?"),
    "outside": _("%(x)s, %(y)s lies outside the area"),
    "outside-metres": _("%(x)s, %(y)s lies in the area in none of the known systems (%(systems)s)"),
    "bad-shape": _("its shape cannot be read (%(why)s)"),
    "wrong-shape": _("its shape is a %(kind)s; a point or a polygon is needed"),
    "large-shape": _("its shape has more than %(most)s vertices"),
    "deep-row": _("it is nested more than %(most)s levels deep"),
    "many-cells": _(
        "it has more cells than there are columns; "
        "is a text with the separator in it without quotes?"
    ),
    "no-start": _("it does not say when it begins"),
    "bad-time": _("“%(text)s” is not a time such as 2026-05-01 18:00 or 1.5.2026 18:00"),
    "no-such-time": _("“%(text)s” does not exist: the clock is put forward then"),
    "ends-first": _("it ends before it begins"),
    "twice": _("its id “%(id)s” came before; the first is taken"),
    "left-out-email": _("“%(text)s” is no e-mail address; left out"),
    "left-out-website": _("“%(text)s” is no web address that may be linked; left out"),
    "left-out-address": _("it is taken without a position: there is no address “%(address)s”"),
}
COUNTS: Words = {
    "new": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "closed": _("Closed, since no longer in the list"),
}


def target_word(target: str) -> str:
    """Return what a column can hold: "Name", or "Name (Svenska)" where it is in one language."""
    key, _colon, code = target.partition(":")
    name = word(FIELDS, key)
    return f"{name} ({dict(settings.LANGUAGES).get(code, code)})" if code else name


def said_word(said: Said) -> tuple[str, str]:
    """Return what is to be said of a row, and its language where that is not the reader's."""
    if said.key not in REASONS:
        return said.text, "en"
    return str(REASONS[said.key]) % said.values, ""


def row_word(number: int, name: str) -> str:
    """Return what a row is called on the map."""
    return gettext("Row %(number)s: %(name)s") % {"number": number, "name": name[:80]}
