"""A demonstration has people who can sign in and something to decide; production has neither."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings as in_force
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client

from geodata.models import Organisation, Source, ZeroSearch
from servicemap.demo import people
from servicemap.demo.checks import check_people
from servicemap.editing import checking, revisions
from servicemap.models import Claim, Membership, Report, Revision, Use

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def area(settings: Any) -> None:
    """Eight organisations, of which the last is an example; tasks are done at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.EMAIL_BACKEND = "servicemap.printed_mail.EmailBackend"
    settings.EXAMPLES = True
    cache.clear()
    source = Source.objects.create(key="register", name="Register")
    for number in range(8):
        Organisation.objects.create(
            source=source,
            source_id=str(number),
            name={"fi": f"Seura {number}"},
            kind="club",
            point=Point(24.94, 60.17),
            is_example=number == 7,
        )


def test_it_works(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", address="http://127.0.0.1:8123")
    assert capsys.readouterr().out == (
        "Sign in at http://127.0.0.1:8123/en/my/ with one of these addresses; "
        "its code is printed below.\n"
        "  demo-owner@example.org         looks after an organisation\n"
        "  demo-reviewer@example.org      decides for the city; "
        "the second factor: ./dev manage demo_code\n"
    )
    [owned] = Membership.objects.filter(role="owner")
    assert (owned.person.email, owned.organisation.name) == (people.OWNER, {"fi": "Seura 7"})
    assert counted() == {"draft": 1, "returned": 1, "submitted": 3, "claims": 1, "reports": 2}
    for revision in Revision.objects.all():
        assert checking.problems_of(revisions.sheet(revision)) == {}
        assert "xample" in str(revision.patch) or "simerkki" in str(revision.patch)
    assert Use.objects.filter(entry=owned.organisation_id, what="opened").count() == 8
    assert ZeroSearch.objects.exists()


def counted() -> dict[str, int]:
    states = list(Revision.objects.values_list("state", flat=True))
    found = {state: states.count(state) for state in sorted(set(states))}
    return {**found, "claims": Claim.objects.count(), "reports": Report.objects.count()}


def test_a_second_demonstration_does_nothing_twice() -> None:
    call_command("demo")
    before, used = counted(), Use.objects.count()
    secret = people.second_factor()
    call_command("demo")
    assert (counted(), Use.objects.count()) == (before, used)
    assert people.second_factor() == secret
    assert User.objects.count() == 3


def test_without_examples_there_are_the_people_alone(settings: Any) -> None:
    call_command("demo")
    settings.EXAMPLES = False
    call_command("demo")
    assert counted() == {"claims": 0, "reports": 0}
    assert [each.person.email for each in Membership.objects.all()] == [people.OWNER]


def code_of(client: Client, email: str, capsys: pytest.CaptureFixture[str]) -> str:
    client.post("/en/account/sign-in/", {"email": email})
    printed = capsys.readouterr().out
    assert f"│ Mail to {email}: " in printed
    [code] = set(re.findall(r"[A-Z0-9]{3,}-[A-Z0-9]{3,}", printed))
    return str(code)


def test_the_reviewer_signs_in_with_what_is_printed(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("demo")
    code = code_of(client, people.REVIEWER, capsys)
    client.post("/en/account/sign-in/code", {"code": code})
    call_command("demo_code")
    printed = capsys.readouterr().out
    [second] = re.findall(r"^(\d{6}) \(for \d+ more seconds\)$", printed, re.MULTILINE)
    client.post("/en/account/second-factor/sign-in", {"code": second})
    assert client.get("/en/review/duplicates").status_code == 200


def test_production_has_none(settings: Any) -> None:
    call_command("demo")
    assert check_people(databases=["default"]) == []
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="This instance is in production"):
        call_command("demo")
    with pytest.raises(CommandError, match="There is no reviewer of a demonstration here"):
        call_command("demo_code")
    [refused] = check_people(databases=["default"])
    assert refused.id == "servicemap.E001"
    assert people.REVIEWER in refused.msg
    settings.PRODUCTION = False
    call_command("demo", no_longer=True)
    settings.PRODUCTION = True
    assert check_people(databases=["default"]) == []
    assert not User.objects.exists()
    assert counted() == {"claims": 0, "reports": 0}


def test_a_mail_is_printed_as_people_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    EmailMessage("Kirje äidille", "Hyvää päivää\n\nمرحبا\n", to=["a@example.org"]).send()
    assert capsys.readouterr().out == (
        "│ Mail to a@example.org: Kirje äidille\n│\n│ Hyvää päivää\n│\n│ مرحبا\n\n"
    )
    assert not in_force.PRODUCTION
