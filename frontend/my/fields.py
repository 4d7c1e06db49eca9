"""The kinds of fields that the steps are made of; a draft keeps half-written values too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language

from servicemap.wording import base_of

LONGEST = 20_000  # of a text that a draft keeps; what can be published is shorter
Choices = Iterable[tuple[str, Any]]
HOST = re.compile(r"[\w-]+(\.[\w-]+)+([/?#].*)?")


def line(language: str = "", hint: Any = "", **attributes: str) -> forms.CharField:
    """Ask for one line."""
    widget = forms.TextInput(_said_in(language) | attributes)
    return forms.CharField(max_length=LONGEST, widget=widget, help_text=hint)


def prose(language: str = "", hint: Any = "", rows: int = 6) -> forms.CharField:
    """Ask for several lines."""
    widget = forms.Textarea(_said_in(language) | {"rows": str(rows)})
    return forms.CharField(max_length=LONGEST, widget=widget, help_text=hint)


def choice(choices: Choices, value: Any = "", hint: Any = "") -> forms.ChoiceField:
    """Ask for one of a few; what the data says already is one of them."""
    known = list(choices)
    if value and value not in {key for key, _name in known}:
        known.append((value, str(value).replace("_", " ")))
    return forms.ChoiceField(choices=known, help_text=hint)


class ManyField(forms.MultipleChoiceField):
    """Ask for any of several; their order says nothing."""

    def __init__(self, choices: Choices, value: Any = None, hint: Any = "") -> None:
        known = list(choices)
        there = {key for key, _name in known}
        known += [(key, key) for key in value or () if key not in there]
        super().__init__(choices=known, widget=forms.CheckboxSelectMultiple, help_text=hint)

    def clean(self, value: Any) -> list[str]:
        return sorted(super().clean(value or []))


class WebAddressField(forms.CharField):
    """Ask for an address of the web; `https://` need not be typed."""

    def __init__(self, hint: Any = "") -> None:
        widget = forms.TextInput({"inputmode": "url", "autocomplete": "url", "dir": "ltr"})
        super().__init__(max_length=LONGEST, widget=widget, help_text=hint)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        return f"https://{text}" if HOST.fullmatch(text) else text


def _said_in(language: str) -> dict[str, str]:
    return {"lang": base_of(language), "dir": "auto"} if language else {"dir": "auto"}


def written(position: Sequence[float]) -> str:
    """Write a position as people type it."""
    return ", ".join(f"{degrees:.6f}".rstrip("0") for degrees in position)


def language() -> str:
    """Return the language of the page."""
    return (get_language() or "en").split("-")[0]
