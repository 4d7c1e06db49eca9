"""Say in words what is asked of the search: the filters that are set, and what fewer would find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend import words
from frontend.finding import HANGING, KNOWN, WALK_MINUTES, Question
from frontend.kinds import COLLECTION_OF, KINDS
from frontend.templatetags.look import name
from frontend.templatetags.tell import day, day_and_time
from servicemap import search

LONGEST = 60  # characters of a place or of words in a heading
# What goes together with a parameter when the search is widened by it.
TOGETHER = {"minutes": ("from", *HANGING), "since": ("since", "until")}


@dataclass(frozen=True)
class Chip:
    """One filter that is set, in words, and the address of the search without it."""

    parameter: str
    label: SafeString
    address: str


def chips(question: Question, base: str) -> list[Chip]:
    """Return the filters that are set, each kind of thing for itself."""
    made = []
    for each in _filters(question):
        if each == "kinds":
            for noun in question.nouns:
                rest = ",".join(other for other in question.nouns if other != noun)
                made.append(Chip(each, noun_label(noun), question.link(base, kinds=rest)))
        else:
            gone = TOGETHER["minutes"] if each == "from" else (each,)
            made.append(Chip(each, label_of(question, each), question.without(base, *gone)))
    return made


def label_of(question: Question, parameter: str) -> SafeString:
    """Say one filter in words."""
    text = question.asked[parameter]
    match parameter:
        case "kinds":
            return format_html("{}", ", ".join(noun_label(each) for each in question.nouns))
        case "kind":
            return format_html("{}", _kind_word(text))
        case "topic":
            return format_html("{}", topic_names().get(text, text))
        case "served_in":
            language = words.word(words.LANGUAGES, text)
            return format_html("{}", _("Service in %(language)s") % {"language": language})
        case "from":
            return _walk_label(question)
        case "serves":
            return format_html(_("Serves {place}"), place=end_label(question, parameter))
    return format_html("{}", _plain_label(parameter, text))


def _plain_label(parameter: str, text: str) -> str:
    match parameter:
        case "open":
            is_now = text == "now"
            return _("Open now") if is_now else _("Open %(moment)s") % {"moment": _moment(text)}
        case "wheelchair":
            return words.word(words.WHEELCHAIR_AT_LEAST, text)
        case "free":
            return _("Free of charge")
        case "since":
            return _("From %(date)s") % {"date": _day(text)}
        case "until":
            return _("Until %(date)s") % {"date": _day(text)}
        case "profile":
            return words.word(words.PROFILES, text)
    return _("Inside the map's view")


def noun_label(noun: str) -> SafeString:
    """Return what many things of a kind are called."""
    if noun in COLLECTION_OF:
        return format_html("{}", KINDS[COLLECTION_OF[noun]].names)
    return format_html("{}", words.word(words.NOUNS_OF_MANY, noun))


def end_label(question: Question, parameter: str) -> SafeString:
    """Return the place that a field names, apart from the direction of what stands around it."""
    end = question.ends.get(parameter)
    text = question.shown(parameter).text
    if end and end.kind == "point" and end.name == end.id:
        return format_html('{} <bdi dir="ltr">{}</bdi>', _("the position"), text)
    return name(end.name, end.name_language) if end and end.name != end.id else name(text)


def title(question: Question) -> str:
    """Return what a search is called: its words, or else what is asked for, as plain text."""
    if "q" in question.asked:
        return Truncator(question.asked["q"]).chars(LONGEST)
    if "serves" in question.asked:
        place = Truncator(question.shown("serves").text).chars(LONGEST)
        return _("Who serves %(place)s?") % {"place": place}
    labels = [strip_tags(label_of(question, each)) for each in _filters(question)]
    return unescape(Truncator(", ".join(labels)).chars(2 * LONGEST))


@dataclass(frozen=True)
class Wider:
    """How much is found without one filter."""

    label: SafeString
    count: int
    address: str


def wider(question: Question, found: Iterable[search.Wider], base: str) -> list[Wider]:
    """Return the searches with one filter less that find something, the most first."""
    made = []
    for each in found:
        gone = TOGETHER.get(each.without, (each.without,))
        told = next((parameter for parameter in gone if parameter in question.asked), None)
        if told and each.count:
            address = question.without(base, *gone)
            made.append(Wider(label_of(question, told), each.count, address))
    return sorted(made, key=lambda each: -each.count)


def topic_names() -> dict[str, str]:
    """Return the names of all topics in the active language, by their keys."""
    language = (get_language() or "en").split("-")[0]
    return {key: text for key, text, _above in search.topics_in(language)}


def _filters(question: Question) -> list[str]:
    return [each for each in KNOWN if each in question.asked and each not in ("q", *HANGING)]


def _walk_label(question: Question) -> SafeString:
    if question.asked.get("profile") == "step_free":
        sentence = _("Within {minutes} min of {place}, without steps")
    else:
        sentence = _("Within {minutes} min on foot of {place}")
    minutes = question.asked.get("minutes", WALK_MINUTES)
    return format_html(sentence, minutes=minutes, place=end_label(question, "from"))


def _kind_word(kind: str) -> str:
    known = next((each for each in words.KINDS.values() if kind in each), {})
    return words.word(known, kind)


def _day(text: str) -> str:
    try:
        return day(text)
    except ValueError:
        return text


def _moment(text: str) -> str:
    """Write a local day and time as the reader's language does; what is none stays as it is."""
    try:
        return day_and_time(dt.datetime.fromisoformat(text))
    except (ValueError, OverflowError):  # the latter at either end of the calendar
        return text
