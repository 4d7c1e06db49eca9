"""What an organisation arranges: once or again and again, at its places or elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend import words
from frontend.my import again, fields, when
from frontend.my.position import LOCATE, PositionField
from frontend.my.steps.base import Draft, Row
from frontend.my.steps.entries import EntriesStep, EntryForm
from frontend.my.values import STATUSES
from frontend.my.words import called
from servicemap.editing import happenings
from servicemap.editing.patches import Patch, Sheet, at
from servicemap.editing.sheets import GONE, where

YES, NO = "yes", "no"


class FreeField(forms.ChoiceField):
    """Whether it is free: yes, no, or not told."""

    def __init__(self) -> None:
        told = [("", _("Not told")), (YES, _("Free of charge")), (NO, _("It costs something"))]
        super().__init__(choices=told)

    def prepare_value(self, value: Any) -> Any:
        return {True: YES, False: NO}.get(value, value)

    def clean(self, value: Any) -> bool | None:
        return {YES: True, NO: False}.get(super().clean(self.prepare_value(value)))


class AllDayField(forms.BooleanField):
    """Whether it goes on all day; no is not told."""

    def clean(self, value: Any) -> bool | None:
        return super().clean(value) or None


class PlaceField(forms.ChoiceField):
    """One of the organisation's places, or none of them."""

    def __init__(self, places: list[tuple[str, str]]) -> None:
        super().__init__(choices=[("", _("Somewhere else, as told below")), *places])

    def clean(self, value: Any) -> str | int | None:
        text = super().clean("" if value is None else str(value))
        return int(text) if text.isdigit() else text or None


class EventForm(EntryForm):
    """Texts, when and how often, where, for whom and at what price."""

    texts = ("name", "summary", "description", "audience", "price")

    def build(self) -> None:
        sheet = self.draft.sheet
        self.put_texts()
        self.add(self.path("all_day"), AllDayField())
        self.begins = when.Moment(self, self.path("starts_at"))
        self.ends = when.End(self, self.path("ends_at"))
        self.again = again.Again(self, self.path("recurrence"))
        self.exceptions = again.Exceptions(self, self.path("exceptions"))
        statuses = [(key, str(word)) for key, word in STATUSES.items()]
        self.add(self.path("status"), fields.choice(statuses))
        self.fields[self.path("status")].initial = at(sheet, self.path("status")) or "scheduled"
        self.add(self.path("place"), PlaceField(places_of(sheet, at(sheet, self.path("place")))))
        self.add(self.path("point"), PositionField())
        self.add(self.path("is_free"), FreeField())
        self.add(self.path("website"), fields.WebAddressField())
        known = [("", _("Not known")), *((key, str(w)) for key, w in words.WHEELCHAIR.items())]
        self.add(self.path("wheelchair"), fields.choice(known, at(sheet, self.path("wheelchair"))))
        spoken = dict.fromkeys((*words.LANGUAGES, *settings.AREA.languages))
        offered = [(code, words.word(words.LANGUAGES, code)) for code in spoken]
        languages = self.path("languages")
        self.add(languages, fields.ManyField(offered, at(sheet, languages)))

    def values(self) -> Patch:
        """Return what was posted; at a place of ours it lies there."""
        found = super().values()
        if found.get(self.path("place")) is not None:
            found.pop(self.path("point"), None)
        return found

    def when_rows(self) -> Iterator[Row]:
        """Return whether it goes on all day."""
        return self.named("all_day")

    def where_rows(self) -> Iterator[Row]:
        """Return the place."""
        return self.named("place")

    def position(self) -> Row:
        """Return the position."""
        return self.row(self.path("point"))

    def other_rows(self) -> Iterator[Row]:
        """Return everything else."""
        return self.named("status", "is_free", "languages", "wheelchair", "website")

    def next(self) -> str:
        """Return the next times in words."""
        times = happenings.next_times(self.draft.sheet, self.target, 5)
        return "; ".join(map(again.next_words, times))

    def remarks(self) -> Iterator[Any]:
        """Yield what is to be said of what several fields make up."""
        for name in ("starts_at", "ends_at", "recurrence", "exceptions"):
            yield self.remark(self.path(name))


class Events(EntriesStep):
    key = "events"
    name = gettext_lazy("Events")
    lead = gettext_lazy("What you arrange: it is found by its day, on the map and in calendars.")
    group = "events"
    entry_class = EventForm

    def what(self, target: str, draft: Draft) -> str:
        times = happenings.next_times(draft.sheet, target, 1)
        status = str(at(draft.sheet, f"{target}.status") or "")
        told = [again.next_words(times[0]) if times else ""]
        if at(draft.sheet, f"{target}.recurrence"):
            told.append(_("comes again"))
        if status and status != "scheduled":
            told.append(words.word(STATUSES, status))
        return ", ".join(filter(None, told))

    def is_past(self, target: str, draft: Draft) -> bool:
        begins = at(draft.sheet, f"{target}.starts_at")
        return bool(begins) and not happenings.next_times(draft.sheet, target, 1)

    def after(self, do: str, draft: Draft) -> str:
        """Go on with the same event where something was looked for or is to be seen."""
        what, _blank, path = do.partition(" ")
        key = path.split(".")[1] if path.count(".") > 1 else path
        if what == LOCATE and path:
            return f"?entry={key}#id_{path}"
        return f"?entry={key}#times" if what == "times" and key else ""


def places_of(sheet: Sheet, chosen: Any) -> list[tuple[str, str]]:
    """Return the places of a sheet by their names; what is chosen already is one of them."""
    targets = dict.fromkeys(where(path).target for path in sheet if path.startswith("places."))
    there = [
        (target.partition(".")[2], called(target, sheet))
        for target in targets
        if at(sheet, f"{target}.{GONE}") is None
    ]
    if chosen is not None and str(chosen) not in {key for key, _name in there}:
        there.append((str(chosen), _("A place that is not yours")))
    return there
