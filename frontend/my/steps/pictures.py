"""What an organisation shows of itself: pictures, each with words for who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from frontend.my import fields
from frontend.my.steps.base import Draft, Remark, SheetForm, Step
from frontend.templatetags.spoken import in_language
from servicemap.editing.patches import Patch, at, neat
from servicemap.models import Picture
from servicemap.pictures import receiving, showing
from servicemap.pictures.receiving import PictureError
from servicemap.wording import chosen

PATH = showing.PATH
WHOLE = "whole"  # a hidden field behind the file


@dataclass(frozen=True)
class Shown:
    """One picture on the page."""

    picture: Picture
    number: int
    is_first: bool
    is_last: bool
    alternative: str  # in the reader's language, or another
    fields: tuple[forms.BoundField, ...]


class PicturesForm(SheetForm):
    """The words of each picture, in the order in which they are shown, and a file to add."""

    def build(self) -> None:
        self.listed: list[dict[str, Any]] = at(self.draft.sheet, PATH) or []
        ids = showing.ids_in(self.listed)
        self.known = showing.of_revision(self.draft.revision).in_bulk(ids)
        for each in self.listed:
            for language in _languages(each):
                one = fields.line(language)
                one.label = _("%(field)s %(language)s") % {
                    "field": _("What it shows"),
                    "language": in_language(language),
                }
                one.required = False
                one.initial = each["alternative"].get(language)
                self.fields[_name(each["id"], language)] = one
        accept = forms.FileInput({"accept": "image/jpeg,image/png,image/webp"})
        self.fields["file"] = forms.FileField(
            label=_("Add a picture"),
            widget=accept,
            required=False,
            help_text=_("JPEG, PNG or WebP, at most 10 MB. Where it was taken is not kept."),
        )

    def clean(self) -> dict[str, Any]:
        """Take the file in; what is wrong with it is told beside it."""
        file = self.cleaned_data.get("file")
        self.added: Picture | None = None
        if WHOLE not in self.data:  # the server stops reading what is far too large
            self.errors.pop("file", None)
            self.add_error("file", _("The picture is larger than 10 MB."))
        elif file is not None:
            self._receive(file)
        return self.cleaned_data

    def _receive(self, file: Any) -> None:
        revision = self.draft.revision
        if len(self.listed) >= showing.MOST:
            told = _("At most %(most)d pictures are shown; take one out first.")
            self.add_error("file", told % {"most": showing.MOST})
            return
        try:
            self.added = receiving.receive(file, revision, self.person)
        except PictureError as error:
            self.add_error("file", str(error))

    def values(self) -> Patch:
        rows = [{"id": each["id"], "alternative": self._alternative(each)} for each in self.listed]
        rows = _moved(rows, self.data.get("do", ""))
        if self.added and self.added.pk not in showing.ids_in(rows):
            rows.append({"id": self.added.pk, "alternative": {}})
        return {PATH: rows or None}

    def shown(self) -> Patch:
        return {PATH: self.listed or None}

    def _alternative(self, each: dict[str, Any]) -> dict[str, str]:
        said = dict(each["alternative"])
        for language in _languages(each):
            name = _name(each["id"], language)
            if name in self.data:
                said[language] = neat(self.cleaned_data.get(name))
        return {language: words for language, words in said.items() if words}

    def pictures(self) -> Iterator[Shown]:
        """Yield the pictures as the page shows them."""
        for number, each in enumerate(self.listed, 1):
            if picture := self.known.get(each["id"]):
                names = [_name(picture.pk, language) for language in _languages(each)]
                bound = tuple(self[name] for name in names)
                is_last = number == len(self.listed)
                words = chosen(each["alternative"], get_language() or "en")[0]
                yield Shown(picture, number, number == 1, is_last, words, bound)

    def field_of(self, path: str) -> str | None:
        """Return the field of the first picture without words."""
        silent = (each for each in self.listed if not any(each["alternative"].values()))
        return next((_name(each["id"], _languages(each)[0]) for each in silent), None)

    def whole(self) -> Remark:
        """Return what is to be said of all of them."""
        return self.remark(PATH)

    @property
    def is_full(self) -> bool:
        """Say whether none can be added."""
        return len(self.listed) >= showing.MOST


class Pictures(Step):
    key = "pictures"
    name = gettext_lazy("Pictures")
    lead = gettext_lazy("Pictures help people to find you. Show only what you may show.")
    form_class = PicturesForm
    names = (PATH,)

    def is_begun(self, path: str, draft: Draft) -> bool:
        """A picture that was added just now has no words yet."""
        return False

    def after(self, do: str, draft: Draft) -> str:
        """Go back to the picture that was moved or added."""
        rows = at(draft.sheet, PATH) or []
        id = rows[-1]["id"] if do == "add" and rows else do.partition("-")[2]
        return f"#picture-{id}" if id else ""


def _name(id: int, language: str) -> str:
    return f"alternative-{id}-{language}"


def _languages(each: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys([*settings.AREA.languages, *each["alternative"]]))


def _moved(rows: list[dict[str, Any]], do: str) -> list[dict[str, Any]]:
    """Do what was asked for with one of them: up, down or out."""
    what, _dash, id = do.partition("-")
    at_index = next((n for n, each in enumerate(rows) if str(each["id"]) == id), None)
    if at_index is None:
        return rows
    one = rows[at_index]
    rest = [each for each in rows if each is not one]
    if what == "out":
        return rest
    to = {"up": max(at_index - 1, 0), "down": at_index + 1}.get(what, at_index)
    return [*rest[:to], one, *rest[to:]]
