"""Of what two do at the same moment, exactly as much happens as one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django_tasks_db.models import DBTaskResult

from geodata.models import Organisation, Source
from servicemap import letters
from servicemap.editing.revisions import EditingError
from servicemap.models import Claim, Invitation, Membership
from servicemap.people import claims, invitations, owners
from servicemap.problems import QuestionError
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def a_queue(settings: Any) -> None:
    """Letters wait in the queue, where they can be counted."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def choir() -> Organisation:
    return Organisation.objects.create(
        source=Source.local(), source_id="choir", name={"fi": "Kuoro"}, kind="association"
    )


def at_once(*each: Callable[[], object]) -> int:
    """Do everything at the same moment; returns how much of it was refused."""
    barrier, refused, broken = Barrier(len(each)), [], []

    def run(do: Callable[[], object]) -> None:
        try:
            barrier.wait()
            do()
        except (EditingError, QuestionError) as error:
            refused.append(error)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[do]) for do in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return len(refused)


def written() -> int:
    return DBTaskResult.objects.count()


def test_it_works(choir: Organisation) -> None:
    """Two owners leave: one of them stays."""
    rows = [
        Membership.objects.create(organisation=choir, person=person(name), role="owner")
        for name in ("aino", "bo")
    ]
    assert at_once(*(lambda row=row: owners.leave(row) for row in rows)) == 1
    assert Membership.objects.filter(role="owner").count() == 1


def test_two_take_the_same_invitation(choir: Organisation) -> None:
    invitations.invite(choir, "cai@example.org", "owner", None, "en")
    [letter] = DBTaskResult.objects.all()
    [token] = re.findall(r"/join/(\S+)", letter.args_kwargs["args"][1])
    people = [person("aino"), person("bo")]
    assert at_once(*(lambda each=each: invitations.take(token, each) for each in people)) == 1
    assert Membership.objects.count() == 1


def test_a_double_click_is_one(choir: Organisation) -> None:
    aino = person("aino")
    claim = lambda: claims.claim(choir, aino, "Mine.")  # noqa: E731
    invite = lambda: invitations.invite(choir, "bo@example.org", "member", aino, "en")  # noqa: E731
    assert at_once(claim, claim, invite, invite) == 0
    assert (Claim.objects.count(), Invitation.objects.count(), written()) == (1, 1, 1)


def test_two_reviewers_decide(choir: Organisation) -> None:
    row = claims.claim(choir, person("aino"), "Mine.")
    rita, rolf = person("rita", staff=True), person("rolf", staff=True)
    refused = at_once(
        lambda: claims.grant(row, rita, 0), lambda: claims.refuse(row, rolf, 0, "No.")
    )
    assert refused == 1
    row.refresh_from_db()
    assert Membership.objects.count() == (1 if row.state == "granted" else 0)
    assert written() == 1


def test_what_fails_sends_no_letter(choir: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter and what it tells are one: either both happen or neither."""
    row = claims.claim(choir, person("aino"), "Mine.")
    sent = letters.send

    def fail(*args: Any, **named: Any) -> None:
        sent(*args, **named)
        raise ConnectionError("The database is gone.")

    monkeypatch.setattr(letters, "send", fail)
    with pytest.raises(ConnectionError):
        claims.grant(row, person("rita", staff=True), 0)
    row.refresh_from_db()
    assert (row.state, Membership.objects.count(), written()) == ("open", 0, 0)
    assert not User.objects.filter(memberships__isnull=False).exists()
