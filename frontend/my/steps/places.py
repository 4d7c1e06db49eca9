"""The places at which an organisation works: halls, clubhouses, offices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend import words
from frontend.my import fields
from frontend.my.hours import HoursFields
from frontend.my.position import LOCATE
from frontend.my.steps.base import Draft, Row
from frontend.my.steps.contact import REACHED, add_contact, streets_of
from frontend.my.steps.entries import EntriesStep, EntryForm
from servicemap.editing.patches import at


class PlaceForm(EntryForm):
    """Name, kind and description, where it is, how to reach it, when it is open."""

    texts = ("name", "description")

    def build(self) -> None:
        self.put_texts()
        named = sorted(
            ((key, str(word)) for key, word in words.PLACES.items()),
            key=lambda each: each[1].casefold(),
        )
        kind = self.path("kind")
        self.add(kind, fields.choice([("", _("Choose …")), *named], at(self.draft.sheet, kind)))
        add_contact(self, self.path(""))
        self.hours = HoursFields(self, self.path("hours"))

    def kind_rows(self) -> Iterator[Row]:
        """Return what it is."""
        return self.named("kind", "wheelchair")

    def address_rows(self) -> Iterator[Row]:
        """Return where it is but its position."""
        yield from self.rows(*streets_of(self.draft.sheet, self.path("")))
        yield from self.named("postal_code", "city")

    def position(self) -> Row:
        """Return the position."""
        return self.row(self.path("point"))

    def contact_rows(self) -> Iterator[Row]:
        """Return how to reach it."""
        return self.named(*REACHED)


class Places(EntriesStep):
    key = "places"
    name = gettext_lazy("Places")
    lead = gettext_lazy("Where people can come to you: each place has a page of its own.")
    group = "places"
    entry_class = PlaceForm

    def what(self, target: str, draft: Draft) -> str:
        kind = at(draft.sheet, f"{target}.kind")
        address: Any = [
            at(draft.sheet, f"{target}.street_address.{language}")
            for language in settings.AREA.languages
        ]
        told = [words.word(words.PLACES, kind) if kind else "", next(filter(None, address), "")]
        return ", ".join(filter(None, told))

    def after(self, do: str, draft: Draft) -> str:
        """What was looked for is shown where it was asked for; further exceptions likewise."""
        if do.startswith(LOCATE):
            path = do.partition(" ")[2]
            return f"?entry={path.split('.')[1]}#id_{path}" if path.count(".") == 2 else ""
        return ""
