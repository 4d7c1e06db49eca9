"""What visitors report is kept once, told to the owners, decided once and answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from geodata.models import Place
from servicemap.models import Account, Membership, Report
from servicemap.problems import Conflict, NotFound
from servicemap.visitors import reports
from servicemap.visitors.reports import Said, Subject
from tests.people import person
from tests.servicemap.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(settings: Any, town: Town) -> User:
    """The owner of the library, who reads Swedish."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    alice = person("alice")
    Account.objects.create(person=alice, language="sv")
    Membership.objects.create(organisation=town.library, person=alice, role="owner")
    Membership.objects.create(organisation=town.library, person=person("bob"), role="member")
    return alice


@pytest.fixture
def library(town: Town) -> Subject:
    return reports.subject_of(f"organisation:{town.library.pk}")


def test_it_works(alice: User, library: Subject) -> None:
    made = reports.report(library, Said("closed", "Ovi on kiinni.", "carol@example.org", "fi"))
    assert (made.noun, made.entry, made.organisation_id) == (
        "organisation",
        library.id,
        library.id,
    )
    [letter] = mail.outbox
    assert letter.to == ["alice@example.org"]
    assert "Ovi on kiinni." in letter.body
    assert "carol" not in f"{letter.subject} {letter.body}"
    reviewer = person("rita", staff=True)
    done = reports.close(made, reviewer, Report.State.DONE, "Korjasimme ajat.")
    assert (done.state, done.email, done.answer, done.reviewer) == (
        "done",
        "",
        "Korjasimme ajat.",
        reviewer,
    )
    answer = mail.outbox[1]
    assert answer.to == ["carol@example.org"]
    assert "Korjasimme ajat." in answer.body
    assert "Kirjasto" in answer.subject


def test_two_clicks_make_one_report(alice: User, library: Subject) -> None:
    first = reports.report(library, Said("closed", "x"))
    assert reports.report(library, Said("closed", "x")).pk == first.pk
    assert reports.report(library, Said("closed", "y")).pk != first.pk
    assert len(mail.outbox) == 2
    Report.objects.filter(pk=first.pk).update(made_at=timezone.now() - dt.timedelta(hours=2))
    assert reports.report(library, Said("closed", "x")).pk != first.pk


def test_what_does_not_belong_there_is_for_the_city_alone(alice: User, library: Subject) -> None:
    reports.report(library, Said("harm", "Vihaa."))
    assert mail.outbox == []
    assert reports.open_of([library.id]) == {}


def test_a_report_is_decided_once(alice: User, library: Subject) -> None:
    made = reports.report(library, Said("moved", "", "carol@example.org"))
    reports.close(made, alice, Report.State.DISMISSED, "")
    with pytest.raises(Conflict):
        reports.close(made, alice, Report.State.DONE, "")
    assert [each.to for each in mail.outbox] == [["alice@example.org"], ["carol@example.org"]]


def test_owners_of_its_organisation_hear_of_a_place(alice: User, town: Town) -> None:
    Place.objects.filter(pk=town.field.pk).update(organisation=town.library)
    reports.report(reports.subject_of(f"place:{town.field.pk}"), Said("moved"))
    assert [each.to for each in mail.outbox] == [["alice@example.org"]]
    assert [each.noun for each in reports.open_of([town.library.pk])[town.library.pk]] == ["place"]


def test_nobody_is_written_to_where_nobody_looks_after_it(alice: User, town: Town) -> None:
    reports.report(reports.subject_of(f"station:{town.ranta.pk}"), Said("closed"))
    assert mail.outbox == []


@pytest.mark.parametrize(
    "reference",
    [
        *("", "organisation", "organisation:", "organisation:0", "organisation:999999", "user:1"),
        *("organisation:1e9", "organisation:" + "9" * 30, "organisation:١", "\0:1", "x" * 10_000),
    ],
)
def test_what_is_not_there_cannot_be_reported(town: Town, reference: str) -> None:
    with pytest.raises(NotFound):
        reports.subject_of(reference)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_letters_come_in_the_language_of_their_reader(
    alice: User, library: Subject, language: str
) -> None:
    Account.objects.filter(person=alice).update(language=language)
    made = reports.report(library, Said("wrong", "Väärin", "carol@example.org", language))
    reports.close(made, alice, Report.State.DONE, "")
    told, answer = mail.outbox
    name = {"fi": "Kirjasto", "sv": "Biblioteket", "en": "Kirjasto"}[language]
    assert name in told.subject
    assert name in answer.subject
    expected = {
        "fi": ("Jotain tässä kerrottua on väärin", "Se on korjattu."),
        "sv": ("Något som berättas här är fel", "Det har rättats."),
        "en": ("Something told here is wrong", "It has been put right."),
    }[language]
    assert expected[0] in told.body
    assert expected[1] in answer.body


def test_what_reports_are_about_is_looked_up_at_once(
    alice: User, town: Town, library: Subject, django_assert_num_queries: Any
) -> None:
    station = reports.subject_of(f"station:{town.ranta.pk}")
    made = [
        reports.report(subject, Said("wrong", str(number)))
        for number in range(5)
        for subject in (library, station)
    ]
    with django_assert_num_queries(2):
        found = reports.subjects(made)
    assert [found[each.pk] for each in made[:2]] == [library, station]
