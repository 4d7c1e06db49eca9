"""The places at which an organisation works: halls, clubhouses, offices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend import words
from frontend.my import fields
from frontend.my.steps.base import Draft, Row
from frontend.my.steps.entries import EntriesStep, EntryForm
from servicemap.editing.patches import Patch, at
from servicemap.wording import is_plain

CONTACT = ("telephone", "email", "website", "wheelchair")


class PlaceForm(EntryForm):
    """Name, kind and description, where it is, how to reach it, when it is open."""

    texts = ("name", "description")

    def build(self) -> None:
        sheet = self.draft.sheet
        self.put_texts()
        named = sorted(
            ((key, str(word)) for key, word in words.PLACES.items()),
            key=lambda each: each[1].casefold(),
        )
        kinds = [("", _("Choose …")), *named]
        self.put("kind", fields.choice(kinds, at(sheet, self.path("kind"))))
        for language in settings.AREA.languages:
            if not is_plain(language) and (language in self._streets or self._is_first(language)):
                self.put(f"street_address.{language}", fields.line(language))
        self.put("postal_code", fields.line(inputmode="numeric", dir="ltr"))
        self.put("city", fields.line())
        self.put(
            "point",
            fields.PositionField(
                _("An address, or longitude and latitude. Left empty: where the address is.")
            ),
        )
        self.put("telephone", fields.line(inputmode="tel", dir="ltr"))
        self.put("email", fields.line(inputmode="email", dir="ltr"))
        self.put("website", fields.WebAddressField())
        known = [("", _("Not known")), *((key, str(w)) for key, w in words.WHEELCHAIR.items())]
        self.put("wheelchair", fields.choice(known, at(sheet, self.path("wheelchair"))))

    def where_rows(self) -> Iterator[Row]:
        """Return what it is and where."""
        streets = [f"street_address.{language}" for language in settings.AREA.languages]
        return self.named("kind", *streets, "postal_code", "city", "point")

    def contact_rows(self) -> Iterator[Row]:
        """Return how to reach it."""
        return self.named(*CONTACT)

    @property
    def _streets(self) -> list[str]:
        prefix = self.path("street_address.")
        return [each.removeprefix(prefix) for each in self.draft.sheet if each.startswith(prefix)]

    def _is_first(self, language: str) -> bool:
        return language in settings.AREA.languages[:2]

    def values(self) -> Patch:
        found = super().values()
        point = self.path("point")
        if "do" in self.data and point in found and found[point] is None:
            found[point] = self._looked_up(found)
        return found

    def _looked_up(self, found: Patch) -> list[float] | None:
        """Return where the address is, if that is known."""
        prefix = self.path("street_address.")
        for path, street in found.items():
            if path.startswith(prefix) and street:
                try:
                    return fields.position_of(str(street))
                except ValidationError:
                    continue
        return None


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
