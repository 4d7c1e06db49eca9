"""Say when something is, as the reader's language does, by the clock of the area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()
# Django's Finnish knows the case in which a month stands in a date; its English is American.
FULL_DAYS = {"fi": "l j. E Y"}
CLOCKS = {"fi": "G.i"}
ONE_MINUTE = dt.timedelta(minutes=1)
Time = Mapping[str, Any]  # as answers tell it: starts_at, ends_at, status, moved_from


@register.filter
def full_day(date: dt.date) -> str:
    """Write a day with its weekday, as in the middle of a sentence."""
    written = date_format(date, FULL_DAYS.get(_language(), "l j F Y"))
    return written if _language() == "en" else written[:1].lower() + written[1:]


@register.filter
def clock(text: str) -> str:
    """Write the time of day of an ISO moment."""
    return date_format(_local(text), CLOCKS.get(_language(), "H:i"))


@register.filter
def moment_day(text: str) -> str:
    """Write the day of an ISO moment with its weekday."""
    return full_day(_local(text).date())


@register.filter
def as_utc(text: str) -> str:
    """Write an ISO moment as calendars do, in UTC."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


@register.simple_tag
def hours(time: Time, all_day: bool, day: dt.date | None = None) -> str:
    """Say of a time under the heading of its day from when to when it is, or until when it goes on.

    Without a day it has begun before.
    """
    last = _last_day(time, all_day)
    if day is None:
        return _until(time, all_day)
    if all_day:
        return _("all day") if last == day else f"{_('all day')}, {_until(time, all_day)}"
    if time["ends_at"] is None:
        return clock(time["starts_at"])
    if (last - day).days <= 1:  # also over midnight
        return f"{clock(time['starts_at'])}–{clock(time['ends_at'])}"
    return f"{clock(time['starts_at'])}, {_until(time, all_day)}"


@register.simple_tag
def when(time: Time, all_day: bool) -> str:
    """Say when something is: day and hours, or from which day to which."""
    first, last = _local(time["starts_at"]).date(), _last_day(time, all_day)
    if all_day:
        return full_day(first) if last == first else f"{full_day(first)} – {full_day(last)}"
    begins = f"{full_day(first)}, {clock(time['starts_at'])}"
    if time["ends_at"] is None:
        return begins
    if last == first:
        return f"{begins}–{clock(time['ends_at'])}"
    return f"{begins} – {full_day(last)}, {clock(time['ends_at'])}"


def _until(time: Time, all_day: bool) -> str:
    if time["ends_at"] is None:
        return full_day(_local(time["starts_at"]).date())
    last = full_day(_last_day(time, all_day))
    return _("until %(day)s") % {"day": last if all_day else f"{last}, {clock(time['ends_at'])}"}


def _last_day(time: Time, all_day: bool) -> dt.date:
    """Return the last day of a time; whole days end with the midnight after it."""
    end = _local(time["ends_at"] or time["starts_at"])
    ends_later = all_day and time["ends_at"] and end > _local(time["starts_at"])
    return (end - ONE_MINUTE if ends_later else end).date()


def _local(text: str) -> dt.datetime:
    return timezone.localtime(dt.datetime.fromisoformat(text))


def _language() -> str:
    return (get_language() or "en").split("-")[0]
