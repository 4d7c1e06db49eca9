"""Answer: events for a calendar, as iCalendar (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from geodata.area import current_area
from geodata.models import Event, EventException
from geodata.recurrence import Recurrence, RecurrenceError, local, moment_of
from servicemap import features, parameters, values
from servicemap.features import FeatureAnswer, FeatureQuery, FeaturesQuery
from servicemap.parameters import Parameter
from servicemap.problems import NotFound
from servicemap.timezones import described
from servicemap.wording import interface_language

STATUSES = {"scheduled": "CONFIRMED", "cancelled": "CANCELLED", "postponed": "TENTATIVE"}
REFRESHED = dt.timedelta(hours=12)
UNSHOWN = re.compile("[\x00-\x09\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
MOMENT = "%Y%m%dT%H%M%SZ"
PARAMETERS = (
    parameters.SINCE,
    parameters.UNTIL,
    parameters.BBOX,
    parameters.Q,
    replace(parameters.LIMIT, schema={**parameters.LIMIT.schema, "default": parameters.MOST_ROWS}),
    parameters.LANG,
)


def _moment(text: str) -> dt.datetime:
    try:
        return dt.datetime.strptime(text, MOMENT).replace(tzinfo=dt.UTC)
    except ValueError:
        raise values.ValueRefused(
            _("%(text)s is no moment; write for example %(example)s.")
            % {"text": values.quoted(text), "example": "20261201T160000Z"}
        ) from None


AT: Parameter[dt.datetime] = Parameter(
    "at",
    "Only the time that begins at this moment, in UTC as iCalendar writes it.",
    {"type": "string"},
    "20261201T160000Z",
    _moment,
)
ONE_PARAMETERS = (AT, parameters.LANG)


@dataclass(frozen=True)
class CalendarQuery:
    """Which event, and at which of its times alone; or which events, as the list asks for them."""

    language: str
    id: int | None = None
    at: dt.datetime | None = None
    listed: FeaturesQuery | None = None

    @classmethod
    def of_one(cls, id: int, params: Mapping[str, Any]) -> CalendarQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        given = parameters.take(params, ONE_PARAMETERS)
        return cls(parameters.language_of(given), id, AT.of(given))

    @classmethod
    def of_list(cls, params: Mapping[str, Any]) -> CalendarQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        given = parameters.take(params, PARAMETERS)
        listed = FeaturesQuery.from_params("events", {"limit": str(parameters.MOST_ROWS), **given})
        return cls(listed.language, listed=listed)


def answer(query: CalendarQuery, origin: str) -> bytes:
    """Return a calendar; `origin` is scheme and host of the pages that it leads to.

    Three queries more than the list or the event itself asks.
    """
    if query.listed is not None:
        events: Iterable[FeatureAnswer] = features.answer(query.listed).features
    else:
        found = features.answer_one(FeatureQuery("events", query.id or 0, query.language))
        events = [_at(found.feature, query.at) if query.at else found.feature]
    written: bytes = _calendar(list(events), query, origin).to_ical()
    return written


def _at(event: FeatureAnswer, moment: dt.datetime) -> FeatureAnswer:
    """Keep one of the times of an event."""
    for time in event.properties["occurrences"]:
        if dt.datetime.fromisoformat(time["starts_at"]) == moment:
            alone = {"occurrences": [time], "recurrence": "", "parts": []}
            return replace(event, properties={**event.properties, **time, **alone})
    raise NotFound(
        _("It does not begin at %(moment)s.") % {"moment": moment.strftime(MOMENT)},
        parameter=AT.name,
    )


def _calendar(events: list[FeatureAnswer], query: CalendarQuery, origin: str) -> icalendar.Calendar:
    area, zone = current_area(), ZoneInfo(current_area().time_zone)
    name = area.name_in(query.language)
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Service map//{area.key}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add_component(described(zone))
    rows = Event.objects.in_bulk([event.id for event in events])
    exceptions: dict[int, list[EventException]] = defaultdict(list)
    for each in EventException.objects.filter(event__in=rows).order_by("date"):
        exceptions[each.event_id].append(each)
    for event in events:
        one = _One(event, rows[event.id], zone, _page(event, query.language, origin))
        for component in one.components(exceptions[event.id], query.at):
            calendar.add_component(component)
    return calendar


def _page(event: FeatureAnswer, language: str, origin: str) -> str:
    with translation.override(interface_language(language)):
        return origin + reverse("pages:events-one", kwargs={"id": event.id})


@dataclass(frozen=True)
class _One:
    """One event on its way into a calendar."""

    event: FeatureAnswer
    row: Event
    zone: ZoneInfo
    page: str

    def components(
        self, exceptions: list[EventException], at: dt.datetime | None
    ) -> Iterator[icalendar.Event]:
        """Yield the event: once, or as a rule with those of its times that were moved."""
        about = self.event.properties
        rule, first = self._rule() if about["recurrence"] else (None, None)
        if rule is None or first is None:
            yield self._made(about, about["status"], at)
            return
        start = first.replace(tzinfo=self.zone)
        end = start + self._lasts() if self._lasts() else None
        made = self._made({"starts_at": start, "ends_at": end}, self.row.status, None)
        made.add("rrule", self._recur(rule))
        moved = [each for each in exceptions if each.moved_to]
        gone = [each.date for each in exceptions if each.cancelled and not each.moved_to]
        for day in gone:
            made.add("exdate", self._value(dt.datetime.combine(day, first.time(), self.zone)))
        yield made
        for each in moved:
            yield self._moved(each, first)

    def _rule(self) -> tuple[Recurrence | None, dt.datetime | None]:
        try:
            rule = Recurrence.parse(self.row.recurrence, self.zone)
            return rule, rule.first(local(self.row.starts_at, self.zone))
        except (RecurrenceError, OverflowError):
            return None, None

    def _moved(self, exception: EventException, first: dt.datetime) -> icalendar.Event:
        start = exception.moved_to
        end = start + self._lasts() if start and self._lasts() else None
        made = self._made({"starts_at": start, "ends_at": end}, self.row.status, None)
        was = dt.datetime.combine(exception.date, first.time(), self.zone)
        made.add("recurrence-id", self._value(was))
        return made

    def _recur(self, rule: Recurrence) -> icalendar.vRecur:
        recur: icalendar.vRecur = icalendar.vRecur.from_ical(rule.text)
        if rule.until is not None:
            until = moment_of(rule.until.replace(microsecond=0), self.zone)
            recur["UNTIL"] = [rule.until.date() if self.row.all_day else until]
        return recur

    def _lasts(self) -> dt.timedelta:
        row = self.row
        if row.ends_at is None or row.ends_at <= row.starts_at:
            return dt.timedelta()
        return local(row.ends_at, self.zone) - local(row.starts_at, self.zone)

    def _made(
        self, time: Mapping[str, Any], status: str, at: dt.datetime | None
    ) -> icalendar.Event:
        about, row = self.event.properties, self.row
        made = icalendar.Event()
        alone = f"-{at.strftime(MOMENT)}" if at else ""
        made.add("uid", f"event-{self.event.id}{alone}@{current_area().key}.servicemap")
        made.add("dtstamp", row.updated_at.astimezone(dt.UTC))
        made.add("last-modified", row.updated_at.astimezone(dt.UTC))
        made.add("sequence", max(int((row.updated_at - row.created_at).total_seconds()), 0))
        made.add("dtstart", self._value(time["starts_at"]))
        if time["ends_at"] is not None:
            made.add("dtend", self._value(time["ends_at"]))
        example = _("Example, not real")
        name = f"{example}: {self.event.name}" if about["is_example"] else self.event.name
        made.add("summary", _text(name))
        made.add("status", STATUSES[status])
        made.add("description", _text("\n\n".join(filter(None, self._told()))))
        where = (about["place_name"], about["street_address"], about["city"])
        if any(where):
            made.add("location", _text(", ".join(filter(None, where))))
        if row.point is not None:
            made.add("geo", (round(row.point.y, 6), round(row.point.x, 6)))
        made.add("url", self.page)
        return made

    def _told(self) -> tuple[str, ...]:
        about = self.event.properties
        whole = about["summary"] not in about["description"]
        summary = about["summary"] if whole else ""
        return summary, about["description"], about["price"], about["organisation_name"], self.page

    def _value(self, moment: dt.datetime | str) -> dt.datetime | dt.date:
        """Return a moment by the area's clock, or its day where whole days are meant."""
        if isinstance(moment, str):
            moment = dt.datetime.fromisoformat(moment)
        clock = moment.astimezone(self.zone)
        return clock.date() if self.row.all_day else clock


def _text(text: str) -> str:
    """Return a text that no calendar reads as more than a text."""
    return UNSHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
