"""How an organisation is reached, and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend import words
from frontend.map_page import config
from frontend.my import fields
from frontend.my.position import LOCATE, PositionField
from frontend.my.steps.base import Draft, Row, SheetForm, Step
from servicemap.editing.patches import Sheet, at

REACHED = ("website", "email", "telephone")
STREETS = 2  # languages in which streets have names, the area's first


def add_contact(form: SheetForm, prefix: str = "") -> None:
    """Add the fields of how to reach something and of where it is: an organisation or a place."""
    sheet = form.draft.sheet
    form.add(f"{prefix}website", fields.WebAddressField())
    form.add(f"{prefix}email", fields.line(type="email", autocomplete="email", dir="ltr"))
    form.add(f"{prefix}telephone", fields.line(type="tel", autocomplete="tel", dir="ltr"))
    for path in streets_of(sheet, prefix):
        form.add(path, fields.line(path.rpartition(".")[2]))
    form.add(f"{prefix}postal_code", fields.line(autocomplete="postal-code"))
    form.add(f"{prefix}city", fields.line(autocomplete="address-level2"))
    form.add(f"{prefix}point", PositionField())
    wheelchair = [
        ("", _("Not known")),
        *((key, text) for key, text in words.WHEELCHAIR.items() if key),
    ]
    form.add(f"{prefix}wheelchair", fields.choice(wheelchair, at(sheet, f"{prefix}wheelchair")))


def streets_of(sheet: Sheet, prefix: str = "") -> list[str]:
    """Return the paths of the street address: the languages of streets, and what else is told."""
    start = f"{prefix}street_address."
    told = [path for path in sorted(sheet) if path.startswith(start)]
    usual = [f"{start}{code}" for code in settings.AREA.languages[:STREETS]]
    return list(dict.fromkeys([*usual, *told]))


class ContactForm(SheetForm):
    """Website, e-mail, telephone, address, position, accessibility."""

    def build(self) -> None:
        add_contact(self)

    def reached(self) -> Iterator[Row]:
        """Return how it is reached from afar."""
        return self.rows(*REACHED)

    def address(self) -> Iterator[Row]:
        """Return the address."""
        return self.rows(*streets_of(self.draft.sheet), "postal_code", "city")

    def position(self) -> Row:
        """Return where it is."""
        return self.row("point")

    def accessibility(self) -> Iterator[Row]:
        """Return whether a wheelchair gets in."""
        return self.rows("wheelchair")


class Contact(Step):
    key = "contact"
    name = gettext_lazy("Contact and address")
    lead = gettext_lazy("What is published here everybody can read; leave out what is private.")
    form_class = ContactForm
    names = (*REACHED, "street_address", "postal_code", "city", "point", "wheelchair")

    def context(self, draft: Draft, form: SheetForm) -> dict[str, Any]:
        """Return what the map needs on which the position can be pressed."""
        return {"map_config": config(), "spot": {"field": form["point"].id_for_label}}

    def after(self, do: str, draft: Draft) -> str:
        """What was looked for is shown where it was asked for."""
        return "#id_point" if do.startswith(LOCATE) else ""
