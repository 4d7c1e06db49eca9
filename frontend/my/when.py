"""Ask when an event is: a day and a time of the area's clock, or whole days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from frontend.my.hours import DateField
from frontend.my.steps.base import SheetForm
from servicemap.editing import clock
from servicemap.editing.patches import at
from servicemap.values import ValueRefused

MIDNIGHT = dt.time()
ONE_DAY = dt.timedelta(days=1)


class TimeField(forms.CharField):
    """A time of day."""

    def __init__(self) -> None:
        widget = forms.TimeInput({"type": "time"})
        super().__init__(required=False, max_length=20, widget=widget)

    def clean(self, value: Any) -> dt.time | None:
        text = str(super().clean(value))
        try:
            return clock.time_of_day(text) if text else None
        except ValueRefused as refused:
            raise forms.ValidationError(str(refused)) from None


class Fields:
    """Several fields that make up one path of an event."""

    def __init__(self, form: SheetForm, path: str) -> None:
        self.form, self.path = form, path
        self.names: list[str] = []
        self.told = at(form.draft.sheet, path)
        self.build()
        form.parts[path] = self

    def build(self) -> None:
        """Add the fields."""
        raise NotImplementedError

    def is_sound(self) -> bool:
        """Say whether what was posted can be kept."""
        return not any(name in self.form.errors for name in self.names)

    def value(self) -> Any:
        """Return what was posted, as a sheet holds it."""
        raise NotImplementedError

    def shown(self) -> Any:
        """Return what `value()` would be if the page came back untouched."""
        return self.told

    def add(self, name: str, label: str, one: forms.Field, initial: Any = None) -> None:
        """Add one of the fields."""
        one.required, one.label, one.initial = False, label, initial
        self.form.fields[self.name(name)] = one
        self.names.append(self.name(name))

    def name(self, name: str) -> str:
        """Return what one of the fields is called in the form."""
        return f"{self.path}-{name}"

    def field(self, name: str) -> forms.BoundField:
        """Return one of the fields."""
        return self.form[self.name(name)]

    def said(self, name: str) -> Any:
        """Return what was posted in one of the fields."""
        return self.form.cleaned_data.get(self.name(name))

    def refuse(self, name: str, words: str) -> None:
        """Tell at a field what is wrong with it."""
        self.form.add_error(self.name(name), words)

    def beside(self, name: str) -> str:
        """Return another path of the same event."""
        return f"{self.path.rpartition('.')[0]}.{name}"


class Moment(Fields):
    """A day and a time; the time is left out where whole days are meant."""

    is_end = False

    def build(self) -> None:
        day, time = self._shown_parts()
        ends = self.is_end
        self.add("day", _("Last day") if ends else _("First day"), DateField(), day)
        self.add("time", _("Ends at") if ends else _("Begins at"), TimeField(), time)

    def _shown_parts(self) -> tuple[str, str]:
        """Return day and time as the fields hold them."""
        is_all_day = at(self.form.draft.sheet, self.beside("all_day")) is True
        try:
            found = clock.local(self.told or "")
        except (TypeError, ValueError):
            return "", ""
        date = found.date()
        if self.is_end and is_all_day:
            begins = at(self.form.draft.sheet, self.beside("starts_at"))
            date = clock.last_day(begins or self.told, self.told, all_day=True)
        return date.isoformat(), "" if is_all_day else f"{found:%H:%M}"

    def is_sound(self) -> bool:
        if not super().is_sound():
            return False
        day, time = self.said("day"), self.said("time")
        if time and not self._day():
            self.refuse("day", _("Say on which day."))
        elif day and not time and not self._is_all_day:
            self.refuse("time", _("Say at what time, or that it goes on all day."))
        elif self._day():
            self._check()
        return super().is_sound()

    def _check(self) -> None:
        try:
            self.value()
        except ValueRefused as refused:
            self.refuse("time", str(refused))

    def value(self) -> str | None:
        day = self._day()
        if day is None:
            return None
        if self._is_all_day:
            after = day + ONE_DAY if self.is_end else day
            return clock.as_said(clock.moment(after, MIDNIGHT))
        time = self.said("time")
        return clock.as_said(clock.moment(day, time)) if time else None

    def _day(self) -> dt.date | None:
        """Return the day; an end without one is on the first day."""
        day: dt.date | None = self.said("day")
        if day is None and self.is_end and self.said("time"):
            first = self.form.cleaned_data.get(f"{self.beside('starts_at')}-day")
            return first if isinstance(first, dt.date) else None
        return day

    @property
    def _is_all_day(self) -> bool:
        return bool(self.form.cleaned_data.get(self.beside("all_day")))

    @property
    def day_field(self) -> forms.BoundField:
        """Return the field of the day."""
        return self.field("day")

    @property
    def time_field(self) -> forms.BoundField:
        """Return the field of the time."""
        return self.field("time")

    @property
    def note(self) -> str:
        """Say so where the clock shows the time twice."""
        try:
            found = clock.local(self.told or "")
        except (TypeError, ValueError):
            return ""
        if not clock.is_twice(found.date(), found.time()):
            return ""
        return _("The clock shows this twice on that day; the first of them is meant.")


class End(Moment):
    """When an event ends."""

    is_end = True
