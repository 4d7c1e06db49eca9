"""Name an organisation for those who look after it, and say what has been done."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from frontend.addresses import entry_address
from frontend.words import Words
from servicemap.wording import chosen

DONE: Words = {
    "invited": _("The invitation is on its way."),
    "withdrawn": _("The invitation was taken back."),
    "changed": _("Saved."),
    "dismissed": _("They look after the organisation no longer, and were told so."),
    "handed-over": _("You have handed the organisation over. You still look after it."),
    "joined": _("Welcome: you look after this organisation now."),
}


def named(organisation: Any) -> dict[str, str]:
    """Return what an organisation is called here, in which language that is, and where it is."""
    name, language = chosen(organisation.name, (get_language() or "en").split("-")[0])
    address = entry_address("organisations", organisation.pk, name)
    people = reverse("pages:people", args=[organisation.pk])
    claim = reverse("pages:claim", args=[organisation.pk])
    told = {"name": name, "language": language, "address": address}
    return {**told, "people": people, "claim": claim}
