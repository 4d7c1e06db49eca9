"""Ask for opening hours: day by day, with exceptions, by appointment, or as a rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend.my import fields
from frontend.my.steps.base import SheetForm
from frontend.my.words import label
from frontend.templatetags.spoken import in_language
from servicemap.editing import weekly
from servicemap.editing.patches import at
from servicemap.editing.weekly import DAYS, Exceptional, Ranges, Weekly
from servicemap.opening import Opening, opening_of
from servicemap.values import ValueRefused, day
from servicemap.wording import chosen

BLANK = 2  # rows for further exceptions
MOST_EXCEPTIONS = 60
WEEK, ALWAYS, APPOINTMENT, RULE, UNTOLD = "week", "always", "appointment", "rule", ""


class DayField(forms.CharField):
    """The hours of a day, such as 9–12, 13–17; nothing when it is closed."""

    def __init__(self, hint: Any = "") -> None:
        widget = forms.TextInput({"dir": "ltr", "autocomplete": "off"})
        super().__init__(max_length=200, required=False, widget=widget, help_text=hint)

    def clean(self, value: Any) -> Ranges:
        try:
            return weekly.ranges_of(str(super().clean(value)))
        except ValueError:
            raise ValidationError(_("Write hours such as 9–17 or 9–12, 13.30–17.")) from None


class DateField(forms.CharField):
    """One day."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.DateInput({"type": "date"}))

    def clean(self, value: Any) -> dt.date | None:
        text = str(super().clean(value))
        try:
            return day(text) if text else None
        except ValueRefused as refused:
            raise ValidationError(str(refused)) from None


class HoursFields:
    """The fields of one path that ends in `hours`, of an organisation or a place."""

    def __init__(self, form: SheetForm, path: str) -> None:
        self.form, self.path = form, path
        self.told: list[Any] = _sound(at(form.draft.sheet, path))
        self.rules = [rule for rule, _comment in self.told if rule]
        self.week = Weekly.of(self.rules)
        self.comments = weekly.comments_of(self.told)
        self.names: list[str] = []
        self._build()
        form.parts[path] = self

    def is_sound(self) -> bool:
        """Say whether every field could be read, and the exceptions have their days."""
        if any(name in self.form.errors for name in self.names):
            return False
        for number in range(self.count):
            first, last = self._said(f"from{number}"), self._said(f"until{number}")
            if (last and not first) or (first and last and last < first):
                words = _("The last day comes after the first.")
                self.form.add_error(self._name(f"from{number}"), words)
            elif not first and self._said(f"hours{number}"):
                self.form.add_error(self._name(f"from{number}"), _("Say on which day."))
        return not any(name in self.form.errors for name in self.names)

    def value(self) -> list[Any]:
        """Return what was posted, as a sheet holds it."""
        comments = {code: self._said(f"comment.{code}") for code in self.languages}
        if self._said("how") == RULE:
            rules = [each.strip() for each in self._said("rule").splitlines() if each.strip()]
            return weekly.rows_of(rules, comments)
        week = self._week(self._meant())
        return weekly.rows_of(week.rules() if week else [], comments)

    def shown(self) -> list[Any]:
        """Return the same of what the draft says."""
        rules = self.rules if self.week is None else self.week.rules()
        return weekly.rows_of(rules, self.comments)

    def field(self, name: str) -> forms.BoundField:
        """Return a field by what it is called here."""
        return self.form[self._name(name)]

    @property
    def how(self) -> forms.BoundField:
        return self.field("how")

    @property
    def was_shown(self) -> forms.BoundField:
        return self.field("shown")

    @property
    def days(self) -> list[forms.BoundField]:
        return [self.field(each) for each in DAYS]

    @property
    def holidays(self) -> list[forms.BoundField]:
        return [self.field("holidays"), self.field("holiday-hours")]

    @property
    def exceptions(self) -> list[tuple[forms.BoundField, ...]]:
        kinds = ("from", "until", "hours")
        return [tuple(self.field(f"{kind}{at}") for kind in kinds) for at in range(self.count)]

    @property
    def also(self) -> forms.BoundField:
        return self.field("also")

    @property
    def rule(self) -> forms.BoundField:
        return self.field("rule")

    @property
    def said(self) -> list[forms.BoundField]:
        return [self.field(f"comment.{code}") for code in self.languages]

    @property
    def preview(self) -> Opening | None:
        """Return what visitors will see of the hours that the draft holds."""
        if not self.told or self.path in self.form.draft.problems:
            return None
        language = (get_language() or "en").split("-")[0]
        rows = [(rule, *chosen(comment, language)) for rule, comment in self.told]
        keys = ("rule", "comment", "comment_language")
        return opening_of([dict(zip(keys, row, strict=True)) for row in rows], language)

    @property
    def languages(self) -> list[str]:
        return list(dict.fromkeys([*settings.AREA.languages, *self.comments]))

    @property
    def count(self) -> int:
        """Return how many rows there are for exceptions: those posted, or some to spare."""
        if not self.form.is_bound:
            return len(self.week.exceptions if self.week else ()) + BLANK
        posted = [
            self._name(f"from{number}") in self.form.data for number in range(MOST_EXCEPTIONS)
        ]
        return posted.index(False) if False in posted else MOST_EXCEPTIONS

    def _build(self) -> None:
        week = self.week or Weekly()
        self._add("how", forms.ChoiceField(choices=_ways(), widget=forms.RadioSelect), self._how())
        # Saved while it is typed, the draft knows a week that the page was not shown with.
        self._add("shown", forms.CharField(widget=forms.HiddenInput), self._how())
        self.form.fields[self._name("how")].label = label(self.path, self.form.draft.sheet)
        for number, code in enumerate(DAYS):
            one = DayField()
            one.label = str(WEEKDAYS[number]).capitalize()
            self._add(code, one, weekly.typed(week.days.get(code, ())))
        self._build_holidays(week)
        for number in range(self.count):
            self._build_exception(number, [*week.exceptions, *[None] * self.count][number])
        also = forms.BooleanField(label=_("At other times by appointment"))
        self._add("also", also, bool(week.by_appointment and self._how() == WEEK))
        rule = fields.prose(rows=3, hint=_("Such as Mo-Fr 09:00-17:00; PH off. One rule a line."))
        rule.widget.attrs["dir"] = "ltr"
        rule.label = _("Rule")
        self._add("rule", rule, "\n".join(self.rules) if self.week is None else "")
        for code in self.languages:
            comment = fields.line(code)
            comment.label = _("In other words %(language)s") % {"language": in_language(code)}
            self._add(f"comment.{code}", comment, self.comments.get(code, ""))

    def _build_holidays(self, week: Weekly) -> None:
        choices = [
            ("", _("As on other days")),
            ("off", _("Closed")),
            ("hours", _("Other hours")),
        ]
        told = week.holidays
        holidays = forms.ChoiceField(choices=choices, label=_("Public holidays"))
        self._add("holidays", holidays, "" if told is None else "hours" if told else "off")
        hours = DayField()
        hours.label = _("Hours on public holidays")
        self._add("holiday-hours", hours, weekly.typed(told or ()))

    def _build_exception(self, number: int, told: Exceptional | None) -> None:
        count = {"number": number + 1}
        first, last, hours = DateField(), DateField(), DayField()
        first.label = _("Exception %(number)s, from") % count
        last.label = _("Exception %(number)s, until") % count
        hours.label = _("Exception %(number)s, hours") % count
        self._add(f"from{number}", first, told.first.isoformat() if told else "")
        until = told.last.isoformat() if told and told.last != told.first else ""
        self._add(f"until{number}", last, until)
        self._add(f"hours{number}", hours, weekly.typed(told.ranges) if told else "")

    def _add(self, name: str, one: forms.Field, initial: Any) -> None:
        one.required = False
        one.initial = initial
        self.form.fields[self._name(name)] = one
        self.names.append(self._name(name))

    def _how(self) -> str:
        if self.week is None:
            return RULE
        if self.week.always:
            return ALWAYS
        if any(self.week.days.values()) or self.week.exceptions or self.rules[:1] == ["Mo-Su off"]:
            return WEEK
        return APPOINTMENT if self.week.by_appointment else WEEK if self.rules else UNTOLD

    def _meant(self) -> str:
        """Return how the hours are told; who fills in a week need not say that it is one."""
        how = str(self._said("how") or UNTOLD)
        was_untold = self._said("shown") == UNTOLD
        return WEEK if how == UNTOLD and was_untold and any(map(self._said, DAYS)) else how

    def _week(self, how: str) -> Weekly | None:
        if how in (UNTOLD, APPOINTMENT):
            return Weekly(by_appointment=True) if how else None
        holidays = self._said("holidays")
        on_them = {"off": (), "hours": self._said("holiday-hours")}.get(holidays)
        exceptions = tuple(
            Exceptional(first, self._said(f"until{number}") or first, self._said(f"hours{number}"))
            for number in range(self.count)
            if (first := self._said(f"from{number}"))
        )
        days = {} if how == ALWAYS else {code: self._said(code) for code in DAYS}
        also = bool(self._said("also")) and how == WEEK
        return Weekly(days, on_them, exceptions, also, how == ALWAYS)

    def _said(self, name: str) -> Any:
        return self.form.cleaned_data.get(self._name(name))

    def _name(self, name: str) -> str:
        return f"{self.path}-{name}"


def _ways() -> list[tuple[str, str]]:
    return [
        (UNTOLD, _("Not told")),
        (WEEK, _("Weekly hours")),
        (ALWAYS, _("Round the clock")),
        (APPOINTMENT, _("Only by appointment")),
        (RULE, _("Written as a rule")),
    ]


def _sound(rows: Any) -> list[Any]:
    """Return the rows of a sheet; a draft may hold what are none."""
    if not isinstance(rows, list):
        return []
    return [
        [rule, comment]
        for rule, comment in (row for row in rows if isinstance(row, list) and len(row) == 2)
        if isinstance(rule, str) and isinstance(comment, Mapping)
    ]
