"""What all steps of the form share: fields that are named by their paths in the sheet.

What a page shows goes out with marks of each value. Only what differs from what was shown counts as
changed, so that of two who have the page open each changes only what they wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import cached_property

from frontend.kinds import Text
from frontend.my.words import label
from servicemap.editing import checking, revisions
from servicemap.editing.patches import Conflict, Patch, applied, at, mark, neat
from servicemap.editing.sheets import where
from servicemap.models import Revision

WAS = "was"  # the hidden field with the marks
TAKE = "take"  # the paths of which somebody takes what another wrote instead of theirs


@dataclass(frozen=True)
class Draft:
    """A revision, and what it comes to."""

    revision: Revision
    published: dict[str, Any]
    sheet: dict[str, Any]  # with the revision on it

    @classmethod
    def of(cls, revision: Revision) -> Draft:
        """Read what is published, once."""
        published = revisions.published_sheet(revision)
        return cls(revision, published, applied(published, revision.patch))

    @cached_property
    def problems(self) -> dict[str, str]:
        """Return what keeps it from being handed in, by path."""
        return checking.problems_with(self.sheet, self.revision.patch)


@dataclass(frozen=True)
class Row:
    """One field as the page shows it, with what is to be said of it."""

    field: forms.BoundField
    path: str
    comment: str = ""  # the reviewer's
    conflict: Conflict | None = None  # what somebody else wrote there meanwhile
    note: str = ""  # of a translation: "missing" or "older"

    @property
    def is_marked(self) -> bool:
        """Say whether there is something to see to."""
        return bool(self.field.errors or self.comment or self.conflict)


@dataclass(frozen=True)
class Remark:
    """What is to be said of a path that several fields make up."""

    path: str
    comment: str
    conflict: Conflict | None


class Part(Protocol):
    """Several fields that fill one path together."""

    @property
    def names(self) -> Sequence[str]:
        """Return the names of the fields; what is wrong with the whole is told at the first."""

    def is_sound(self) -> bool:
        """Say whether what was posted can be kept; tell at the fields if not."""

    def value(self) -> Any:
        """Return what was posted."""

    def shown(self) -> Any:
        """Return what `value()` would be if the page came back untouched."""


class SheetForm(forms.Form):
    """A form whose fields are named by the paths that they fill."""

    person: User | None = None  # who posted it
    use_required_attribute = False  # what is missing is told by the page; a draft may lack it

    def __init__(
        self, draft: Draft, data: Any = None, files: Any = None, *, entry: str = ""
    ) -> None:
        super().__init__(data, files)
        self.draft = draft
        self.entry = entry  # which of several the page is about
        self.conflicts: dict[str, Conflict] = {}
        self.parts: dict[str, Part] = {}
        self.build()

    def build(self) -> None:
        """Add the fields."""
        raise NotImplementedError

    def add(self, path: str, one: forms.Field) -> None:
        """Add the field of a path, filled with what the draft says."""
        one.required = False
        one.label = one.label or label(path, self.draft.sheet)
        one.initial = at(self.draft.sheet, path)
        self.fields[path] = one

    def values(self) -> Patch:
        """Return what was posted, by path; what cannot be kept has an error instead."""
        found = {
            path: neat(value)
            for path, value in self.cleaned_data.items()
            if path in self._alone
            and not self.fields[path].widget.value_omitted_from_data(self.data, self.files, path)
        }
        for path, part in self.parts.items():
            if part.is_sound():
                found[path] = neat(part.value())
        return found

    def shown(self) -> Patch:
        """Return what `values()` would be if the page came back untouched."""
        alone = {path: _echo(self.fields[path]) for path in self._alone}
        return alone | {path: neat(part.shown()) for path, part in self.parts.items()}

    @cached_property
    def _alone(self) -> list[str]:
        """Return the paths that one field fills; of the others several are parts."""
        of_parts = {name for part in self.parts.values() for name in part.names}
        return [path for path in self.fields if path not in of_parts]

    @cached_property
    def edits(self) -> Patch:
        """Return what whoever posted the form has changed, and keeps though another changed it."""
        shown = {path: mark(value) for path, value in self.shown().items()}
        shown |= {path: each[1] for path, each in self._came_back.items()}
        posted: Any = self.data
        taken = posted.getlist(TAKE)
        return {
            path: value
            for path, value in self.values().items()
            if mark(value) != shown.get(path, mark(None)) and path not in taken
        }

    def seen(self) -> dict[str, str]:
        """Return the marks of what the draft said when the page was shown."""
        return {path: each[0] for path, each in self._came_back.items()}

    def marks(self) -> dict[str, str]:
        """Return what the page brings back: marks of what is kept, and of what is shown of it.

        A page that comes again after a save shows what was posted; what was not changed on it keeps
        its marks, since it may be older than what somebody else has saved.
        """
        found = {
            path: f"{mark(at(self.draft.sheet, path))} {mark(value)}"
            for path, value in self.shown().items()
        }
        if self.is_bound:
            edits = self.edits
            found |= {
                path: " ".join(each)
                for path, each in self._came_back.items()
                if path in found and path not in edits
            }
        return found

    def marks_text(self) -> str:
        """Return the marks as a hidden field holds them."""
        return json.dumps(self.marks(), separators=(",", ":"))

    def rows(self, *paths: str) -> Iterator[Row]:
        """Return fields as the page shows them: those named, or all."""
        for path in paths or tuple(self.fields):
            if path in self.fields:
                yield self.row(path)

    def row(self, path: str) -> Row:
        """Return one field as the page shows it."""
        comment = self.draft.revision.comments.get(path, "")
        return Row(self[path], path, comment, self.conflicts.get(path))

    def remark(self, path: str) -> Remark:
        """Return what is to be said of a path that several fields make up."""
        comment = self.draft.revision.comments.get(path, "")
        return Remark(path, comment, self.conflicts.get(path))

    def field_of(self, path: str) -> str | None:
        """Return the field at which a problem of a path is told; None: above all of them."""
        if path in self.parts:
            return self.parts[path].names[0]
        return path if path in self.fields else None

    def tell(self, problems: Mapping[str, str]) -> None:
        """Tell problems at their fields, also on a page that was not posted."""
        if self.is_bound:
            self.edits  # noqa: B018 - what is told takes the values away
        else:
            self.errors  # noqa: B018 - makes the empty list that is added to
            self.cleaned_data: dict[str, Any] = {}
        for path, words in problems.items():
            if not self.has_error(self.field_of(path) or NON_FIELD_ERRORS):
                self.add_error(self.field_of(path), words)

    @cached_property
    def _came_back(self) -> dict[str, tuple[str, str]]:
        """Return the marks that came back with the page; what is none is left out."""
        try:
            found = json.loads(self.data.get(WAS, ""))
        except (ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        pairs = {path: str(text).partition(" ") for path, text in found.items()}
        return {path: (first, second) for path, (first, _blank, second) in pairs.items()}


class Step:
    """One page of the form. A module of `frontend.my.steps` makes one; its template is KEY.html."""

    key: ClassVar[str]
    name: ClassVar[Text]
    lead: ClassVar[Text] = ""
    form_class: ClassVar[type[SheetForm]]
    names: ClassVar[tuple[str, ...]] = ()
    """Fields of the organisation itself that the step is about."""
    group: ClassVar[str] = ""
    """Or the group whose entries it is about: "places", "events"."""

    def form(
        self, draft: Draft, data: Any = None, files: Any = None, *, entry: str = ""
    ) -> SheetForm:
        """Return the form, filled with the draft or with what was posted.

        A step that is about several entries has a page for each; `entry` says of which.
        """
        return self.form_class(draft, data, files, entry=entry)

    def holds(self, path: str) -> bool:
        """Say whether a path is asked for on this page."""
        try:
            found = where(path)
        except KeyError:
            return False
        return (
            found.group == self.group
            if self.group
            else (not found.group and found.name in self.names)
        )

    def is_begun(self, path: str, draft: Draft) -> bool:
        """Say whether a problem is told already while somebody writes: not what is still empty."""
        return path in draft.sheet

    def context(self, draft: Draft, form: SheetForm) -> dict[str, Any]:
        """Return what the template needs besides `draft`, `step`, `form`."""
        return {}

    def after(self, do: str, draft: Draft) -> str:
        """Return what follows the page's address after a save that was neither on nor leave."""
        return ""


def _echo(one: forms.Field) -> Any:
    try:
        return neat(one.clean(one.prepare_value(one.initial)))
    except (ValidationError, TypeError):
        return neat(one.initial)
