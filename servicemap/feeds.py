"""Serve events to calendars below /feeds/: one event, one of its times, or a whole list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from servicemap import caching, calendars
from servicemap.border import question
from servicemap.calendars import CalendarQuery
from servicemap.visitors import use

CONTENT_TYPE = "text/calendar; charset=utf-8"


@question
@caching.tells_now
def event_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET /feeds/events/{id}.ics."""
    query = CalendarQuery.of_one(id, request.GET)
    response = _calendar(request, query, f"event-{id}.ics")
    use.count(request, use.What.CALENDAR, [("event", id)])
    return response


@question
@caching.tells_now
def events_view(request: HttpRequest) -> HttpResponse:
    """GET /feeds/events.ics."""
    return _calendar(request, CalendarQuery.of_list(request.GET), "events.ics")


def _calendar(request: HttpRequest, query: CalendarQuery, name: str) -> HttpResponse:
    origin = request.build_absolute_uri("/").rstrip("/")
    response = HttpResponse(calendars.answer(query, origin), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
