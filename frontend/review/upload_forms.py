"""The two forms of an upload: whose list it is, and what its columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend import words
from frontend.review.upload_words import FIELDS, NOUNS, target_word
from servicemap import uploads
from servicemap.models import Upload
from servicemap.uploads import Column, Received

ENDINGS = ".csv,.tsv,.txt,.xlsx,.geojson,.json,.gpx,.gpkg"
KINDS: dict[str, words.Words] = {
    "organisation": words.ORGANISATIONS,
    "place": {"place": _("place")},
    "amenity": words.AMENITIES,
}
NEEDED = {"name", "starts_at"}


class UploadForm(forms.Form):
    """A file, and the list that it is a version of."""

    use_required_attribute = False  # what is missing is told by the page, in one place

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX, GeoJSON, GPX or GeoPackage, at most 20 MB"),
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
    )
    noun = forms.ChoiceField(label=_("What are its rows?"), choices=list(NOUNS.items()))
    series = forms.ChoiceField(
        label=_("Is it a new version of a list?"),
        help_text=_("A new version changes what has changed and closes what is gone."),
        required=False,
    )
    name = forms.CharField(
        label=_("Name of a new list"),
        help_text=_("Readers see it as the source, such as “Members of the sports council”."),
        max_length=200,
        required=False,
    )
    licence = forms.CharField(
        label=_("Licence"), max_length=100, required=False, initial="CC BY 4.0"
    )
    attribution = forms.CharField(label=_("Who is to be credited?"), max_length=300, required=False)

    def __init__(self, person: User, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        series: Any = self.fields["series"]
        series.choices = [("", gettext("No, it is a new list")), *uploads.series(person)]
        noun: Any = self.fields["noun"]
        noun.choices = [(key, NOUNS[key]) for key in NOUNS if key in uploads.nouns_of(person)]

    def clean(self) -> dict[str, Any]:
        """A new list needs a name and a licence; a known one has them."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("series"):
            if not cleaned.get("name") and "name" not in self.errors:
                self.add_error("name", gettext("A new list needs a name."))
            if not cleaned.get("licence") and "licence" not in self.errors:
                self.add_error(
                    "licence", gettext("Say under which licence others may use the list.")
                )
        return cleaned

    def received(self) -> Received:
        """Return what the form says."""
        kept = ("noun", "series", "name", "licence", "attribution")
        return Received(**{key: self.cleaned_data[key] for key in kept})


class PlanForm(forms.Form):
    """One choice for each column, and what holds for all rows."""

    use_required_attribute = False

    def __init__(self, upload: Upload, columns: Sequence[Column], *arguments: Any) -> None:
        super().__init__(*arguments)
        self.columns = columns
        noun = str(upload.options["noun"])
        choices = [("", gettext("– nothing, leave it out –"))]
        choices += [(target, target_word(target)) for target in uploads.targets(noun)]
        for number, column in enumerate(columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column.name,
                choices=choices,
                required=False,
                initial=column.target,
                help_text=" · ".join(column.examples) or gettext("empty"),
            )
        self._add_rest(noun, upload.options)

    def _add_rest(self, noun: str, options: dict[str, Any]) -> None:
        self.fields["language"] = forms.ChoiceField(
            label=gettext("Texts without a language of their own are in"),
            choices=settings.LANGUAGES,
            initial=options.get("language", settings.LANGUAGE_CODE),
        )
        if noun in KINDS:
            by_word = {str(text): key for key, text in KINDS[noun].items()}
            self.fields["kind"] = forms.ChoiceField(
                label=gettext("Rows that do not say their kind are"),
                choices=[(by_word[text], text) for text in sorted(by_word, key=str.casefold)],
                initial=options.get("kind", "association"),
            )
        if noun == "organisation":
            self.fields["keep_unplaced"] = forms.BooleanField(
                label=gettext("Take organisations whose address is not found, without a place"),
                required=False,
                initial=options.get("keep_unplaced", False),
            )

    def clean(self) -> dict[str, Any]:
        """No two columns hold the same, and what every row needs has a column."""
        cleaned = super().clean() or self.cleaned_data
        chosen: dict[str, str] = {}
        for number, column in enumerate(self.columns):
            target = cleaned.get(f"column-{number}", "")
            if target in chosen:
                other = {"column": chosen[target]}
                text = gettext("“%(column)s” is this already; choose each only once.") % other
                self.add_error(f"column-{number}", text)
            elif target:
                chosen[target] = column.name
        held = {target.partition(":")[0] for target in chosen}
        possible = {each[0] for each in self._choices()}
        for key in sorted(NEEDED & possible - held):
            field = {"field": words.word(FIELDS, key)}
            self.add_error("column-0", gettext("No column is chosen for: %(field)s.") % field)
        return cleaned

    def _choices(self) -> list[tuple[str, str]]:
        first: Any = self.fields["column-0"]
        return list(first.choices)

    def options(self) -> dict[str, Any]:
        """Return what the form says, as an upload keeps it."""
        cleaned = self.cleaned_data
        mapping = {
            column.name: cleaned[f"column-{number}"]
            for number, column in enumerate(self.columns)
            if cleaned[f"column-{number}"]
        }
        rest = ("language", "kind", "keep_unplaced")
        return {"mapping": mapping, **{key: cleaned[key] for key in rest if key in cleaned}}

    def column_fields(self) -> list[forms.BoundField]:
        """Return the choices of the columns."""
        return [self[f"column-{number}"] for number in range(len(self.columns))]

    def other_fields(self) -> list[forms.BoundField]:
        """Return what holds for all rows."""
        return [self[key] for key in self.fields if not key.startswith("column-")]
