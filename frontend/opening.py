"""Say in words whether something is open, and until when."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servicemap.opening import Now

DAY = dt.timedelta(days=1)


def words_of(now: Now) -> str:
    """Say how it is now: open until 18.00, closed until Monday, not known."""
    until = now.until
    if now.is_open is None:
        return _("Not known whether it is open")
    if until is None:
        return _("Open all the time") if now.is_open else _("Closed for the time being")
    if now.is_open and until - now.moment < DAY:
        return _("Open now until %(time)s") % {"time": clock(until, is_end=True)}
    when = _("%(day)s at %(time)s") % {
        "day": _on(until.date(), now.moment.date()),
        "time": clock(until),
    }
    if now.is_open:
        return _("Open now, closes %(when)s") % {"when": when}
    if now.then is None:
        return _("Closed now, perhaps open %(when)s") % {"when": when}
    return _("Closed now, opens %(when)s") % {"when": when}


def clock(time: dt.datetime, *, is_end: bool = False) -> str:
    """Write a time as the reader's language does; what ends at midnight ends at 24."""
    text = date_format(time, "TIME_FORMAT")
    return re.sub("^0?0", "24", text) if is_end and time.time() == dt.time() else text


def day_of_month(day: dt.date, *, with_year: bool = False) -> str:
    """Write a date such as 24 December."""
    written = pgettext("format of a day of a month", "j F")
    return date_format(day, f"{written} Y" if with_year else written)


def _on(day: dt.date, today: dt.date) -> str:
    ahead = (day - today).days
    if ahead < 2:
        return _("tomorrow") if ahead else _("today")
    if ahead >= 7:
        written = day_of_month(day, with_year=day.year != today.year)
        return _("on %(date)s") % {"date": written}
    return (
        _("on Monday"),
        _("on Tuesday"),
        _("on Wednesday"),
        _("on Thursday"),
        _("on Friday"),
        _("on Saturday"),
        _("on Sunday"),
    )[day.weekday()]
