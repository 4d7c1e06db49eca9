"""Ask for a text in each of the area's languages, without a column or a migration per language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from geodata.area import current_area
from geodata.languages import own_name
from geodata.texts import Texts

LONGEST = 10_000


class TextsWidget(forms.Widget):
    """One labelled input per language: the area's, and any other that the value already has."""

    template_name = "geodata/texts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, multiline: bool = False) -> None:
        self.multiline = multiline
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        texts = _texts(value)
        context["multiline"] = self.multiline
        context["inputs"] = [
            {
                "name": f"{name}.{language}",
                "id": f"id_{name}_{language or 'any'}",
                "language": language,
                "label": own_name(language),
                "text": texts.get(language, ""),
            }
            for language in dict.fromkeys([*self._languages(), "", *texts])
        ]
        return context

    def _languages(self) -> tuple[str, ...]:
        """Names have no plain language; longer texts have."""
        area = current_area()
        return area.languages + (area.content_languages if self.multiline else ())

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> dict[str, str] | None:
        prefix = f"{name}."
        return {key.removeprefix(prefix): str(data[key]) for key in data if key.startswith(prefix)}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}.") for key in data)

    def id_for_label(self, id_: str) -> str:
        return ""  # every input has a label of its own


class TextsFormField(forms.Field):
    """A `Texts` dictionary in a form; empty languages are left out."""

    widget = TextsWidget

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=TextsWidget(multiline=multiline), **kwargs)

    def to_python(self, value: Any) -> Texts:
        texts = {language: text.strip() for language, text in _texts(value).items()}
        for text in texts.values():
            if "\0" in text:
                raise ValidationError(gettext_lazy("Null characters are not allowed."))
            if len(text) > LONGEST:
                raise ValidationError(
                    gettext_lazy("A text has at most %(longest)s characters."),
                    params={"longest": LONGEST},
                )
        return {language: text for language, text in texts.items() if text}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _texts(initial) != self.to_python(data)


def _texts(value: Any) -> Texts:
    if isinstance(value, str):
        value = json.loads(value or "{}")
    return dict(value or {})
