"""What the steps of places and events share: a list of them, and a page for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from frontend.my import fields
from frontend.my.steps.about import Tongue
from frontend.my.steps.base import Draft, SheetForm, Step
from frontend.my.words import called, field_name, label
from servicemap.editing import drafts
from servicemap.editing.patches import Patch, at
from servicemap.editing.sheets import GONE, NEW, where
from servicemap.problems import NotFound
from servicemap.wording import is_plain, own_name

KEY = re.compile(rf"[1-9]\d{{0,17}}|{NEW}[a-z0-9]{{1,16}}", re.ASCII)


@dataclass(frozen=True)
class EntryRow:
    """One place or event in the list."""

    key: str
    name: str
    what: str
    is_new: bool = False
    is_gone: bool = False
    is_closed: bool = False  # is gone from what is published
    is_wrong: bool = False
    is_remarked: bool = False
    is_past: bool = False


class StepForm(SheetForm):
    """A form that knows of which step it is."""

    def __init__(self, step: EntriesStep, *arguments: Any, entry: str = "") -> None:
        self.step = step
        super().__init__(*arguments, entry=entry)


class ListForm(StepForm):
    """The list: what is no more is taken out, and brought back."""

    def build(self) -> None:
        """There is nothing to fill in."""

    def values(self) -> Patch:
        what, _dash, key = self.data.get("do", "").partition("-")
        target = f"{self.group}.{key}"
        if not KEY.fullmatch(key) or what not in ("gone", "back"):
            return {}
        paths = [path for path in self.draft.sheet if path.startswith(f"{target}.")]
        if key.startswith(NEW):
            return dict.fromkeys(paths) if what == "gone" else {}
        if what == "gone":
            return {f"{target}.{GONE}": True} if paths else {}
        if at(self.draft.sheet, f"{target}.{GONE}"):
            return {f"{target}.{GONE}": None}
        is_closed = key in {each.key for each in self.closed()}
        return {f"{target}.{GONE}": False} if is_closed else {}

    def shown(self) -> Patch:
        return {
            path: value
            for path, value in self.draft.sheet.items()
            if where(path).group == self.group
        }

    def tell(self, problems: Any) -> None:
        """Tell what is wrong with which of them, once somebody wants to go on."""
        if self.is_bound:
            self.edits  # noqa: B018 - what is told takes the values away
            for path, words in problems.items():
                self.add_error(None, f"{label(path, self.draft.sheet)}: {words}")

    @property
    def group(self) -> str:
        """Return which entries these are."""
        return self.step.group

    def rows(self, *paths: str) -> Iterator[Any]:
        """Yield the entries of the draft."""
        targets = dict.fromkeys(where(path).target for path in self.shown())
        wrong = {where(path).target for path in self.draft.problems if path}
        remarked = {where(path).target for path in self.draft.revision.comments if path}
        for target in targets:
            key = target.partition(".")[2]
            if at(self.draft.sheet, f"{target}.{GONE}") is not False:
                yield EntryRow(
                    key,
                    called(target, self.draft.sheet),
                    self.step.what(target, self.draft),
                    key.startswith(NEW),
                    bool(at(self.draft.sheet, f"{target}.{GONE}")),
                    False,
                    target in wrong,
                    target in remarked,
                    self.step.is_past(target, self.draft),
                )

    def closed(self) -> list[EntryRow]:
        """Return those that are gone from what is published, and may be brought back."""
        told = drafts.closed(self.draft.revision, self.group, fields.language())
        back = {
            where(path).key
            for path, value in self.draft.sheet.items()
            if where(path).name == GONE and value is False
        }
        return [
            EntryRow(str(pk), name, "", is_gone=str(pk) not in back, is_closed=True)
            for pk, name in told
        ]


class EntryForm(StepForm):
    """One place or event."""

    texts: ClassVar[Sequence[str]] = ()

    @property
    def target(self) -> str:
        """Return the path of the entry."""
        return f"{self.step.group}.{self.entry}"

    def path(self, name: str) -> str:
        """Return the path of a field."""
        return f"{self.target}.{name}"

    def add(self, path: str, one: forms.Field) -> None:
        """Add a field, called without the name of the entry that the page is about."""
        one.label = one.label or field_name(where(path))
        super().add(path, one)

    def put_texts(self) -> None:
        """Add the texts in each language."""
        for language in self.languages():
            for name in self.texts:
                path = self.path(f"{name}.{language}")
                if path in self.draft.sheet or _is_asked(name, language):
                    self.add(path, self.text(name, language))

    def text(self, name: str, language: str) -> forms.Field:
        """Return the field of a text."""
        return fields.line(language) if name != "description" else fields.prose(language, rows=4)

    def languages(self) -> list[str]:
        """Return the languages of texts: the area's, and what else is told in."""
        area = settings.AREA
        told = (where(path) for path in sorted(self.draft.sheet) if path.startswith(self.path("")))
        other = [each.language for each in told if each.is_text and each.language]
        return list(dict.fromkeys([*area.languages, *area.content_languages, *other]))

    def tongues(self) -> Iterator[Tongue]:
        """Yield the texts language by language."""
        for number, language in enumerate(self.languages()):
            paths = [self.path(f"{name}.{language}") for name in self.texts]
            rows = tuple(self.rows(*[path for path in paths if path in self.fields]))
            if rows:
                yield Tongue(language, own_name(language), rows, number == 0)

    def named(self, *names: str) -> Iterator[Any]:
        """Yield fields by their names."""
        for name in names:
            if self.path(name) in self.fields:
                yield self.row(self.path(name))

    @property
    def called(self) -> str:
        """Return what the entry is called."""
        return called(self.target, self.draft.sheet)

    def tell(self, problems: Any) -> None:
        """Tell the problems of this one; others have pages of their own."""
        prefix = f"{self.target}."
        super().tell({path: words for path, words in problems.items() if path.startswith(prefix)})


class EntriesStep(Step):
    """A step that is about several entries: a list, and with `entry` the page of one."""

    entry_class: ClassVar[type[EntryForm]]

    def form(
        self, draft: Draft, data: Any = None, files: Any = None, *, entry: str = ""
    ) -> SheetForm:
        if not entry:
            return ListForm(self, draft, data, files)
        is_there = any(path.startswith(f"{self.group}.{entry}.") for path in draft.sheet)
        if not KEY.fullmatch(entry) or not (is_there or entry.startswith(NEW)):
            raise NotFound(_("There is no such page."))
        return self.entry_class(self, draft, data, files, entry=entry)

    def context(self, draft: Draft, form: SheetForm) -> dict[str, Any]:
        """Tell the list which key a new entry has: pressed twice, it is one."""
        return {"fresh": NEW + get_random_string(8, "abcdefghjkmnpqrstuvwxyz23456789")}

    def what(self, target: str, draft: Draft) -> str:
        """Return in few words what an entry is."""
        raise NotImplementedError

    def is_past(self, target: str, draft: Draft) -> bool:
        """Say whether an entry is over."""
        return False


def _is_asked(name: str, language: str) -> bool:
    """Only longer texts are told in plain language too."""
    return name == "description" or not is_plain(language)
