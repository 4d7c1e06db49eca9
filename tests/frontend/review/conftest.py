"""Lend the pages of reviewers the small town, its people, and something to decide."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from servicemap.models import Membership, Revision
from tests.people import person, sign_in
from tests.review import handed_in
from tests.servicemap.conftest import town, town_network
from tests.servicemap.town import Town

__all__ = ["town", "town_network"]


@pytest.fixture(autouse=True)
def letters_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def aino(town: Town) -> User:
    """Who owns the library."""
    aino = person("aino")
    Membership.objects.create(person=aino, organisation=town.library, role="owner")
    return aino


@pytest.fixture
def rita(town: Town) -> User:
    return person("rita", staff=True)


@pytest.fixture
def rolf(town: Town) -> User:
    return person("rolf", staff=True)


@pytest.fixture
def reviewer(client: Client, rita: User) -> Client:
    """Rita, signed in with her second factor."""
    return sign_in(client, rita)


@pytest.fixture
def changes(town: Town, aino: User) -> Revision:
    """Changes to the library: words, hours, where it is."""
    return handed_in(
        town.library,
        aino,
        {
            "description.fi": "Kirjoja ja pelejä kaikille.",
            "telephone": "+358 9 999 999",
            "hours": [["Mo-Fr 08:00-20:00; Sa 10:00-15:00", {}]],
            "point": [24.9470, 60.1702],
            "areas": [{"kind": "radius", "centre": [24.945, 60.1702], "metres": 500}],
        },
        days=2,
    )
