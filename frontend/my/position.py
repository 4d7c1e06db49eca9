"""Ask where something is: by an address, by the name of what is there, or by lon,lat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from servicemap import values
from servicemap.editing import whereabouts
from servicemap.problems import Candidate, NotFound

LOCATE = "locate"  # the button that looks for the address above
MEANT = "-meant"  # beside a name that means several: which


class PositionWidget(forms.TextInput):
    """The text, or what was chosen among those that it may mean, or the address above."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        typed = str(data.get(f"{name}{MEANT}") or data.get(name) or "")
        if data.get("do") == f"{LOCATE} {name}":
            return address_in(data, name.removesuffix("point")) or typed
        return typed


class PositionField(forms.CharField):
    """[lon, lat]; where a text means several places, `candidates` are offered."""

    def __init__(self) -> None:
        super().__init__(
            max_length=values.LONGEST,
            widget=PositionWidget({"dir": "auto", "autocomplete": "off"}),
            help_text=_("An address, the name of a place, or longitude and latitude."),
        )
        self.candidates: tuple[Candidate, ...] = ()

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list) and len(value) == 2:
            return ", ".join(f"{degrees:.6f}" for degrees in value)
        return value

    def clean(self, value: Any) -> list[float] | None:
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            return whereabouts.position_of(text, (get_language() or "en").split("-")[0])
        except values.ValueRefused as error:
            raise ValidationError(str(error)) from None
        except NotFound as error:
            self.candidates = error.candidates
            raise ValidationError(_("It is not clear where this is.")) from None


def address_in(data: Mapping[str, Any], prefix: str) -> str:
    """Return the address that stands in the fields of a form."""
    streets = [str(data[name]) for name in data if name.startswith(f"{prefix}street_address.")]
    street = next((each.strip() for each in streets if each.strip()), "")
    city = str(data.get(f"{prefix}city") or "").strip()
    return ", ".join(filter(None, (street, city))) if street else ""
