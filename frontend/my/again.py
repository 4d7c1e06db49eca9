"""Ask how an event comes again, in words, and on which of its days it does not as usual."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from frontend.my.hours import DateField
from frontend.my.when import Fields, TimeField
from frontend.templatetags.when import full_day
from servicemap.editing import clock, happenings, repeats
from servicemap.editing.happenings import NextTime
from servicemap.editing.patches import at
from servicemap.editing.repeats import DAYS, WAYS, WEEKLY, Repeats
from servicemap.values import ValueRefused

ONCE, KEPT = "", "kept"
AS_PLANNED, CANCELLED, MOVED = "", "cancelled", "moved"
SHOWN_TIMES = 8


class Again(Fields):
    """How an event comes again, in words."""

    def build(self) -> None:
        meant = self._meant()
        way = ONCE if not self.told else meant.way if meant else KEPT
        ways = [*_ways(), *([(KEPT, _("As it is now"))] if way == KEPT else [])]
        self.add("way", _("How often"), forms.ChoiceField(choices=ways), way)
        every = forms.CharField(max_length=4, widget=forms.TextInput({"inputmode": "numeric"}))
        every.help_text = _("2 is every second day, week or month.")
        self.add("every", _("Every so many"), every, str(meant.every) if meant else "1")
        offered = list(zip(DAYS, repeats.on_days(), strict=True))
        days = forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple)
        self.add("days", _("On which days, if weekly"), days, list(meant.days) if meant else [])
        until = DateField()
        until.help_text = _("Left empty: for the time being.")
        told = meant.until.isoformat() if meant and meant.until else ""
        self.add("until", _("Until which day"), until, told)

    def _meant(self) -> Repeats | None:
        begins = at(self.form.draft.sheet, self.beside("starts_at"))
        try:
            return Repeats.of(self.told, clock.local(begins)) if self.told else None
        except (AttributeError, TypeError, ValueError):
            return None

    def shown(self) -> Any:
        meant, first = (
            self._meant(),
            self._first(at(self.form.draft.sheet, self.beside("starts_at"))),
        )
        return meant.rule(first) if meant and first else self.told

    def is_sound(self) -> bool:
        way = self.said("way")
        if not super().is_sound() or way in (ONCE, KEPT):
            return super().is_sound()
        every, first = str(self.said("every") or "1"), self._posted_first()
        if not (every.isascii() and every.isdigit() and 1 <= int(every) <= repeats.MOST):
            self.refuse("every", _("Give a number from 1 to %(most)d.") % {"most": repeats.MOST})
        if first is None:
            self.refuse("way", _("Say first when it begins."))
        elif way == WEEKLY and self.said("days") and DAYS[first.weekday()] not in self.said("days"):
            day = repeats.on_days()[first.weekday()]
            words = _("The first day is one of the %(day)s; choose them too.") % {"day": day}
            self.refuse("days", words)
        elif way == repeats.LAST_OF_MONTH and not repeats.is_last_of_month(first):
            self.refuse("way", _("The first day is not the last of its name in its month."))
        elif self.said("until") and self.said("until") < first:
            self.refuse("until", _("This is before the first day."))
        return super().is_sound()

    def value(self) -> str | None:
        way, first = self.said("way"), self._posted_first()
        if way == KEPT:
            return self.told  # type: ignore[no-any-return]
        if way == ONCE or first is None:
            return None
        days: tuple[str, ...] = ()
        if way == WEEKLY:
            chosen = self.said("days") or [DAYS[first.weekday()]]
            days = tuple(each for each in DAYS if each in chosen)
        every = int(self.said("every") or 1)
        return Repeats(way, every, days, self.said("until")).rule(first)

    def _posted_first(self) -> dt.date | None:
        return self.form.cleaned_data.get(f"{self.beside('starts_at')}-day")

    @staticmethod
    def _first(text: Any) -> dt.date | None:
        try:
            return clock.local(text).date()
        except (TypeError, ValueError):
            return None

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """Return the fields in their order."""
        return [self.form[name] for name in self.names]

    @property
    def words(self) -> str:
        """Return it as a sentence; "" where no words of ours say it."""
        meant, first = (
            self._meant(),
            self._first(at(self.form.draft.sheet, self.beside("starts_at"))),
        )
        return meant.words(first) if meant and first else ""


class Exceptions(Fields):
    """What becomes of each of the next times, and of those that were excepted before."""

    def build(self) -> None:
        target = self.path.rpartition(".")[0]
        self.times = happenings.next_times(self.form.draft.sheet, target, SHOWN_TIMES)
        self.known = {each["date"]: each.get("moved_to") for each in self.told or ()}
        self.dates = [each.date.isoformat() for each in self.times]
        if not at(self.form.draft.sheet, self.beside("recurrence")):
            self.dates = []
        for date in self.dates:
            self._add(date)

    def _add(self, date: str) -> None:
        is_known, moved = date in self.known, self.known.get(date)
        said = full_day(dt.date.fromisoformat(date))
        what = MOVED if moved else CANCELLED if is_known else AS_PLANNED
        choices = [
            (AS_PLANNED, _("takes place")),
            (CANCELLED, _("is cancelled")),
            (MOVED, _("is moved")),
        ]
        self.add(f"{date}-what", said, forms.ChoiceField(choices=choices), what)
        found = clock.local(moved) if moved else None
        to, when = DateField(), TimeField()
        self.add(f"{date}-day", _("%(day)s: moved to which day") % {"day": said}, to,
                 found.date().isoformat() if found else "")  # fmt: skip
        self.add(f"{date}-time", _("%(day)s: moved to what time") % {"day": said}, when,
                 f"{found:%H:%M}" if found else "")  # fmt: skip

    @property
    def rows(self) -> list[tuple[NextTime, tuple[forms.BoundField, ...]]]:
        """Return the next times, each with its fields."""
        by_date = {each.date.isoformat(): each for each in self.times}
        kinds = ("what", "day", "time")
        return [
            (by_date[date], tuple(self.field(f"{date}-{kind}") for kind in kinds))
            for date in self.dates
        ]

    def is_sound(self) -> bool:
        for date in self.dates:
            if self.said(f"{date}-what") == MOVED and super().is_sound():
                self._check(date)
        return super().is_sound()

    def _check(self, date: str) -> None:
        day, time = self.said(f"{date}-day"), self.said(f"{date}-time")
        if not day or not time:
            self.refuse(f"{date}-time" if day else f"{date}-day", _("Say to when it is moved."))
            return
        try:
            clock.moment(day, time)
        except ValueRefused as refused:
            self.refuse(f"{date}-time", str(refused))

    def value(self) -> list[dict[str, Any]] | None:
        found = {date: moved for date, moved in self.known.items() if date not in self.dates}
        for date in self.dates:
            what = self.said(f"{date}-what")
            if self.name(f"{date}-what") not in self.form.data:
                what = MOVED if self.known.get(date) else CANCELLED if date in self.known else ""
            if what == MOVED and self.said(f"{date}-day"):
                moment = clock.moment(self.said(f"{date}-day"), self.said(f"{date}-time"))
                found[date] = clock.as_said(moment)
            elif what == CANCELLED:
                found[date] = None
        return [{"date": date, "moved_to": found[date]} for date in sorted(found)] or None

    def shown(self) -> Any:
        told = [{"date": date, "moved_to": self.known[date]} for date in sorted(self.known)]
        return told or None


def next_words(time: NextTime) -> str:
    """Write one of the next times short: the day, and when it begins."""
    return f"{full_day(time.begins.date())} {date_format(time.begins, 'TIME_FORMAT')}"


def _ways() -> list[tuple[str, str]]:
    named = {
        repeats.DAILY: _("Daily"),
        repeats.WEEKLY: _("Weekly"),
        repeats.DAY_OF_MONTH: _("Monthly, on the same day of the month"),
        repeats.WEEKDAY_OF_MONTH: _("Monthly, such as on the second Tuesday"),
        repeats.LAST_OF_MONTH: _("Monthly, on the last such weekday"),
    }
    return [(ONCE, _("Once")), *((way, named[way]) for way in WAYS)]
