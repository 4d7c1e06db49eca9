"""The step of the form with events: once or again, exceptions, both changes of the clock."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from django.utils import timezone

from geodata.models import Event, Occurrence, Organisation, Place, Source
from servicemap.editing import revisions
from servicemap.models import Membership, Revision
from tests.forms import fields
from tests.people import person
from tests.servicemap.town import Town

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def choir(town: Town, aino: User) -> Organisation:
    with connection.cursor() as cursor:  # the town chose its keys itself
        for statement in connection.ops.sequence_reset_sql(no_style(), [Organisation, Event]):
            cursor.execute(statement)
    choir = Organisation(
        pk=901, source=Source.local(), source_id="1", name={"fi": "Kuoro"}, kind="association"
    )
    choir.save()
    Membership.objects.create(organisation=choir, person=aino)
    Place(
        pk=902,
        source=choir.source,
        source_id="2",
        organisation=choir,
        name={"fi": "Sali"},
        kind="community_centre",
        point=Point(24.94, 60.17, srid=4326),
    ).save()
    return choir


def page(client: Client, draft: Revision, entry: str = "new-a") -> str:
    query = f"?entry={entry}" if entry else ""
    return client.get(f"/en/my/drafts/{draft.pk}/events{query}").content.decode()


def post(client: Client, draft: Revision, entry: str = "new-a", **more: Any) -> Any:
    told = {f"events.{entry}.{name}": value for name, value in more.items() if name != "do"}
    posted = fields(page(client, draft, entry)) | {"do": more.get("do", "list")} | told
    return client.post(f"/en/my/drafts/{draft.pk}/events", posted)


def patch(draft: Revision, entry: str = "new-a") -> dict[str, Any]:
    draft.refresh_from_db()
    prefix = f"events.{entry}."
    return {path.removeprefix(prefix): value for path, value in draft.patch.items()}


def publish(draft: Revision) -> Revision:
    draft.refresh_from_db()
    author: Any = draft.author
    revisions.submit(draft, author)
    rita = person(f"rita{draft.pk}", staff=True)
    return revisions.approve(draft, rita, draft.version)


def begins(day: str, time: str) -> dict[str, str]:
    return {"starts_at-day": day, "starts_at-time": time}


TUESDAYS: dict[str, Any] = {
    "name.fi": "Harjoitus",
    "price.fi": "5 €",
    "starts_at-day": "2026-11-24",
    "starts_at-time": "18:00",
    "ends_at-time": "20:00",
    "recurrence-way": "weekly",
    "recurrence-days": ["TU"],
    "recurrence-until": "2026-12-31",
    "place": "902",
    "is_free": "no",
}


def test_it_works(client: Client, draft: Revision) -> None:
    answer = post(client, draft, **TUESDAYS)
    assert answer.status_code == 302, answer.content.decode()
    assert patch(draft) == {
        "name.fi": "Harjoitus",
        "price.fi": "5 €",
        "starts_at": "2026-11-24T18:00:00+02:00",
        "ends_at": "2026-11-24T20:00:00+02:00",
        "recurrence": "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231",
        "place": 902,
        "point": [24.94, 60.17],
        "is_free": False,
    }
    shown = page(client, draft)
    assert "Every week on Tuesdays until 31 December 2026." in shown
    assert "Tuesday 24 November 2026 18:00; Tuesday 1 December 2026 18:00" in shown
    listed = page(client, draft, "")
    assert "Harjoitus" in listed
    assert "Tuesday 24 November 2026 18:00, comes again" in listed


def test_nothing_is_changed_by_saving_what_is_shown(client: Client, draft: Revision) -> None:
    post(client, draft, **TUESDAYS)
    version = Revision.objects.get().version
    assert post(client, draft).status_code == 302
    assert Revision.objects.get().version == version


def test_published_with_exceptions_it_happens_then(client: Client, draft: Revision) -> None:
    post(client, draft, **TUESDAYS)
    answer = post(
        client,
        draft,
        **{
            "exceptions-2026-12-01-what": "cancelled",
            "exceptions-2026-12-08-what": "moved",
            "exceptions-2026-12-08-day": "2026-12-09",
            "exceptions-2026-12-08-time": "19:00",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    assert patch(draft)["exceptions"] == [
        {"date": "2026-12-01", "moved_to": None},
        {"date": "2026-12-08", "moved_to": "2026-12-09T19:00:00+02:00"},
    ]
    publish(draft)
    times = Occurrence.objects.filter(event__organisation=901).order_by("starts_at")
    assert [
        (f"{timezone.localtime(each.starts_at):%d.%m. %H:%M}", each.status) for each in times
    ] == [
        ("24.11. 18:00", "scheduled"),
        ("01.12. 18:00", "cancelled"),
        ("09.12. 19:00", "scheduled"),
        ("15.12. 18:00", "scheduled"),
        ("22.12. 18:00", "scheduled"),
        ("29.12. 18:00", "scheduled"),
    ]
    assert times[0].ends_at == times[0].starts_at + dt.timedelta(hours=2)


def test_undone_and_changed_it_happens_as_it_is_told(
    client: Client, draft: Revision, aino: User
) -> None:
    post(client, draft, **TUESDAYS)
    publish(draft)
    event = Event.objects.get(organisation=901)
    later = revisions.draft_of(draft.organisation, aino)
    post(client, later, str(event.pk), **{"recurrence-every": "2"})
    done = publish(later)
    event.refresh_from_db()
    assert event.recurrence == "FREQ=WEEKLY;BYDAY=TU;INTERVAL=2;UNTIL=20261231"
    assert event.times.count() == 3
    revisions.undo(done, person("rolf", staff=True))
    assert event.times.count() == 6
    gone = revisions.draft_of(draft.organisation, aino)
    post(client, gone, "", do=f"gone-{event.pk}")
    publish(gone)
    assert event.times.count() == 0


def test_a_time_that_does_not_exist(client: Client, draft: Revision) -> None:
    """Clocks are put forward on 29 March 2026 at 3."""
    answer = post(client, draft, **{"name.fi": "Yö"}, **begins("2026-03-29", "03:30"))
    assert answer.status_code == 400
    assert "03:30 does not exist on that day" in answer.content.decode()
    assert 'href="#id_events.new-a.starts_at-time"' in answer.content.decode()
    assert "starts_at" not in patch(draft)
    assert patch(draft)["name.fi"] == "Yö"


def test_a_time_that_is_there_twice(client: Client, draft: Revision) -> None:
    """Clocks are put back on 25 October 2026 at 4."""
    post(client, draft, **{"name.fi": "Yö"}, **begins("2026-10-25", "03:30"))
    assert patch(draft)["starts_at"] == "2026-10-25T03:30:00+03:00"
    assert "The clock shows this twice on that day" in page(client, draft)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_all_day_ends_with_the_midnight_after(client: Client, draft: Revision, day: str) -> None:
    post(client, draft, **{"all_day": "on", "starts_at-day": day, "ends_at-day": day})
    found = patch(draft)
    assert found["all_day"] is True
    assert found["starts_at"][:19] == f"{day}T00:00:00"
    following = dt.date.fromisoformat(day) + dt.timedelta(days=1)
    assert found["ends_at"][:19] == f"{following}T00:00:00"
    again = fields(page(client, draft))
    assert again["events.new-a.ends_at-day"] == [day]
    version = Revision.objects.get().version
    post(client, draft)
    assert Revision.objects.get().version == version


def test_it_goes_on_over_the_change_of_clocks(client: Client, draft: Revision) -> None:
    """Every Tuesday at 18 by the clock, in summer and in winter."""
    post(client, draft, **TUESDAYS | begins("2027-03-16", "18:00") | {"recurrence-until": ""})
    publish(draft)
    times = Occurrence.objects.filter(event__organisation=901).order_by("starts_at")[:3]
    assert [f"{each.starts_at:%d.%m. %H}" for each in times] == [
        "16.03. 16",
        "23.03. 16",
        "30.03. 15",
    ]


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"starts_at-day": "2026-11-24"}, "starts_at-time", "Say at what time"),
        ({"starts_at-time": "18:00"}, "starts_at-day", "Say on which day"),
        (begins("24.11.2026", "18:00"), "starts_at-day", "is not a day"),
        (begins("9999-12-31", "18:00"), "starts_at-day", "out of range"),
        (begins("2026-02-30", "18:00"), "starts_at-day", "is not a day"),
        (begins("2026-11-24", "25:00"), "starts_at-time", "not a time of day"),
        (begins("2026-11-24", "\x00"), "starts_at-time", "Null characters|not a time"),
        (begins("x" * 10_000, "18:00"), "starts_at-day", "is not a day"),
        ({**TUESDAYS, "recurrence-days": ["WE"]}, "recurrence-days", "The first day is one of"),
        ({**TUESDAYS, "recurrence-every": "0"}, "recurrence-every", "from 1 to 12"),
        ({**TUESDAYS, "recurrence-every": "1e9"}, "recurrence-every", "from 1 to 12"),
        ({**TUESDAYS, "recurrence-every": "٣"}, "recurrence-every", "from 1 to 12"),
        ({**TUESDAYS, "recurrence-until": "2026-01-01"}, "recurrence-until", "before the first"),
        (
            {**TUESDAYS, **begins("2026-11-03", "18:00"), "recurrence-way": "last-of-month"},
            "recurrence-way",
            "not the last of its name",
        ),
        ({"recurrence-way": "weekly"}, "recurrence-way", "Say first when it begins"),
        ({"recurrence-way": "hourly"}, "recurrence-way", "valid choice"),
        ({"place": "903"}, "place", "valid choice"),
        ({"place": "1; DROP TABLE"}, "place", "valid choice"),
        ({"point": "60.17,24.94"}, "point", "swap"),
        ({"is_free": "perhaps"}, "is_free", "valid choice"),
        ({"status": "gone"}, "status", "valid choice"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(
    client: Client, draft: Revision, told: dict[str, Any], field: str, words: str
) -> None:
    answer = post(client, draft, **told)
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert f'href="#id_events.new-a.{field}' in shown
    assert re.search(words, shown), shown.partition('class="problems"')[2][:600]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"ends_at-day": "2026-11-23", "ends_at-time": "18:00"}, "It ends before it begins"),
        ({"website": "javascript:alert(1)"}, "web address"),
        ({"price.fi": "x" * 301}, "301 characters"),
        ({"summary.fi": "a\u202eb"}, "turn text around"),
        (
            {"starts_at-day": "2001-01-01", "starts_at-time": "10:00", "name.fi": ""},
            "This is needed",
        ),
    ],
)
def test_what_cannot_be_published_is_told(
    client: Client, draft: Revision, told: dict[str, str], words: str
) -> None:
    answer = post(client, draft, **TUESDAYS | told | {"do": "on"})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    # On the list it is seen which of them it is.
    assert "to be completed" in page(client, draft, "").partition('id="entry-new-a"')[2]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=WEEKLY;COUNT=4", "FREQ=YEARLY", "FREQ=MONTHLY;BYDAY=1TU,3TU"],
)
def test_a_rule_that_no_words_say_is_left_as_it_is(
    client: Client, draft: Revision, rule: str
) -> None:
    event = Event(
        pk=903,
        source=Source.local(),
        source_id="e",
        organisation=draft.organisation,
        name={"fi": "Kerho"},
        starts_at="2026-12-01T10:00:00+02:00",
        recurrence=rule,
    )
    event.save()
    posted = fields(page(client, draft, "903"))
    assert posted["events.903.recurrence-way"] == ["kept"]
    post(client, draft, "903", **{"name.fi": "Kerho 2"})
    assert patch(draft, "903") == {"name.fi": "Kerho 2"}


def test_an_event_elsewhere_and_over_midnight(client: Client, draft: Revision) -> None:
    told = begins("2026-12-31", "22:00") | {"ends_at-day": "2027-01-01", "ends_at-time": "02:00"}
    post(client, draft, **told, **{"name.fi": "Tanssit", "point": "24.95, 60.18"})
    found = patch(draft)
    assert (found["point"], found["ends_at"]) == ([24.95, 60.18], "2027-01-01T02:00:00+02:00")
    publish(draft)
    event = Event.objects.get(organisation=901)
    assert (event.place, event.point.coords) == (None, (24.95, 60.18))


def test_at_a_place_that_is_made_with_it(client: Client, draft: Revision, aino: User) -> None:
    new = {"places.new-p.name.fi": "Talo", "places.new-p.kind": "hall"}
    revisions.save(draft, aino, {**new, "places.new-p.point": [24.95, 60.16]}, 0)
    post(client, draft, **TUESDAYS | {"place": "new-p"})
    assert patch(draft)["point"] == [24.95, 60.16]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Place]):
            cursor.execute(statement)
    publish(draft)
    event = Event.objects.get(organisation=901)
    assert event.place is not None
    assert (event.place.name, event.point.coords) == ({"fi": "Talo"}, (24.95, 60.16))
