"""A revision from draft to publication and back: nothing twice, nothing lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.utils import timezone

from geodata.models import Event, OpeningHours, Organisation, Place, SearchDocument, Source
from geodata.statements import read_rows
from servicemap.editing import revisions
from servicemap.editing.patches import Conflict
from servicemap.editing.revisions import (
    Conflicting,
    EditingError,
    NotNow,
    TakenByAnother,
    Unsound,
)
from servicemap.editing.sheets import sheet_of, where
from servicemap.models import Membership, Revision, Standing
from tests.importers.several import library, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    return {name: User.objects.create_user(name) for name in ("aino", "bo", "rita", "rolf")}


@pytest.fixture
def choir() -> Organisation:
    """An organisation that an import brought."""
    source = Source.objects.create(key="register", name="Register", rank=10)
    choir = Organisation(
        source=source,
        source_id="1",
        name={"fi": "Kuoro", "sv": "Kören"},
        kind="association",
        website="https://old.fi",
        point=Point(24.94, 60.17, srid=4326),
    )
    choir.save()
    OpeningHours.objects.create(organisation=choir, rule="Tu 18:00-20:00")
    return choir


def saved(choir: Organisation | None, who: User, edits: dict[str, Any]) -> Revision:
    draft = revisions.draft_of(choir, who)
    answer = revisions.save(draft, who, edits, draft.version)
    assert answer.conflicts == []
    return answer.revision


def published(choir: Organisation | None, people: Any, edits: dict[str, Any]) -> Revision:
    draft = saved(choir, people["aino"], edits)
    revisions.submit(draft, people["aino"])
    return revisions.approve(draft, people["rita"], draft.version)


def test_the_sheet_tells_what_there_is(choir: Organisation) -> None:
    assert sheet_of(choir) == {
        "name.fi": "Kuoro",
        "name.sv": "Kören",
        "kind": "association",
        "website": "https://old.fi",
        "point": [24.94, 60.17],
        "hours": [["Tu 18:00-20:00", {}]],
    }


@pytest.mark.parametrize(
    "path",
    [
        *("", "name", "website.fi", "pk", "source", "provenance", "is_example", "closed_at"),
        *("places", "places.1", "places.x.name.fi", "places.1.hours.fi", "places.٣.kind"),
        *("events.1.series", "hours.fi", "nothing", "name.", "gone.fi"),
    ],
)
def test_a_path_that_leads_nowhere(choir: Organisation, people: Any, path: str) -> None:
    if path == "name.":
        return  # a text of unknown language
    with pytest.raises(KeyError):
        where(path)
    draft = revisions.draft_of(choir, people["aino"])
    with pytest.raises(KeyError):
        revisions.save(draft, people["aino"], {path: "x"}, 0)


def test_a_draft_is_shared_and_changes_nothing_published(choir: Organisation, people: Any) -> None:
    draft = saved(choir, people["aino"], {"website": "https://new.fi", "name.fi": "Kuoro"})
    assert draft.patch == {"website": "https://new.fi"}
    assert draft.base == {"website": "https://old.fi"}
    assert revisions.draft_of(choir, people["bo"]) == draft
    choir.refresh_from_db()
    assert choir.website == "https://old.fi"


def test_two_write_at_once_and_nothing_is_lost(choir: Organisation, people: Any) -> None:
    draft = saved(choir, people["aino"], {"telephone": "1"})
    seen = draft.version
    revisions.save(draft, people["aino"], {"website": "https://aino.fi", "email": "a@a.fi"}, seen)
    second = revisions.save(
        draft, people["bo"], {"website": "https://bo.fi", "description.fi": "Laulamme"}, seen
    )
    assert second.conflicts == [Conflict("website", "https://bo.fi", "https://aino.fi")]
    assert second.revision.patch == {
        "telephone": "1",
        "website": "https://aino.fi",
        "email": "a@a.fi",
        "description.fi": "Laulamme",
    }
    # Having seen what Aino wrote, Bo may well change it.
    third = revisions.save(
        draft, people["bo"], {"website": "https://bo.fi"}, second.revision.version
    )
    assert third.conflicts == []
    assert third.revision.patch["website"] == "https://bo.fi"


def test_approved_is_published_with_its_provenance(choir: Organisation, people: Any) -> None:
    done = published(choir, people, {"website": "https://new.fi", "name.sv": None})
    choir.refresh_from_db()
    assert (done.state, choir.website, choir.name) == (
        "published",
        "https://new.fi",
        {"fi": "Kuoro"},
    )
    [row] = read_rows(Organisation, [choir.pk])
    assert row.kept["website"]["source"] == "local"
    assert row.kept["website"]["others"][0]["value"] == "https://old.fi"
    assert "name.fi" not in row.kept
    assert SearchDocument.objects.get(noun="organisation", entry=choir.pk).name == {"fi": "Kuoro"}


def test_undone_the_source_speaks_again(choir: Organisation, people: Any) -> None:
    first = published(choir, people, {"website": "https://new.fi", "telephone": "1"})
    second = published(choir, people, {"telephone": "2", "hours": [["We 9:00-10:00", {}]]})
    with pytest.raises(Conflicting) as refused:
        revisions.undo(first, people["rita"])
    assert refused.value.conflicts == [Conflict("telephone", None, "2")]
    revisions.undo(second, people["rita"])
    undoing = revisions.undo(first, people["rita"])
    assert undoing.undoes == first
    choir.refresh_from_db()
    assert (choir.website, choir.telephone) == ("https://old.fi", "")
    assert [each.rule for each in choir.opening_hours.all()] == ["Tu 18:00-20:00"]
    [row] = read_rows(Organisation, [choir.pk])
    assert row.kept == {}
    with pytest.raises(NotNow):
        revisions.undo(first, people["rita"])


def test_a_new_organisation_with_a_place_and_an_event(people: Any) -> None:
    done = published(
        None,
        people,
        {
            "name.fi": "Uusi seura",
            "kind": "club",
            "identifiers": ["business:1234567-1"],
            "areas": [{"kind": "radius", "centre": [24.94, 60.17], "metres": 500}],
            "places.new-a.name.fi": "Kerhotalo",
            "places.new-a.kind": "community_centre",
            "places.new-a.point": [24.941, 60.171],
            "places.new-a.hours": [["Mo-Fr 8:00-16:00", {"fi": "koulujen aikana"}]],
            "events.new-b.name.fi": "Avoimet ovet",
            "events.new-b.starts_at": "2026-12-01T18:00:00+02:00",
            "events.new-b.place": "new-a",
            "events.new-b.is_free": False,
        },
    )
    club = Organisation.objects.get(name__fi="Uusi seura")
    place, event = Place.objects.get(organisation=club), Event.objects.get(organisation=club)
    assert done.organisation == club
    assert done.made == {"": club.pk, "places.new-a": place.pk, "events.new-b": event.pk}
    assert (club.source.key, event.place, event.is_free) == ("local", place, False)
    assert event.starts_at == dt.datetime(2026, 12, 1, 16, tzinfo=dt.UTC)
    assert sheet_of(club)[f"places.{place.pk}.hours"] == [
        ["Mo-Fr 8:00-16:00", {"fi": "koulujen aikana"}]
    ]
    revisions.undo(done, people["rita"])
    for entry in (club, place, event):
        entry.refresh_from_db()
        assert entry.closed_at is not None


def test_what_is_gone_is_closed_and_comes_back(choir: Organisation, people: Any) -> None:
    place = Place(
        source=choir.source, source_id="p", organisation=choir, kind="office", name={"fi": "Sali"}
    )
    place.point = Point(24.94, 60.17, srid=4326)
    place.save()
    done = published(choir, people, {f"places.{place.pk}.gone": True})
    place.refresh_from_db()
    assert place.closed_at is not None
    revisions.undo(done, people["rita"])
    place.refresh_from_db()
    assert place.closed_at is None


@pytest.mark.parametrize("is_closed_first", [True, False])
def test_what_was_closed_comes_back_with_what_is_published(
    choir: Organisation, people: Any, *, is_closed_first: bool
) -> None:
    """By an import, say, before somebody begins to change it or while they do."""
    closed = Organisation.objects.filter(pk=choir.pk)
    if is_closed_first:
        closed.update(closed_at=timezone.now())
    draft = saved(choir, people["aino"], {"website": "https://new.fi"})
    closed.update(closed_at=timezone.now())
    revisions.submit(draft, people["aino"])
    draft.refresh_from_db()
    assert draft.patch == {"website": "https://new.fi", "gone": False}
    done = revisions.approve(draft, people["rita"], draft.version)
    choir.refresh_from_db()
    assert (choir.closed_at, choir.website) == (None, "https://new.fi")
    revisions.undo(done, people["rita"])
    choir.refresh_from_db()
    assert choir.closed_at is not None


def test_coming_back_lets_nothing_wrong_through(choir: Organisation, people: Any) -> None:
    Organisation.objects.filter(pk=choir.pk).update(closed_at=timezone.now())
    draft = saved(choir, people["aino"], {"website": "javascript:alert(1)"})
    with pytest.raises(Unsound) as refused:
        revisions.submit(draft, people["aino"])
    assert list(refused.value.problems) == ["website"]


def test_what_its_people_closed_stays_closed_while_its_source_names_it(
    people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = told("register", 10, tmp_path, monkeypatch)
    source.brings(library("1", website="https://a.fi"))
    entry = Organisation.objects.get()
    done = published(entry, people, {"gone": True})
    for website in ("https://a.fi", "https://b.fi"):
        run = source.brings(library("1", website=website))
        entry.refresh_from_db()
        assert entry.closed_at is not None
        assert run.counts["organisation"]["unchanged"] == 1
    revisions.undo(done, people["rita"])
    source.brings(library("1", website="https://b.fi"))
    entry.refresh_from_db()
    assert (entry.closed_at, entry.website) == (None, "https://b.fi")


def test_of_another_organisation_nothing_can_be_changed(choir: Organisation, people: Any) -> None:
    other = Organisation(source=choir.source, source_id="2", name={"fi": "Muu"}, kind="club")
    other.save()
    place = Place(source=choir.source, source_id="p", organisation=other, kind="office")
    place.point = Point(24.94, 60.17, srid=4326)
    place.save()
    with pytest.raises(KeyError):
        saved(choir, people["aino"], {f"places.{place.pk}.telephone": "1"})
    assert Revision.objects.get().patch == {}


def test_published_meanwhile_by_an_import(choir: Organisation, people: Any) -> None:
    draft = saved(choir, people["aino"], {"website": "https://new.fi"})
    revisions.submit(draft, people["aino"])
    Organisation.objects.filter(pk=choir.pk).update(website="https://imported.fi")
    with pytest.raises(Conflicting) as refused:
        revisions.approve(draft, people["rita"], draft.version)
    assert refused.value.conflicts == [Conflict("website", "https://new.fi", "https://imported.fi")]
    revisions.approve(draft, people["rita"], draft.version, over=True)
    choir.refresh_from_db()
    assert choir.website == "https://new.fi"


def test_two_reviewers_do_not_step_on_each_other(choir: Organisation, people: Any) -> None:
    draft = saved(choir, people["aino"], {"website": "https://new.fi"})
    revisions.submit(draft, people["aino"])
    revisions.take(draft, people["rita"])
    with pytest.raises(TakenByAnother):
        revisions.approve(draft, people["rolf"], draft.version)
    Revision.objects.update(taken_at=timezone.now() - dt.timedelta(minutes=16))
    revisions.approve(draft, people["rolf"], draft.version)
    with pytest.raises(NotNow):  # the second click
        revisions.approve(draft, people["rolf"], draft.version)


def test_returned_with_comments_and_handed_in_again(choir: Organisation, people: Any) -> None:
    draft = saved(choir, people["aino"], {"website": "https://new.fi"})
    revisions.submit(draft, people["aino"])
    with pytest.raises(NotNow):
        revisions.save(draft, people["aino"], {"telephone": "1"}, draft.version)
    with pytest.raises(EditingError):
        revisions.send_back(draft, people["rita"], draft.version, {"website": "  "})
    back = revisions.send_back(draft, people["rita"], draft.version, {"website": "No such page."})
    assert (back.state, back.comments) == ("returned", {"website": "No such page."})
    again = revisions.save(back, people["aino"], {"website": "https://ok.fi"}, back.version)
    revisions.submit(again.revision, people["aino"])
    with pytest.raises(NotNow):  # the reviewer's page shows the first version
        revisions.approve(draft, people["rita"], draft.version)
    revisions.approve(draft, people["rita"], again.revision.version)
    choir.refresh_from_db()
    assert choir.website == "https://ok.fi"


def test_rejected_recalled_given_up(choir: Organisation, people: Any) -> None:
    draft = saved(choir, people["aino"], {"website": "https://new.fi"})
    revisions.submit(draft, people["aino"])
    assert revisions.recall(draft).state == "draft"
    revisions.submit(draft, people["aino"])
    refused = revisions.reject(draft, people["rita"], draft.version, "Not yours.")
    assert (refused.state, refused.comments) == ("rejected", {"": "Not yours."})
    other = revisions.draft_of(choir, people["bo"])
    assert other != draft
    with pytest.raises(EditingError):
        revisions.submit(other, people["bo"])
    assert revisions.withdraw(other).state == "withdrawn"
    choir.refresh_from_db()
    assert choir.website == "https://old.fi"


def test_trusted_publishes_at_once_to_be_looked_at(choir: Organisation, people: Any) -> None:
    Standing.objects.create(organisation=choir, is_trusted=True)
    draft = saved(choir, people["aino"], {"website": "https://new.fi"})
    done = revisions.submit(draft, people["aino"])
    choir.refresh_from_db()
    assert (done.state, done.was_trusted, done.looked_at) == ("published", True, None)
    assert choir.website == "https://new.fi"


def test_what_is_wrong_cannot_be_handed_in(choir: Organisation, people: Any) -> None:
    draft = saved(choir, people["aino"], {"website": "javascript:alert(1)", "name.fi": None})
    with pytest.raises(Unsound) as refused:
        revisions.submit(draft, people["aino"])
    assert list(refused.value.problems) == ["website"]
    revisions.save(draft, people["aino"], {"website": "https://new.fi", "name.sv": None}, 1)
    with pytest.raises(Unsound) as refused:
        revisions.submit(draft, people["aino"])
    assert list(refused.value.problems) == ["name.fi"]
    assert Revision.objects.get().state == "draft"


def test_only_what_was_seen_is_handed_in(choir: Organisation, people: Any) -> None:
    draft = saved(choir, people["aino"], {"website": "https://new.fi"})
    with pytest.raises(NotNow):
        revisions.submit(draft, people["aino"], draft.version - 1)
    assert revisions.submit(draft, people["aino"], draft.version).state == "submitted"


def test_who_brings_a_new_organisation_owns_it(people: Any) -> None:
    done = published(None, people, {"name.fi": "Uusi", "kind": "club"})
    assert list(Membership.objects.values_list("organisation", "person", "role")) == [
        (done.organisation_id, people["aino"].pk, "owner")
    ]
