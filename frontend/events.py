"""The events day by day, and what the page of one tells beside what all entries tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from frontend.asking import bare
from frontend.kinds import KINDS
from frontend.pages import page, show
from frontend.structured import event_data
from frontend.templatetags.when import full_day
from servicemap import caching, features, parameters
from servicemap.features import FeatureAnswer, FeaturesAnswer, FeaturesQuery
from servicemap.problems import ParameterError

ROWS = 50
TOLD = ("place", "organisation")  # of what belongs to events
ASKED = ("since", "until", "q", "bbox")
KNOWN = (*ASKED, "next")
FIELDS = ("since", "until", "q")
SATURDAY, SUNDAY = 5, 6
ONE_DAY = dt.timedelta(days=1)
FIRST_TIMES = 6  # that the page of an event shows at once
REPEATED = dt.timedelta(days=28)


@dataclass(frozen=True)
class Day:
    """What begins on one day; `date` is None for what goes on since before."""

    date: dt.date | None
    events: tuple[FeatureAnswer, ...]


@dataclass(frozen=True)
class Choice:
    """A link to often asked days."""

    name: str
    address: str
    is_chosen: bool


@page
@caching.tells_now
def list_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/events/."""
    given = parameters.without_blanks(request.GET)
    known = {name: str(given[name]) for name in KNOWN if name in given}
    context: dict[str, Any] = {
        "kind": KINDS["events"],
        "given": {name: _shown(name, request.GET.get(name, "").strip()) for name in FIELDS},
        "bbox": known.get("bbox", ""),
        "choices": list(_choices(known)),
    }
    try:
        query = FeaturesQuery.from_params("events", {**known, "limit": str(ROWS)})
    except ParameterError as error:
        if error.parameter not in FIELDS:
            raise
        context["errors"] = {error.parameter: bare(error, error.parameter)}
        return show(request, "events", context, status=400)
    answer = features.answer(query, TOLD)
    kept = {name: text for name, text in known.items() if name in ASKED}
    context |= {
        "answer": answer,
        "days": list(days_of(answer)),
        "is_whole": not kept,
        "provenance": answer.provenance,
        "is_first": query.after is None,
        "first_address": _address("pages:events", kept),
        "next_address": answer.next
        and _address("pages:events", {**kept, "next": str(answer.next)}),
        "api_address": _address("api-events", kept),
        "feed_address": _address("feed-events", kept),
    }
    return show(request, "events", context)


def _shown(name: str, text: str) -> str:
    """Return what a field shows of what was given: a field of days takes days alone."""
    if name == "q":
        return text[:1000]
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return ""  # the message beside the field tells what was wrong


def days_of(answer: FeaturesAnswer) -> Iterator[Day]:
    """Put events under their days, those that repeat under each: as far as this page of them goes.

    Where no last day was asked for, repeats are told for four weeks.
    """
    query, now = answer.query, timezone.now()
    first = query.since or timezone.localdate(now)
    last = _begin(answer.features[-1]) if answer.next else None
    if last is None and query.until is None:
        last = now + REPEATED

    def day(event: FeatureAnswer) -> dt.date | None:
        begins = _begin(event)
        goes_on = begins.date() < first or (query.since is None and begins < now)
        return None if goes_on else begins.date()

    times = sorted(_times(answer.features, last), key=_begin)
    return (Day(date, tuple(some)) for date, some in groupby(times, day))


def _times(events: Iterable[FeatureAnswer], last: dt.datetime | None) -> Iterator[FeatureAnswer]:
    """Tell an event once for each of its times until the last moment; its first one always."""
    for event in events:
        yield event
        for time in event.properties["occurrences"][1:]:
            again = replace(event, properties={**event.properties, **time})
            if last is None or _begin(again) <= last:
                yield again


def _begin(event: FeatureAnswer) -> dt.datetime:
    return dt.datetime.fromisoformat(event.properties["starts_at"])


def _choices(known: Mapping[str, str]) -> Iterator[Choice]:
    """Offer the days that people ask for; what else is asked for stays."""
    today = timezone.localdate()
    saturday = today + (SATURDAY - min(today.weekday(), SATURDAY)) * ONE_DAY
    sunday = today + (SUNDAY - today.weekday()) * ONE_DAY
    spans: list[tuple[str, dt.date | None, dt.date | None]] = [
        (_("All to come"), None, None),
        (_("Today"), today, today),
        (_("Tomorrow"), today + ONE_DAY, today + ONE_DAY),
        *(
            (capfirst(full_day(day)), day, day)
            for day in (saturday, sunday)
            if day > today + ONE_DAY
        ),
        (_("This weekend"), max(saturday, today), sunday),
        (_("The next seven days"), today, today + 6 * ONE_DAY),
    ]
    others = {name: text for name, text in known.items() if name in ("q", "bbox")}
    asked = {name: text for name, text in known.items() if name in ("since", "until")}
    for name, since, until in spans:
        days = {"since": since.isoformat(), "until": until.isoformat()} if since and until else {}
        yield Choice(name, _address("pages:events", {**days, **others}), days == asked)


def _address(name: str, params: Mapping[str, str]) -> str:
    query = urlencode(params, safe=",:")
    return f"{reverse(name)}?{query}" if query else reverse(name)


def told(event: FeatureAnswer, address: str) -> dict[str, Any]:
    """Return what the page of an event, at a whole address, shows in a form of its own."""
    about = event.properties
    now = timezone.now()
    times = about["occurrences"]
    ends = about["ends_at"] or about["starts_at"]
    return {
        "is_over": not times and not about["parts"] and _moment(ends) <= now,
        "is_on": bool(times) and _moment(times[0]["starts_at"]) <= now,
        "times": times,
        "first_times": times[:FIRST_TIMES],
        "more_times": times[FIRST_TIMES:],
        "endpoint_address": f"{reverse('pages:home')}?{urlencode({'to': about['endpoint']})}",
        "feed_address": reverse("feed-event", args=[event.id]),
        "structured": event_data(event, address),
    }


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
