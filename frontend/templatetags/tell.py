"""Put what the data says into words and links: yes and no, dates, figures, addresses."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from django import template
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language_info, gettext, ngettext, pgettext

from frontend import opening, words
from frontend.kinds import COLLECTION_OF, KINDS
from servicemap.opening import Now, now_of

register = template.Library()
MINUTE, HOUR, DAY = 60, 3_600, 86_400
MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


@register.filter
def end_kind(kind: str) -> str:
    """Return what a candidate is, in the reader's language."""
    if kind in COLLECTION_OF:
        return str(KINDS[COLLECTION_OF[kind]].name)
    return words.word(words.NOUNS, kind)


@register.filter
def wheelchair_word(value: str) -> str:
    """Say in words whether a wheelchair can be used."""
    return words.word(words.WHEELCHAIR, value)


@register.filter
def step_free_word(value: str) -> str:
    """Say in words whether a walk is step-free."""
    return words.word(words.STEP_FREE, value)


@register.filter
def answer_word(value: str) -> str:
    """Say yes, no or not known, under a heading that says what is asked."""
    return words.word(words.ANSWER, value)


@register.filter
def fee_word(value: str) -> str:
    """Say in words whether it costs something."""
    return words.word(words.FEE, value)


@register.filter
def component_word(value: str) -> str:
    """Say what a component of a hub is."""
    return words.word(words.COMPONENTS, value)


@register.filter
def place_word(value: str) -> str:
    """Say what a place is."""
    return words.word(words.PLACES, value)


@register.filter
def profile_word(value: str) -> str:
    """Say who walks."""
    return words.word(words.PROFILES, value)


@register.filter
def surface_word(value: str) -> str:
    """Say what one walks on."""
    return words.word(words.SURFACES, value)


@register.filter
def percent(share: float) -> int:
    """Return a share as whole per cent."""
    return round(100 * share)


@register.filter
def web_link(address: str) -> str:
    """Return an address that may be linked to: http or https with a host; else nothing."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and parts.hostname else ""


@register.filter
def web_host(address: str) -> str:
    """Return the host of an address, as people call a website."""
    host = urlsplit(address.strip()).hostname or ""
    return Truncator(host.removeprefix("www.")).chars(60)


@register.filter
def mail_link(address: str) -> str:
    """Return a mailto: link; nothing for what is no address."""
    sound = MAIL.fullmatch(address)
    return f"mailto:{quote(address, safe='@.+-_')}" if sound else ""


@register.filter
def call_link(number: str) -> str:
    """Return a tel: link of one telephone number; nothing for several or for other text."""
    digits = re.sub(r"[\s()./-]", "", number)
    return f"tel:{digits}" if re.fullmatch(r"\+?\d{3,15}", digits) else ""


@register.filter
def day(date: str | dt.date | None) -> str:
    """Write a date, or an ISO text of one, as the reader's language does."""
    if not date:
        return ""
    value = dt.date.fromisoformat(date) if isinstance(date, str) else date
    return date_format(value)


@register.filter
def moment(when: str | dt.datetime) -> str:
    """Write the day of a time, or of an ISO text of one, by the area's clock, in the language."""
    value = dt.datetime.fromisoformat(when) if isinstance(when, str) else when
    return day(timezone.localtime(value).date())


@register.filter
def short_day(date: dt.date) -> str:
    """Write a date in figures, without its year."""
    return date_format(date, pgettext("format of a short date", "j/n"))


@register.filter
def hours_comment(comment: str) -> str:
    """Translate what the form itself writes into rules; other words are the source's own."""
    return gettext("by appointment") if comment == "by appointment" else comment


@register.filter
def open_words(now: Now) -> str:
    """Say how it is now: open until 18.00, closed until Monday, not known."""
    return opening.words_of(now)


@register.filter
def clock_end(time: dt.datetime) -> str:
    """Write when something ends; at midnight it ends at 24."""
    return opening.clock(time, is_end=True)


@register.simple_tag
def open_now(told: Sequence[Mapping[str, Any]]) -> Now:
    """Return how it is now, by the opening hours of a feature."""
    return now_of(told)


register.filter("clock", opening.clock)
register.filter("day_of_month", opening.day_of_month)


@register.filter
def day_and_time(value: dt.datetime | None) -> str:
    """Write a day of the week, a date and a time: an aware one in the area's time zone."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    date = f"{date_format(local, 'D')} {date_format(local, 'SHORT_DATE_FORMAT')}"
    return f"{date} {opening.clock(local)}"


@register.filter
def ago(seconds: int) -> str:
    """Say how long ago something was, in the largest whole unit."""
    if seconds < MINUTE:
        return gettext("just now")
    if seconds < HOUR:
        return gettext("%(number)s min ago") % {"number": seconds // MINUTE}
    if seconds < DAY:
        return gettext("%(number)s h ago") % {"number": seconds // HOUR}
    days = seconds // DAY
    return ngettext("%(number)s day ago", "%(number)s days ago", days) % {"number": days}


@register.filter
def day_type_word(value: str) -> str:
    """Say which kind of day it is."""
    return words.word(words.DAY_TYPES, value)


@register.filter
def pathway_word(value: str) -> str:
    """Say what a way inside a station is."""
    return words.word(words.PATHWAYS, value)


@register.filter
def field_word(name: str) -> str:
    """Return what a fact of an entry is called."""
    return words.word(words.FIELDS, name)


@register.simple_tag
def source_name(key: str, name: str) -> str:
    """Return what a source is called in the reader's language; without a word of ours, its name."""
    return str(words.SOURCES.get(key, name))


@register.filter
def reason_word(reason: Mapping[str, Any]) -> str:
    """Say why two entries look alike."""
    return words.word(words.REASONS, reason["what"]) % {"value": reason["value"]}


@register.filter
def language_word(code: str) -> str:
    """Say which language it is; a code that is not known is shown as the data has it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@register.filter
def kilometres(metres: float) -> str:
    """Return a trail's length in kilometres: two places below one kilometre, else one."""
    return floatformat(metres / 1000, "2g" if metres < 1000 else "1g")


@register.filter
def distance(metres: float) -> str:
    """Write a distance as people say it: in tens of metres below one kilometre."""
    if metres < 995:
        rounded = round(metres, -1) if metres >= 100 else round(metres)
        return f"{floatformat(rounded, '0g')}\u00a0{gettext('m')}"
    return f"{floatformat(metres / 1000, '1g')}\u00a0{gettext('km')}"


@register.filter
def square_kilometres(square_metres: float) -> str:
    """Return the size of an area in square kilometres, to two places."""
    return floatformat(square_metres / 1_000_000, "2g")


@register.filter
def component_icon(kind: str) -> str:
    """Return the symbol of a component of a hub."""
    return kind if kind in words.COMPONENTS else "hub"


@register.filter
def kinds_of(components: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what one can change between, each way of travelling once."""
    return list(dict.fromkeys(words.word(words.COMPONENTS, part["kind"]) for part in components))
