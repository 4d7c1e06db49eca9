"""Who may do what: every predicate, for everybody."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from geodata.models import Organisation, Source
from servicemap.accounts import may
from servicemap.editing import revisions
from servicemap.models import Membership, Picture, Standing
from tests.people import person

pytestmark = pytest.mark.django_db
PEOPLE = ("visitor", "left", "member", "owner", "stranger", "author", "reviewer", "admin")
CITY = {"reviewer", "admin"}  # an admin is staff too
# Predicate and what it is about → who may; "left" is a former owner whose account is closed.
TABLE: dict[tuple[str, str], set[str]] = {
    ("review", ""): CITY,
    ("administer", ""): {"admin"},
    ("upload", ""): {"stranger", *CITY},  # its own organisation is trusted, the other one is not
    ("edit", "organisation"): {"member", "owner"},
    ("edit", "other"): {"stranger"},
    ("own", "organisation"): {"owner"},
    ("own", "other"): {"stranger"},
    ("write", "draft"): {"member", "owner"},
    ("write", "new"): {"author"},
    ("look_at", "picture"): {"member", "owner", *CITY},
    ("look_at", "picture of the new"): {"author", *CITY},
    ("look_at", "picture of nothing"): CITY,
}


@pytest.fixture
def world() -> dict[str, Any]:
    """The people of the table, and what they may do something with."""
    made: dict[str, Any] = {
        who: person(who, staff=who == "reviewer", admin=who == "admin") for who in PEOPLE[1:]
    }
    made["visitor"] = AnonymousUser()
    for name in ("organisation", "other"):
        made[name] = Organisation(source=Source.local(), source_id=name, name={"fi": name})
        made[name].save()
    for who, whose, role in (
        ("left", "organisation", "owner"),
        ("member", "organisation", "member"),
        ("owner", "organisation", "owner"),
        ("stranger", "other", "owner"),
    ):
        Membership.objects.create(person=made[who], organisation=made[whose], role=role)
    Standing.objects.create(organisation=made["other"], is_trusted=True)
    User.objects.filter(username="left").update(is_active=False)
    made["left"].refresh_from_db()
    made["draft"] = revisions.draft_of(made["organisation"], made["member"])
    made["new"] = revisions.draft_of(None, made["author"])
    made["picture"] = Picture(organisation=made["organisation"], revision=made["draft"])
    made["picture of the new"] = Picture(revision=made["new"])
    made["picture of nothing"] = Picture()
    return made


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_may_what_the_table_says(world: dict[str, Any], who: str) -> None:
    found = {
        (predicate, about): getattr(may, predicate)(world[who], *([world[about]] if about else []))
        for predicate, about in TABLE
    }
    assert found == {key: who in allowed for key, allowed in TABLE.items()}


def test_every_predicate_is_in_the_table() -> None:
    defined = {
        name
        for name, each in inspect.getmembers(may, inspect.isfunction)
        if each.__module__ == may.__name__ and not name.startswith("_")
    }
    assert defined == {predicate for predicate, _about in TABLE}


def test_a_closed_account_may_nothing(world: dict[str, Any]) -> None:
    User.objects.update(is_active=False)
    admin, author = (User.objects.get(username=name) for name in ("admin", "author"))
    assert not (may.review(admin) or may.administer(admin))
    assert not may.write(author, world["new"])
