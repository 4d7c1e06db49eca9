"""Events for calendars: read back as other programs read them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rruleset, rrulestr
from dateutil.tz import tzical
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from geodata import models
from geodata.search import indexing
from servicemap.timezones import described
from tests.servicemap.town import Town
from tests.servicemap.town_events import ZONE, at

NEWS = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def sunday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Sunday, 22 November 2026, ten o'clock; the town is founded on that day."""
    monkeypatch.setattr(timezone, "now", lambda: at(dt.date(2026, 11, 22), 10))


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return str(response.content.decode())


def events(client: Client, path: str) -> list[Any]:
    """Return the events of a calendar, as the library reads them."""
    return read(text(client, path))


def read(written: str) -> list[Any]:
    calendar: Any = icalendar.Calendar.from_ical(written)
    return list(calendar.walk("VEVENT"))


def test_it_works(client: Client, town: Town) -> None:
    models.Event.objects.filter(pk=2).update(
        created_at=NEWS - dt.timedelta(seconds=90), updated_at=NEWS
    )
    response = client.get("/feeds/events/2.ics?lang=fi")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="event-2.ics"'
    assert response.content.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Service map//town//EN",
        "METHOD:PUBLISH",
        "NAME:Kaupunki",
        "X-WR-CALNAME:Kaupunki",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Helsinki",
        "BEGIN:STANDARD",
        "DTSTART:20001029T040000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:EET",
        "TZOFFSETFROM:+0300",
        "TZOFFSETTO:+0200",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:20000326T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:EEST",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0300",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:Konsertti",
        "DTSTART;TZID=Europe/Helsinki:20261128T190000",
        "DTEND;TZID=Europe/Helsinki:20261128T210000",
        "DTSTAMP:20260304T050607Z",
        "UID:event-2@town.servicemap",
        "SEQUENCE:90",
        "DESCRIPTION:10 €\\n\\nhttp://testserver/fi/events/2/",
        "GEO:60.1702;24.96",
        "LAST-MODIFIED:20260304T050607Z",
        "LOCATION:Pelikenttä\\, Kuja 2\\, Kaupunki",
        "STATUS:CONFIRMED",
        "URL:http://testserver/fi/events/2/",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_series_is_a_rule_with_what_is_cancelled_and_moved(client: Client, town: Town) -> None:
    whole, moved = events(client, "/feeds/events/1.ics")
    assert whole["uid"] == moved["uid"]
    rules = rruleset()
    rules.rrule(rrulestr(whole["rrule"].to_ical().decode(), dtstart=whole["dtstart"].dt))
    for each in whole["exdate"].dts:
        rules.exdate(each.dt)
    rules.exdate(moved["recurrence-id"].dt)
    rules.rdate(moved["dtstart"].dt)
    stored = models.Occurrence.objects.filter(event=1).exclude(status="cancelled")
    assert list(rules) == list(stored.order_by("starts_at").values_list("starts_at", flat=True))
    assert moved["dtend"].dt == dt.datetime(2026, 12, 16, 19, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        ("2026-03-22T18:00", "FREQ=WEEKLY;COUNT=40"),
        ("2026-10-18T18:00", "FREQ=DAILY;UNTIL=20261101"),
        ("2026-10-18T18:00", "FREQ=WEEKLY;BYDAY=TU,SA;UNTIL=20261121T160000Z"),
    ],
)
def test_the_clock_stays_as_other_programs_read_it(
    client: Client,
    town: Town,
    tmp_path: Any,
    start: str,
    rule: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begins = dt.datetime.fromisoformat(start).replace(tzinfo=ZONE)
    monkeypatch.setattr(timezone, "now", lambda: begins)
    models.EventException.objects.all().delete()
    models.Event.objects.filter(pk=1).update(
        starts_at=begins, ends_at=begins + dt.timedelta(hours=2), recurrence=rule
    )
    indexing.refresh(models.Event, [1])
    written = text(client, "/feeds/events/1.ics")
    zones = tmp_path / "zones.ics"
    zones.write_text(written)
    # dateutil reads the VTIMEZONE itself, and knows nothing of the name of the zone.
    zone = tzical(str(zones)).get("Europe/Helsinki")
    (one,) = read(written)
    first = one["dtstart"].dt.replace(tzinfo=zone)
    told = list(rrulestr(one["rrule"].to_ical().decode(), dtstart=first))
    stored = models.Occurrence.objects.filter(event=1).order_by("starts_at")
    assert [each.astimezone(dt.UTC) for each in told] == [each.starts_at for each in stored]
    assert {each.astimezone(ZONE).hour for each in told} == {18}


def test_whole_days_are_days(client: Client, town: Town) -> None:
    (one,) = events(client, "/feeds/events/5.ics")
    assert (one["dtstart"].dt, one["dtend"].dt) == (dt.date(2026, 11, 28), dt.date(2026, 11, 30))


def test_one_of_its_times_alone(client: Client, town: Town) -> None:
    (one,) = events(client, "/feeds/events/1.ics?at=20261216T150000Z")
    assert one["uid"] == "event-1-20261216T150000Z@town.servicemap"
    assert one["dtstart"].dt == dt.datetime(2026, 12, 16, 17, tzinfo=ZONE)
    assert "rrule" not in one


@pytest.mark.parametrize(
    ("number", "status"), [(3, "CANCELLED"), (4, "TENTATIVE"), (2, "CONFIRMED")]
)
def test_statuses(client: Client, town: Town, number: int, status: str) -> None:
    (one,) = events(client, f"/feeds/events/{number}.ics")
    assert one["status"] == status


def test_a_list_asks_like_the_page(client: Client, town: Town) -> None:
    found = events(client, "/feeds/events.ics?since=2026-11-28&until=2026-11-28&lang=fi")
    assert [str(each["summary"]) for each in found] == [
        "Joulumarkkinat",
        "Retki",
        "Jumppa",
        "Esimerkki, ei todellinen: Esimerkkijuhla",
        "Kurssin osa 1",
        "Konsertti",
        "Yökahvila",
    ]
    assert len(events(client, "/feeds/events.ics?limit=2")) == 2
    assert len(events(client, "/feeds/events.ics?bbox=24.95,60.16,24.97,60.18")) == 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/feeds/events/999.ics", 404),
        ("/feeds/events/1.ics?at=20261201T150000Z", 404),
        ("/feeds/events/1.ics?at=tomorrow", 400),
        ("/feeds/events.ics?since=nonsense", 400),
        ("/feeds/events.ics?limit=1001", 400),
        ("/feeds/events.ics?format=csv", 400),
    ],
)
def test_mistakes_are_told(client: Client, town: Town, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


HOSTILE = "Juhla; ilta, \\n\r\nATTACH:https://evil.example\rX-EVIL:1\u202e\x07 🎉 " + "ä" * 200


def test_no_name_breaks_out_of_its_line(client: Client, town: Town) -> None:
    hostile = {"fi": HOSTILE}
    models.Event.objects.filter(pk=2).update(name=hostile, description=hostile, price=hostile)
    models.Place.objects.update(name=hostile, street_address=hostile, city=HOSTILE[:90])
    written = text(client, "/feeds/events/2.ics?lang=fi")
    lines = written.split("\r\n")
    assert not any(line.startswith(("ATTACH", "X-EVIL")) for line in lines)
    assert "\r" not in written.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in lines)
    (one,) = read(written)
    assert str(one["summary"]) == (
        "Juhla; ilta, \\n\nATTACH:https://evil.example\nX-EVIL:1 🎉 " + "ä" * 200
    )


def test_a_rule_that_cannot_be_read_is_one_time(client: Client, town: Town) -> None:
    models.Event.objects.filter(pk=1).update(recurrence="every tuesday\r\nATTACH:x")
    (one,) = events(client, "/feeds/events/1.ics")
    assert "rrule" not in one


def test_many_take_as_many_queries_as_few(
    client: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        models.Event.objects.create(
            pk=100 + number, source=town.library.source, source_id=f"event/{100 + number}",
            name={"fi": f"Kokous {number}"}, starts_at=at(dt.date(2026, 12, 1), 9),
            recurrence="FREQ=WEEKLY;COUNT=5", place=town.field, organisation=town.library,
        )  # fmt: skip
    indexing.refresh(models.Event, range(100, 140))
    with django_assert_max_num_queries(15):
        client.get("/feeds/events.ics")


@pytest.mark.parametrize(
    "key",
    ["Europe/Helsinki", "America/New_York", "Australia/Sydney", "Asia/Tokyo", "Europe/Moscow"],
)
def test_zones_are_as_they_are(key: str, tmp_path: Any) -> None:
    calendar = icalendar.Calendar()
    calendar.add_component(described(ZoneInfo(key)))
    path = tmp_path / "zone.ics"
    path.write_bytes(calendar.to_ical())
    zone = tzical(str(path)).get(key)
    for week in range(520):
        moment = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(weeks=week)
        expected = moment.astimezone(ZoneInfo(key)).replace(tzinfo=None)
        assert (
            expected.replace(tzinfo=zone).utcoffset()
            == moment.astimezone(ZoneInfo(key)).utcoffset()
        ), moment
