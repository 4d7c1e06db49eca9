"""Owners are asked whether their entry holds; what nobody confirms sinks, goes, and comes back."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail, signing
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from geodata.models import Organisation, Place, Source
from geodata.search import indexing
from servicemap import confirming, letters, schedule, tasks
from servicemap.confirming import SALT, STEPS
from servicemap.editing import revisions
from servicemap.models import Account, Membership, Standing
from tests.people import person, sign_in
from tests.servicemap.town import Town

START = dt.datetime(2026, 1, 10, 3, 0, tzinfo=dt.UTC)
LINK = re.compile(r"https?://[^/\s]+(/\w\w/confirm/\S+)")


def days(number: float) -> dt.datetime:
    """Return a moment so many days after alice took her club over."""
    return START + dt.timedelta(days=number)


ASKED, REMINDED, STALE, ARCHIVED = days(183), days(197), days(239), days(366)


@pytest.fixture
def alice(settings: Any, town: Town) -> User:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    alice = person("alice")
    Account.objects.create(person=alice, language="en")
    return alice


@pytest.fixture
def club(town: Town, alice: User) -> Organisation:
    """A club of alice's, with a place, beside one of the same words that nobody looks after."""
    for pk, name in ((50, "Soutuseura Aalto"), (51, "Soutuseura Tyrsky")):
        Organisation.objects.create(
            pk=pk, source=Source.local(), source_id=str(pk), name={"fi": name}, kind="association"
        )
    club = Organisation.objects.get(pk=50)
    Place.objects.create(
        pk=60, source=club.source, source_id="60", organisation=club, name={"fi": "Laituri"},
        kind="pier", point=town.field.point,
    )  # fmt: skip
    Membership.objects.create(organisation=club, person=alice, role="owner", since=START)
    indexing.refresh(Organisation, [50, 51])
    return club


def steps(*moments: dt.datetime) -> list[int]:
    return [confirming.ask(moment) for moment in moments]


def found(client: Client, words: str = "soutuseura") -> list[str]:
    hits = client.get("/api/v1/search", {"q": words, "kinds": "organisation"}).json()["features"]
    return [hit["properties"]["name"] for hit in hits]


def link() -> str:
    return str(LINK.findall(str(mail.outbox[-1].body))[0])


def test_it_works(client: Client, club: Organisation) -> None:
    page = "/fi/organisations/50/soutuseura-aalto/"
    assert steps(days(182), ASKED, days(184), REMINDED, days(238)) == [0, 1, 0, 1, 0]
    assert found(client) == ["Soutuseura Aalto", "Soutuseura Tyrsky"]
    assert "Ei vahvistettu" not in client.get(page).content.decode()

    assert steps(STALE) == [1]
    assert "Ei vahvistettu 10. tammikuuta 2026 jälkeen" in client.get(page).content.decode()
    assert found(client) == ["Soutuseura Tyrsky", "Soutuseura Aalto"]
    about = client.get("/api/v1/organisations/50").json()["properties"]
    assert about["unconfirmed_since"] == "2026-01-10T03:00:00+00:00"

    assert steps(days(300), ARCHIVED, days(2_000)) == [0, 1, 0]
    assert found(client) == ["Soutuseura Tyrsky"]
    gone = client.get(page)
    assert gone.status_code == 410
    assert "palauttaa sen" in gone.content.decode()
    assert "archived" in client.get("/api/v1/places/60").json()["detail"]
    subjects = [each.subject.partition(" – ")[0] for each in mail.outbox]
    assert subjects == [
        "Is what is told of Soutuseura Aalto still right?",
        "A reminder: is what is told of Soutuseura Aalto still right?",
        "Soutuseura Aalto is shown as not confirmed",
        "Soutuseura Aalto has been archived",
    ]

    here = link()
    assert "bring it back" in client.get(here).content.decode()
    assert client.get(page).status_code == 410  # looking does nothing
    done = client.post(here)
    assert "is confirmed" in done.content.decode()
    assert client.get(page).status_code == 200
    assert client.get("/api/v1/places/60").status_code == 200
    assert found(client) == ["Soutuseura Aalto", "Soutuseura Tyrsky"]
    assert client.get("/api/v1/organisations/50").json()["properties"]["unconfirmed_since"] is None


def test_the_link_needs_neither_an_account_nor_a_cookie_and_is_good_once(
    club: Organisation,
) -> None:
    steps(ASKED)
    strict = Client(enforce_csrf_checks=True)
    here = link()
    answer = strict.get(here)
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert strict.head(here).status_code == 200
    assert Standing.objects.get().confirmed_at is None
    assert strict.post(here).status_code == 200
    assert Standing.objects.get().confirmed_at is not None
    for again in (strict.get(here), strict.post(here)):
        assert again.status_code == 410
        assert "Sign in to see how your organisation stands" in again.content.decode()


def test_a_link_that_somebody_made_up_or_that_is_too_old_does_nothing(
    client: Client, club: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps(ASKED)
    standing = Standing.objects.get()
    asked_at = standing.asked_at.isoformat() if standing.asked_at else ""
    wrong = [
        signing.dumps([50, asked_at], salt="other"),
        signing.dumps([50, "2020-01-01"], salt=SALT),
        signing.dumps([51, asked_at], salt=SALT),
        signing.dumps(50, salt=SALT),
        "x" * 5_000,
        "\u202e",
    ]
    for token in wrong:
        assert client.post(f"/en/confirm/{token}").status_code == 410
    monkeypatch.setattr(confirming, "GOOD_FOR", dt.timedelta(seconds=-1))
    assert client.post(link()).status_code == 410
    assert Standing.objects.get().confirmed_at is None


def test_confirming_begins_anew(client: Client, club: Organisation) -> None:
    steps(ASKED, REMINDED, STALE)
    confirming.confirm(club, days(240))
    assert steps(days(241), days(420), days(423)) == [0, 0, 1]
    assert len(mail.outbox) == 4
    assert "still right" in mail.outbox[-1].subject


def test_publishing_counts_as_confirming(client: Client, alice: User, club: Organisation) -> None:
    steps(ASKED, REMINDED, STALE)
    draft = revisions.draft_of(club, alice)
    revisions.save(draft, alice, {"telephone": "+358 9 1"}, 0)
    revisions.submit(draft, alice)
    assert Standing.objects.get().asked == 3
    draft.refresh_from_db()
    revisions.approve(draft, person("rita", staff=True), draft.version)
    club.refresh_from_db()
    assert (club.unconfirmed_since, club.telephone) == (None, "+358 9 1")
    assert Standing.objects.get().asked == 0
    assert found(client) == ["Soutuseura Aalto", "Soutuseura Tyrsky"]


def test_one_click_on_the_page_of_its_people(
    client: Client, alice: User, club: Organisation
) -> None:
    steps(ASKED, REMINDED, STALE, ARCHIVED)
    stranger = sign_in(Client(), person("charlie"))
    assert stranger.post("/en/my/organisations/50/confirm").status_code == 404
    sign_in(client, alice)
    assert "Bring it back" in client.get("/en/my/").content.decode()
    for _twice in range(2):
        assert client.post("/en/my/organisations/50/confirm").status_code == 302
        club.refresh_from_db()
        assert (club.closed_at, Standing.objects.get().asked) == (None, 0)
    assert "Bring it back" not in client.get("/en/my/").content.decode()


def test_what_was_closed_before_stays_closed(client: Client, club: Organisation) -> None:
    before = days(1)
    Place.objects.filter(pk=60).update(closed_at=before)
    steps(ASKED, REMINDED, STALE, ARCHIVED)
    confirming.confirm(club)
    assert Place.objects.get(pk=60).closed_at == before


def test_nobody_is_asked_about_what_nobody_owns(alice: User, club: Organisation) -> None:
    Membership.objects.update(role="member")
    assert steps(ASKED, days(2_000)) == [0, 0]
    Membership.objects.all().delete()
    assert steps(ASKED, days(2_000)) == [0, 0]


def test_a_new_owner_is_not_asked_at_once(club: Organisation) -> None:
    Membership.objects.create(
        organisation=club, person=person("bob"), role="owner", since=days(170)
    )
    assert steps(ASKED, days(352), days(353)) == [0, 0, 1]
    assert sorted(each.to[0] for each in mail.outbox) == ["alice@example.org", "bob@example.org"]


def test_examples_and_what_is_closed_are_left_alone(club: Organisation, settings: Any) -> None:
    Organisation.objects.filter(pk=50).update(is_example=True)
    assert steps(ASKED) == [0]
    Organisation.objects.filter(pk=50).update(is_example=False, closed_at=START)
    assert steps(ASKED) == [0]
    Organisation.objects.filter(pk=50).update(closed_at=None)
    settings.CONFIRM_MONTHS = 0
    assert steps(ASKED) == [0]


def test_what_came_with_a_spreadsheet_once_is_archived(club: Organisation) -> None:
    source = Source.objects.create(key="upload_clubs", name="Clubs")
    Organisation.objects.filter(pk=50).update(source=source)
    assert steps(ASKED, REMINDED, STALE, ARCHIVED) == [1, 1, 1, 1]


def test_what_a_source_closes_while_it_is_unconfirmed_was_not_archived(
    client: Client, club: Organisation
) -> None:
    steps(ASKED, REMINDED, STALE)
    Organisation.objects.filter(pk=50).update(closed_at=days(250))
    indexing.refresh(Organisation, [50])
    told = client.get("/api/v1/organisations/50").json()["detail"]
    assert "its source closed it" in told


def test_what_a_source_still_brings_sinks_but_stays(
    client: Client, town: Town, club: Organisation
) -> None:
    Organisation.objects.filter(pk=50).update(source=town.library.source)
    assert steps(ASKED, REMINDED, STALE, ARCHIVED, days(2_000)) == [1, 1, 1, 0, 0]
    assert found(client) == ["Soutuseura Tyrsky", "Soutuseura Aalto"]


def test_each_letter_is_sent_once_even_when_the_work_breaks_off(
    club: Organisation, alice: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters wait in the same database as the step that they tell of."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    Membership.objects.create(organisation_id=51, person=alice, role="owner", since=START)
    sent = letters.send
    broken = [False, True]  # the second letter

    def send(*arguments: Any, **context: Any) -> None:
        if broken.pop(0):
            raise ConnectionError
        sent(*arguments, **context)

    monkeypatch.setattr(letters, "send", send)
    with pytest.raises(ConnectionError):
        confirming.ask(ASKED)
    assert DBTaskResult.objects.count() == 1
    assert list(Standing.objects.values_list("pk", "asked")) == [(50, 1)]
    monkeypatch.setattr(letters, "send", sent)
    assert [confirming.ask(ASKED) for _again in range(3)] == [1, 0, 0]
    assert DBTaskResult.objects.count() == 2


def test_it_is_done_each_night(club: Organisation, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    night = timezone.now()
    due = [each for each in schedule.enqueue_due(night) if "confirm" in each]
    assert due == [f"ask_to_confirm {timezone.localdate(night).isoformat()}"]
    assert [each for each in schedule.enqueue_due(night) if "confirm" in each] == []
    Membership.objects.update(since=night - dt.timedelta(days=200))
    assert tasks.ask_to_confirm.func("2026-11-22") == 1


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_letters_come_in_the_language_of_their_reader(
    club: Organisation, alice: User, language: str
) -> None:
    Account.objects.filter(person=alice).update(language=language)
    steps(ASKED, REMINDED, STALE, ARCHIVED)
    words = {
        "fi": ["yhä paikkansa", "Muistutus", "vahvistamattomana", "arkistoitu"],
        "sv": ["fortfarande", "påminnelse", "obekräftad", "arkiverats"],
        "en": ["still right", "reminder", "not confirmed", "archived"],
    }[language]
    assert len(mail.outbox) == len(STEPS)
    for letter, word in zip(mail.outbox, words, strict=True):
        assert word in letter.subject
        assert f"/{language}/confirm/" in letter.body
        assert f"/{language}/my/" in letter.body
        assert "&#x27;" not in letter.body


def test_as_many_questions_to_the_database_however_many_there_are(
    alice: User, club: Organisation, django_assert_num_queries: Any
) -> None:
    for pk in range(200, 230):
        Organisation.objects.create(pk=pk, source=club.source, source_id=str(pk), name={})
        Membership.objects.create(organisation_id=pk, person=alice, role="owner", since=START)
    with django_assert_num_queries(1):
        assert confirming.ask(days(100)) == 0
