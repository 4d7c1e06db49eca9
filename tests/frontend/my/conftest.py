"""Lend the tests of the form an organisation and the one who looks after it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection
from django.test import Client

from geodata.models import Organisation, Source
from servicemap.editing import revisions
from servicemap.models import Membership, Revision
from tests.people import person, sign_in
from tests.servicemap.town import Town


@pytest.fixture
def aino() -> User:
    return person("aino")


@pytest.fixture
def choir(aino: User) -> Organisation:
    """An organisation that an import brought and that Aino owns."""
    source = Source.objects.create(key="register", name="Register", rank=10)
    choir = Organisation(
        source=source,
        source_id="1",
        name={"fi": "Kuoro", "sv": "Kören"},
        kind="association",
        website="https://old.fi",
        identifiers=["tprek:1"],
        description={"fi": "Laulamme \nyhdessä", "sv": "Vi sjunger"},
    )
    choir.save()
    Membership.objects.create(organisation=choir, person=aino, role="owner")
    return choir


@pytest.fixture
def draft(choir: Organisation, aino: User) -> Revision:
    return revisions.draft_of(choir, aino)


@pytest.fixture
def client(client: Client, aino: User) -> Client:
    return sign_in(client, aino)


@pytest.fixture
def served(town: Town) -> None:
    """The town with its network; what is made beside it gets ids that the town has not."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Organisation]):
            cursor.execute(statement)
