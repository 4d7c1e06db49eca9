"""Say in the reader's language what visitors did, and what they report."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from frontend.words import Words

REASONS: Words = {
    "wrong": _("Something told here is wrong"),
    "closed": _("It has closed, or is no more"),
    "moved": _("It has moved"),
    "duplicate": _("It is on the map twice"),
    "harm": _("It does not belong on the map"),
}
USES: Words = {
    "opened": pgettext_lazy("use", "Opened"),
    "routed": pgettext_lazy("use", "Ways asked for"),
    "shared": pgettext_lazy("use", "Shared"),
    "calendar": pgettext_lazy("use", "Added to a calendar"),
    "found": pgettext_lazy("use", "Found by a search"),
}
