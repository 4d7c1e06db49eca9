"""Tell the values of a sheet in words, for people who compare them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from frontend import words
from frontend.my.words import NEW_ONES
from frontend.templatetags.when import full_day
from servicemap import search
from servicemap.editing import area_shapes, clock, drafts, repeats
from servicemap.editing.sheets import GONE, where
from servicemap.wording import chosen

STATUSES: words.Words = {
    "scheduled": gettext_lazy("takes place"),
    "cancelled": gettext_lazy("is cancelled"),
    "postponed": gettext_lazy("is postponed"),
}


def told(path: str, value: Any) -> str:
    """Return what a value says, in the active language; "" for nothing."""
    if value in (None, "", []):
        return ""
    found = where(path)
    tell = TELL.get(found.name)
    try:
        return tell(value) if tell else str(value)
    except (AttributeError, KeyError, TypeError, ValueError):
        return str(value)  # a draft may hold what is none


def _kind(value: str) -> str:
    return words.word(words.PLACES, value)  # which are organisations' too


def _position(value: Any) -> str:
    lon, lat = value
    return f"{lon:.6f}, {lat:.6f}"


def _languages(value: list[str]) -> str:
    return ", ".join(words.word(words.LANGUAGES, code) for code in value)


def _topics(value: list[str]) -> str:
    names = {key: name for key, name, _above in search.topics_in(get_language() or "en")}
    return ", ".join(names.get(key, key) for key in value)


def _hours(value: Any) -> str:
    rows = []
    for rule, comment in value:
        said = " / ".join(text for _language, text in sorted(comment.items()))
        rows.append(" – ".join(filter(None, (rule, said))))
    return "; ".join(rows)


def _areas(value: list[dict[str, Any]]) -> str:
    found = area_shapes.told(value, (get_language() or "en").split("-")[0])
    return "; ".join(f"{each.number}. {each.text}" for each in found)


def _pictures(value: list[dict[str, Any]]) -> str:
    language = (get_language() or "en").split("-")[0]
    told = [chosen(each["alternative"], language)[0] or "–" for each in value]
    return "; ".join(f"{number}. {words}" for number, words in enumerate(told, 1))


def _moment(value: str) -> str:
    found = clock.local(value)
    return f"{full_day(found.date())} {date_format(found, 'TIME_FORMAT')}"


def _exceptions(value: list[dict[str, Any]]) -> str:
    told = []
    for each in value:
        day = full_day(dt.date.fromisoformat(each["date"]))
        moved = each.get("moved_to")
        words = _("%(day)s: moved to %(when)s") if moved else _("%(day)s: cancelled")
        told.append(words % {"day": day, "when": _moment(moved) if moved else ""})
    return "; ".join(told)


def _place(value: Any) -> str:
    if isinstance(value, int):
        return drafts.place_named(value, (get_language() or "en").split("-")[0])
    return words.word(NEW_ONES, "places")


def _yes(value: Any) -> str:
    return _("yes") if value else _("no")


def _gone(value: Any) -> str:
    return _("yes") if value else pgettext("part", "Back again")


TELL: dict[str, Callable[[Any], str]] = {
    "kind": _kind,
    "point": _position,
    "languages": _languages,
    "identifiers": ", ".join,
    "topics": _topics,
    "wheelchair": lambda value: words.word(words.WHEELCHAIR, value),
    "hours": _hours,
    "areas": _areas,
    "pictures": _pictures,
    "starts_at": _moment,
    "ends_at": _moment,
    "recurrence": repeats.told,
    "exceptions": _exceptions,
    "place": _place,
    "status": lambda value: words.word(STATUSES, value),
    "all_day": _yes,
    "is_free": _yes,
    GONE: _gone,
}
