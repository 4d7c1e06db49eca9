"""People get what is kept of them; erased, nothing of them is left anywhere; the log tells who."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from auditlog.context import set_actor
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from geodata.models import Organisation, Source
from servicemap import tasks
from servicemap.editing import revisions
from servicemap.models import Account, Claim, Invitation, Membership, Report, Revision
from servicemap.people import claims, invitations, keeping, owners, personal
from servicemap.queue import forget_letter, told
from tests.people import person, sign_in

pytestmark = pytest.mark.django_db
IMMEDIATE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
AINO = "aino@example.org"


@pytest.fixture(autouse=True)
def letters_go_at_once(settings: Any) -> None:
    settings.TASKS = IMMEDIATE


@pytest.fixture
def choir() -> Organisation:
    return Organisation.objects.create(
        source=Source.local(), source_id="choir", name={"fi": "Kuoro"}, kind="association"
    )


@pytest.fixture
def aino(choir: Organisation) -> User:
    """Somebody of whom something is kept in every place where that can be."""
    aino = person("aino")
    Account.objects.create(person=aino, language="en")
    with set_actor(aino):
        Membership.objects.create(organisation=choir, person=aino, role="owner")
        draft = revisions.draft_of(choir, aino)
        revisions.save(draft, aino, {"telephone": "+358 1"}, 0)
        invitations.invite(choir, "bo@example.org", "member", aino, "en")
    club = Organisation.objects.create(
        source=Source.local(), source_id="club", name={"fi": "Kerho"}, kind="association"
    )
    claims.claim(club, aino, "I, Aino, know them.")
    invitations.invite(club, AINO, "member", None, "fi")
    Report.objects.create(
        noun="place", entry=1, reason="wrong", language="fi", email="Aino@Example.org"
    )
    Authenticator.objects.create(user=aino, type="totp", data={"secret": "verysecret"})
    mail.outbox.clear()
    return aino


def everything() -> str:
    """Return the text of every row of every table."""
    rows = []
    for model in apps.get_models():
        if model._meta.managed and model._meta.db_table in connection.introspection.table_names():
            rows += [str(list(model._base_manager.values())).lower()]
    return "\n".join(rows)


def test_it_works(aino: User, choir: Organisation) -> None:
    kept = personal.told(aino)
    assert kept["account"]["email"] == AINO
    assert kept["account"]["language"] == "en"
    assert [each["role"] for each in kept["memberships"]] == ["owner"]
    assert [each["message"] for each in kept["claims"]] == ["I, Aino, know them."]
    assert [each["email"] for each in kept["invitations_by_you"]] == ["bo@example.org"]
    assert [each["email"] for each in kept["invitations_to_you"]] == [AINO]
    assert [each["patch"] for each in kept["changes"]] == [{"telephone": "+358 1"}]
    assert [each["noun"] for each in kept["reports"]] == ["place"]
    assert len(kept["saves"]) == 1
    assert len(kept["log"]) >= 2
    assert "verysecret" not in str(kept)

    assert personal.erase(" AINO@example.org ") == ["Kuoro"]
    left = everything()
    assert "aino" not in left.replace("[]", "")
    assert "verysecret" not in left
    assert Revision.objects.get().author is None
    assert Organisation.objects.open().count() == 2
    assert list(owners.ownerless()) == [choir]
    assert list(LogEntry.objects.exclude(actor=None)) == []
    [letter] = mail.outbox
    assert letter.to == [AINO]
    assert "- Kuoro" in letter.body
    assert personal.erase(AINO) is None


def test_an_address_without_an_account_is_erased_too(choir: Organisation) -> None:
    invitations.invite(choir, "bo@example.org", "member", None, "sv")
    mail.outbox.clear()
    assert personal.erase("bo@example.org") == []
    assert "bo@example" not in everything()
    assert mail.outbox == []
    assert personal.erase("") is None


def test_the_commands(aino: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("export_person", AINO)
    assert json.loads(capsys.readouterr().out)["account"]["email"] == AINO
    call_command("erase", AINO)
    assert capsys.readouterr().out == "Erased.\nKuoro has no owner now.\n"
    for command in ("erase", "export_person"):
        with pytest.raises(CommandError):
            call_command(command, AINO)


# --- What is forgotten by itself -----------------------------------------------------------------


def test_accounts_that_were_never_used_go_after_a_day(aino: User) -> None:
    now = timezone.now()
    for name in ("asked", "signed-in", "reviewer", "owner", "new"):
        person(name, staff=name == "reviewer")
    User.objects.exclude(username="new").update(date_joined=now - dt.timedelta(days=2))
    User.objects.filter(username="signed-in").update(last_login=now)
    Membership.objects.create(
        organisation=Organisation.objects.earliest("pk"), person=User.objects.get(username="owner")
    )
    assert keeping.forget(now)["accounts"] == 1
    names = set(User.objects.values_list("username", flat=True))
    assert names == {"aino", "signed-in", "reviewer", "owner", "new"}
    assert not LogEntry.objects.filter(object_repr="asked").exists()
    assert keeping.forget(now)["accounts"] == 0


def test_what_has_ended_is_forgotten(aino: User, settings: Any) -> None:
    now = timezone.now()
    claim = Claim.objects.get()
    claims.refuse(claim, person("rita", staff=True), 0, "No, Aino.")
    Invitation.objects.filter(email="bo@example.org").update(until=now)
    assert keeping.forget(now + dt.timedelta(days=3))["invitations"] == 1
    assert set(Invitation.objects.values_list("email", flat=True)) == {"", AINO}
    assert Claim.objects.get().answer == "No, Aino."
    settings.AUDIT_DAYS = 30
    before = LogEntry.objects.count()
    gone = keeping.forget(now + dt.timedelta(days=31))
    assert (gone["log"] >= before, LogEntry.objects.count(), gone["claims"]) == (True, 0, 1)
    assert (Claim.objects.get().answer, Claim.objects.get().message) == ("", "")


def test_tries_that_have_run_out_are_forgotten() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO servicemap_cache VALUES ('ip:10.0.0.1', '', now() - interval '1 hour')"
        )
    assert keeping.forget(timezone.now())["tries"] == 1


def test_a_letter_that_was_sent_is_forgotten(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    tasks.send_mail.enqueue("ABC-DEF is your code", "Code: ABC-DEF", [AINO])
    row = DBTaskResult.objects.get()
    assert told(row) == "send_mail"  # as the log of the worker names it
    forget_letter(row)
    assert AINO in str(DBTaskResult.objects.get().args_kwargs)  # it still has to be sent
    row.set_successful(None)
    forget_letter(row)
    assert DBTaskResult.objects.get().args_kwargs == {"args": [], "kwargs": {}}


# --- The log -------------------------------------------------------------------------------------


def test_the_log_tells_who_and_not_from_where(client: Client, aino: User) -> None:
    sign_in(client, aino)
    organisation = Membership.objects.get().organisation_id
    bo = person("bo")
    row = Membership.objects.create(organisation_id=organisation, person=bo)
    page = f"/en/my/organisations/{organisation}/people"
    client.post(page, {"action": "make-owner", "of": row.pk})
    entry = LogEntry.objects.get_for_object(row).first()
    assert entry is not None
    assert (entry.actor, entry.changes, entry.remote_addr) == (
        aino,
        {"role": ["member", "owner"]},
        None,
    )


def test_administrators_read_the_log(client: Client, aino: User) -> None:
    sign_in(client, person("adam", admin=True))
    page = client.get("/admin/auditlog/logentry/")
    assert page.status_code == 200
    assert "membership" in page.content.decode()
    assert client.get("/admin/auditlog/logentry/add/").status_code == 403
    client.force_login(person("rita", staff=True))
    assert client.get("/admin/auditlog/logentry/").status_code in (302, 403)


def test_what_a_revision_says_is_not_in_the_log(aino: User) -> None:
    draft = Revision.objects.get()
    revisions.submit(draft, aino)
    entry = LogEntry.objects.get_for_object(draft).first()
    assert entry is not None
    assert entry.changes == {"state": ["draft", "submitted"]}
    assert "+358 1" not in str(list(LogEntry.objects.values()))


def test_the_log_holds_no_addresses(aino: User) -> None:
    aino.email = "new@example.org"
    aino.is_staff = True
    aino.save()
    entry = LogEntry.objects.get_for_object(aino).first()
    assert entry is not None
    assert entry.changes == {"email": ["…", "…"], "is_staff": ["False", "True"]}


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("path", ["/en/", "/en/organisations/", "/api/v1/organisations"])
def test_reading_costs_nothing_and_sets_nothing(client: Client, path: str) -> None:
    """The log must not ask who reads: pages are the same for everybody."""
    sign_in(client, person("reader"))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    statements = " ".join(each["sql"] for each in asked.captured_queries)
    assert "auth_user" not in statements
    assert "django_session" not in statements
    assert "auditlog" not in statements
