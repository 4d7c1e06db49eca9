"""Turn the changes of a revision into what a page shows: two sides, in words and marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from frontend import words
from frontend.my.values import told
from frontend.my.words import called, field_name
from frontend.templatetags.tell import day, day_and_time, distance, square_kilometres
from servicemap import search
from servicemap.editing import clock
from servicemap.editing.patches import Sheet, at
from servicemap.editing.repeats import Repeats
from servicemap.opening import Day, opening_of
from servicemap.review import shapes, times
from servicemap.review.difference import Change, Changed, Difference
from servicemap.review.marking import Piece, marked
from servicemap.wording import chosen, compass

BY_WORD = {"text", "value"}  # forms whose words are compared one by one
LISTS = {"list", "hours", "areas", "exceptions", "pictures"}  # what has many values


@dataclass(frozen=True)
class Item:
    """One thing that a field says: a text in pieces, or one of a list."""

    pieces: tuple[Piece, ...]
    mark: str = ""  # "added" or "removed", of one of a list
    language: str = ""
    picture: str = ""  # its address


@dataclass(frozen=True)
class DayPair:
    """One day of a week before and after."""

    before: Day
    after: Day

    @property
    def differs(self) -> bool:
        return _spans(self.before) != _spans(self.after)


@dataclass(frozen=True)
class Shown:
    """One field as the page shows it."""

    change: Change
    label: str
    before: tuple[Item, ...]
    after: tuple[Item, ...]
    now: tuple[Item, ...] = ()  # what is published, where another changed it since
    note: str = ""
    week: tuple[DayPair, ...] = ()

    @property
    def anchor(self) -> str:
        """Return what the field is called in the page."""
        return "field-" + self.change.path.replace(".", "-")


@dataclass(frozen=True)
class Section:
    """The organisation, or one of its places or events, with its fields."""

    part: Changed
    name: str
    fields: tuple[Shown, ...]


def shown(difference: Difference) -> tuple[Section, ...]:
    """Return everything that changes, in words of the active language."""
    return tuple(
        Section(
            part=part,
            name=called(part.target, difference.after) or called(part.target, difference.before),
            fields=tuple(_shown(change, difference) for change in part.changes),
        )
        for part in difference.parts
    )


def _shown(change: Change, difference: Difference) -> Shown:
    before, after = _sides(change, difference)
    now: tuple[Item, ...] = ()
    if change.is_conflict:
        now = tuple(map(_plain, _texts(change, change.now, difference.before)))
    return Shown(
        change=change,
        label=field_name(change.where),
        before=before,
        after=after,
        now=now,
        note=_note(change, difference),
        week=_week(change) if change.form == "hours" else (),
    )


def _sides(change: Change, difference: Difference) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return both sides, with what differs marked."""
    before = _texts(change, change.before, difference.before)
    after = _texts(change, change.after, difference.after)
    language = change.where.language
    if change.form in BY_WORD and before and after:
        both = marked(before[0], after[0])
        return (Item(both.before, language=language),), (Item(both.after, language=language),)
    if change.form not in LISTS:
        return (
            tuple(_whole(text, language) for text in before),
            tuple(_whole(text, language) for text in after),
        )
    return (
        _listed(before, after, "removed", _addresses(change, change.before)),
        _listed(after, before, "added", _addresses(change, change.after)),
    )


def _listed(
    texts: list[str], others: list[str], mark: str, addresses: list[str]
) -> tuple[Item, ...]:
    """Mark what the other side has not; pictures are shown beside what they are said to show."""
    pictures = addresses or [""] * len(texts)
    return tuple(
        replace(_plain(text, "" if text in others else mark), picture=picture)
        for text, picture in zip(texts, pictures, strict=True)
    )


def _addresses(change: Change, value: Any) -> list[str]:
    """Return where the pictures of a side are."""
    if change.form != "pictures":
        return []
    return [reverse("pages:picture", args=[each["id"]]) + "?size=small" for each in value or ()]


def _plain(text: str, mark: str = "") -> Item:
    return Item((Piece(text, is_changed=False),), mark)


def _whole(text: str, language: str) -> Item:
    return Item((Piece(text, is_changed=True),), language=language)


def _texts(change: Change, value: Any, sheet: Sheet) -> list[str]:
    """Return what a value says, one text for each thing that it lists."""
    if value is None:
        return []
    form = change.form
    if form == "list":
        return [_word_of(change.where.name, each) for each in value]
    if form == "hours":
        return [told(change.path, [each]) for each in value]
    if form == "areas":
        return area_texts(value)
    if form == "exceptions":
        return [_exception(each) for each in value]
    if form == "moment":
        return [day_and_time(dt.datetime.fromisoformat(value))]
    if form == "place":
        return [called(f"places.{value}", sheet)]
    if form == "pictures":
        return [_picture(each) for each in value]
    if form == "repeated":
        return [_repeated(value, at(sheet, f"{change.where.target}.starts_at"))]
    return [told(change.path, value)]


def _word_of(name: str, key: str) -> str:
    if name == "topics":
        language = (get_language() or "en").split("-")[0]
        return {code: word for code, word, _above in search.topics_in(language)}.get(key, key)
    return words.word(words.LANGUAGES, key) if name == "languages" else str(key)


def area_texts(areas: Sequence[Any]) -> list[str]:
    """Say in words which operating areas these are."""
    names = shapes.compared(areas, (), get_language() or "en").names
    texts = []
    for each in areas:
        if each["kind"] == "radius":
            within = _("Within %(distance)s in a straight line")
            texts.append(within % {"distance": distance(each["metres"])})
        elif each["kind"] == "districts":
            texts += [names[pk][0] for pk in each["districts"] if pk in names]
        else:
            texts.append(_("An area drawn by hand"))
    return texts


def _exception(told_of: Any) -> str:
    values = {"day": day(told_of["date"])}
    if not told_of.get("moved_to"):
        return _("%(day)s: cancelled") % values
    values["then"] = day_and_time(dt.datetime.fromisoformat(told_of["moved_to"]))
    return _("%(day)s: moved to %(then)s") % values


def _picture(picture: Any) -> str:
    texts = picture.get("alternative") or {}
    return chosen(texts, get_language() or "en")[0] or _("A picture without a description")


def _repeated(rule: str, begins: Any) -> str:
    """Say how an event comes again; a rule that no sentence says stays as it is."""
    try:
        begin = clock.local(begins)
        way = Repeats.of(rule, begin)
    except (TypeError, ValueError):
        return rule
    return way.words(begin.date()) if way else rule


def _note(change: Change, difference: Difference) -> str:
    """Say of a field what comparing its two sides does not: how far, how large, when next."""
    if change.form == "position":
        return _moved(change)
    if change.form == "areas":
        return _grown(change)
    name, target = change.where.name, change.where.target
    if change.where.group == "events" and name in ("recurrence", "exceptions"):
        then = times.next_times(difference.after, target)
        listed = "; ".join(map(day_and_time, then))
        return _("Next times: %(times)s") % {"times": listed} if then else ""
    return ""


def _moved(change: Change) -> str:
    if not (change.before and change.after):
        return ""
    way = shapes.moved(change.before, change.after)
    where_to = {"distance": distance(way.metres), "compass": compass(way.bearing)}
    return _("Moved %(distance)s %(compass)s") % where_to


def _grown(change: Change) -> str:
    areas = shapes.compared(change.before or (), change.after or (), get_language() or "en")
    told_of = []
    sizes = [each and square_kilometres(each.square_metres) for each in (areas.before, areas.after)]
    if areas.before and areas.after and sizes[0] != sizes[1]:
        grew = areas.after.square_metres > areas.before.square_metres
        sentence = (
            _("The area grows from %(before)s to %(after)s km².")
            if grew
            else _("The area shrinks from %(before)s to %(after)s km².")
        )
        told_of.append(sentence % {"before": sizes[0], "after": sizes[1]})
    elif areas.after:
        told_of.append(_("The area is %(size)s km².") % {"size": sizes[1]})
    more, less = (", ".join(name for name, _in in each) for each in (areas.added, areas.removed))
    if more:
        sentence = ngettext(
            "%(number)s district more: %(names)s.",
            "%(number)s districts more: %(names)s.",
            len(areas.added),
        )
        told_of.append(sentence % {"number": len(areas.added), "names": more})
    if less:
        sentence = ngettext(
            "%(number)s district less: %(names)s.",
            "%(number)s districts less: %(names)s.",
            len(areas.removed),
        )
        told_of.append(sentence % {"number": len(areas.removed), "names": less})
    return " ".join(told_of)


def _week(change: Change) -> tuple[DayPair, ...]:
    """Return this week before and after, where both can be read."""
    before, after = (_days(rows or ()) for rows in (change.before, change.after))
    return tuple(DayPair(*pair) for pair in zip(before, after, strict=False))


def _days(rows: Sequence[Any]) -> tuple[Day, ...]:
    language = (get_language() or "en").split("-")[0]
    features = []
    for rule, comment in rows:
        text, spoken = chosen(comment or {}, language)
        features.append({"rule": rule, "comment": text, "comment_language": spoken})
    return opening_of(features, language).week


def _spans(one: Day) -> list[tuple[Any, ...]]:
    return [(span.begin, span.end, span.is_open, span.comment) for span in one.spans]
