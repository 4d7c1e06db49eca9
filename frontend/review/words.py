"""Call what waits, and what was decided, in the reader's language."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from frontend.words import Words

KINDS: Words = {
    "new": pgettext_lazy("waits", "New"),
    "changed": pgettext_lazy("waits", "Changed"),
    "claimed": pgettext_lazy("waits", "Claimed"),
    "reported": pgettext_lazy("waits", "Reported"),
    "stale": pgettext_lazy("waits", "Not confirmed"),
    "published": pgettext_lazy("waits", "Published, to be looked at"),
}
ICONS = {
    "new": "organisation",
    "changed": "swap",
    "claimed": "claim",
    "reported": "problem",
    "stale": "clock",
    "published": "yes",
}
AGES: Words = {
    "0": pgettext_lazy("waits", "Any time"),
    "1": pgettext_lazy("waits", "A day at least"),
    "7": pgettext_lazy("waits", "A week at least"),
    "30": pgettext_lazy("waits", "30 days at least"),
}
WHOSE: Words = {
    "": pgettext_lazy("waits", "All"),
    "free": pgettext_lazy("waits", "Nobody else is at it"),
    "mine": pgettext_lazy("waits", "I am at it"),
}
ORDERS: Words = {
    "oldest": pgettext_lazy("waits", "Oldest first"),
    "newest": pgettext_lazy("waits", "Newest first"),
}
STATES: Words = {
    "draft": pgettext_lazy("revision", "Being written"),
    "submitted": pgettext_lazy("revision", "Waits for the city"),
    "returned": pgettext_lazy("revision", "Returned with comments"),
    "published": pgettext_lazy("revision", "Published"),
    "rejected": pgettext_lazy("revision", "Rejected"),
    "withdrawn": pgettext_lazy("revision", "Given up"),
}
PARTS: Words = {
    "new": pgettext_lazy("part", "New"),
    "changed": pgettext_lazy("part", "Changed"),
    "gone": pgettext_lazy("part", "Removed"),
    "back": pgettext_lazy("part", "Back again"),
}
REASONS: Words = {
    "wrong": pgettext_lazy("report", "Something is wrong"),
    "closed": pgettext_lazy("report", "It is no more"),
    "moved": pgettext_lazy("report", "It has moved"),
    "duplicate": pgettext_lazy("report", "It is there twice"),
    "harm": pgettext_lazy("report", "It does not belong here"),
}


def language() -> str:
    """Return the language of the page, without its region."""
    return (get_language() or "en").split("-")[0]


def person(someone: User | None) -> str:
    """Call somebody: by their name, else by their address; accounts may be gone."""
    if someone is None:
        return _("somebody whose account is gone")
    return someone.get_full_name() or someone.email or someone.get_username()
