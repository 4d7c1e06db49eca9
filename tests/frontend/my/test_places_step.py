"""The step of the form with several places: added, changed, taken out and brought back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.core.management.color import no_style
from django.db import connection
from django.test import Client

from geodata.models import Event, Organisation, Place, Source
from servicemap.editing import revisions
from servicemap.models import Membership, Revision
from tests.forms import fields
from tests.people import person
from tests.servicemap.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def choir(town: Town, aino: User) -> Organisation:
    with connection.cursor() as cursor:  # the town chose its keys itself
        for statement in connection.ops.sequence_reset_sql(no_style(), [Organisation, Place]):
            cursor.execute(statement)
    choir = Organisation(
        pk=901, source=Source.local(), source_id="1", name={"fi": "Kuoro"}, kind="association"
    )
    choir.save()
    Membership.objects.create(organisation=choir, person=aino)
    return choir


@pytest.fixture
def hall(choir: Organisation) -> Place:
    hall = Place(
        pk=902,
        source=Source.local(),
        source_id="2",
        organisation=choir,
        name={"fi": "Sali"},
        kind="community_centre",
        point=Point(24.94, 60.17, srid=4326),
    )
    hall.save()
    return hall


def page(client: Client, draft: Revision, entry: str = "") -> str:
    query = f"?entry={entry}" if entry else ""
    return client.get(f"/en/my/drafts/{draft.pk}/places{query}").content.decode()


def post(client: Client, draft: Revision, entry: str = "", **more: Any) -> Any:
    posted = fields(page(client, draft, entry)) | {"do": "list"} | more
    return client.post(f"/en/my/drafts/{draft.pk}/places", posted)


def patch(draft: Revision) -> Any:
    draft.refresh_from_db()
    return draft.patch


def publish(draft: Revision) -> Revision:
    draft.refresh_from_db()
    author: Any = draft.author
    revisions.submit(draft, author)
    rita = person(f"rita{draft.pk}", staff=True)
    return revisions.approve(draft, rita, draft.version)


def is_closed(place: Place) -> bool:
    return not Place.objects.open().filter(pk=place.pk).exists()


NEW = {
    "places.new-a.name.fi": "Kerhotalo",
    "places.new-a.kind": "community_centre",
    "places.new-a.point": "24.941, 60.171",
    "places.new-a.hours-how": "week",
    "places.new-a.hours-Mo": "9–17",
    "places.new-a.telephone": "+358 9 123",
    "places.new-a.wheelchair": "limited",
}


def test_it_works(client: Client, draft: Revision) -> None:
    shown = page(client, draft)
    assert "No place yet." in shown
    [fresh] = re.findall(r'href="[^"]*\?entry=(new-[a-z0-9]+)"', shown)
    assert fresh != "new-a"
    answer = post(client, draft, "new-a", **NEW)
    assert (answer.status_code, answer["Location"]) == (302, f"/en/my/drafts/{draft.pk}/places")
    assert patch(draft) == {
        "places.new-a.name.fi": "Kerhotalo",
        "places.new-a.kind": "community_centre",
        "places.new-a.telephone": "+358 9 123",
        "places.new-a.wheelchair": "limited",
        "places.new-a.point": [24.941, 60.171],
        "places.new-a.hours": [["Mo 09:00-17:00", {}]],
    }
    shown = page(client, draft)
    assert "Kerhotalo" in shown
    assert "to be completed" not in shown.partition('id="entry-new-a"')[2].partition("</li>")[0]
    publish(draft)
    [place] = Place.objects.filter(organisation=draft.organisation)
    assert (place.name, place.telephone, place.wheelchair, place.point.coords) == (
        {"fi": "Kerhotalo"},
        "+358 9 123",
        "limited",
        (24.941, 60.171),
    )


def test_sent_twice_it_is_one_place(client: Client, draft: Revision) -> None:
    for _click in range(2):
        assert post(client, draft, "new-a", **NEW).status_code == 302
    assert len({path.split(".")[1] for path in patch(draft)}) == 1


def test_nothing_is_changed_by_saving_what_is_shown(
    client: Client, draft: Revision, hall: Place
) -> None:
    assert post(client, draft, str(hall.pk)).status_code == 302
    assert patch(draft) == {}


def test_what_is_missing_is_told_at_its_field(client: Client, draft: Revision) -> None:
    post(client, draft, "new-a", **{"places.new-a.name.fi": "Kerhotalo"})
    listed = page(client, draft).partition('id="entry-new-a"')[2].partition("</li>")[0]
    assert "to be completed" in listed
    answer = post(client, draft, "new-a", do="on")
    assert answer.status_code == 400
    assert 'href="#id_places.new-a.kind"' in answer.content.decode()
    assert 'href="#id_places.new-a.point"' in answer.content.decode()


def test_an_address_is_a_position(client: Client, draft: Revision, town: Town) -> None:
    told = {"places.new-a.street_address.fi": "Ranta", "places.new-a.name.fi": "Talo"}
    answer = post(client, draft, "new-a", **told, do="locate places.new-a.point")
    assert answer["Location"].endswith("?entry=new-a#id_places.new-a.point")
    assert patch(draft)["places.new-a.point"] == pytest.approx(
        [town.ranta.point.x, town.ranta.point.y], abs=0.01
    )


def test_closed_and_brought_back(client: Client, draft: Revision, hall: Place, aino: User) -> None:
    post(client, draft, do="gone-902")
    assert patch(draft) == {"places.902.gone": True}
    assert "taken out" in page(client, draft)
    post(client, draft, do="back-902")
    assert patch(draft) == {}
    post(client, draft, do="gone-902")
    publish(draft)
    assert is_closed(hall)
    again = revisions.draft_of(draft.organisation, aino)
    assert "Places that were taken out" in page(client, again)
    post(client, again, do="back-902")
    assert patch(again) == {"places.902.gone": False}
    done = publish(again)
    assert not is_closed(hall)
    revisions.undo(done, person("rolf", staff=True))
    assert is_closed(hall)


def test_a_new_one_is_thrown_away(client: Client, draft: Revision) -> None:
    post(client, draft, "new-a", **NEW)
    post(client, draft, do="gone-new-a")
    assert patch(draft) == {}


@pytest.mark.parametrize(
    "do", ["gone-1", "gone-new-", "gone-x", "back-1", "back-new-a", "gone-" + "9" * 50, "gone"]
)
def test_only_what_is_there_is_taken_out(client: Client, draft: Revision, do: str) -> None:
    other = Organisation(source=Source.local(), source_id="x", name={"fi": "Muu"}, kind="club")
    other.save()
    Place(
        pk=1001, source=other.source, source_id="y", organisation=other, name={}, kind="hall",
        point=Point(24.94, 60.17, srid=4326),
    ).save()  # fmt: skip
    post(client, draft, do=do)
    assert patch(draft) == {}
    for entry in ("1001", "903", "new-", "new-A", "x", "new-" + "a" * 20, "1" * 40, "<b>"):
        address = f"/en/my/drafts/{draft.pk}/places"
        assert client.get(address, {"entry": entry}).status_code == 404
        assert client.post(address, {"entry": entry}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name.fi", "x" * 10_000, "10000 characters"),
        ("name.fi", "a\u202eb", "turn text around"),
        ("name.fi", "a\x07b", "turn text around"),
        ("telephone", "call me", "telephone number"),
        ("website", "javascript:alert(1)", "web address"),
        ("website", "http://169.254.169.254/", "web address"),
        ("email", "x", "e-mail address"),
        ("postal_code", "!", "postal code"),
    ],
)
def test_what_cannot_be_published_is_told_and_kept(
    client: Client, draft: Revision, field: str, value: str, told: str
) -> None:
    path = f"places.new-a.{field}"
    answer = post(client, draft, "new-a", **NEW | {path: value, "do": "on"})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert f'href="#id_{path}"' in answer.content.decode()
    assert patch(draft)[path] == value


def test_events_move_with_their_place(client: Client, draft: Revision, hall: Place) -> None:
    for pk, point in ((1, hall.point), (2, Point(24.95, 60.17, srid=4326))):
        Event(
            pk=9000 + pk,
            source=hall.source,
            source_id=f"e{pk}",
            organisation=hall.organisation,
            place=hall,
            point=point,
            name={"fi": "Konsertti"},
            starts_at="2030-01-01T10:00:00+02:00",
        ).save()
    post(client, draft, "902", **{"places.902.point": "24.96, 60.17"})
    assert patch(draft) == {
        "places.902.point": [24.96, 60.17],
        "events.9001.point": [24.96, 60.17],
    }
