"""However much an organisation has, its pages ask the database as often."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from geodata.models import Event, OpeningHours, Organisation, Place
from servicemap.models import Membership
from tests.frontend.my.posting import begin, fields

pytestmark = pytest.mark.django_db


def asked(act: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        act()
    return len(queries)


def grow(organisation: Organisation, start: int, count: int) -> None:
    """Give an organisation places with hours, and events."""
    for number in range(start, start + count):
        place = Place.objects.create(
            source=organisation.source,
            source_id=f"place {number}",
            organisation=organisation,
            name={"fi": f"Sali {number}"},
            kind="office",
            point=Point(24.94, 60.17, srid=4326),
        )
        OpeningHours.objects.create(place=place, rule="Mo 09:00-10:00")
        Event.objects.create(
            source=organisation.source,
            source_id=f"event {number}",
            organisation=organisation,
            name={"fi": f"Ilta {number}"},
            starts_at="2026-12-01T18:00:00+02:00",
        )


def test_saving_showing_and_checking(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    address = f"/en/my/drafts/{draft.pk}"
    counts = []
    for size in (1, 10):
        grow(choir, size, size)
        posted = fields(client.get(f"{address}/about").content.decode())
        typed = posted | {"name.en": f"Choir {size}"}
        counts.append(
            [
                asked(lambda: client.get(f"{address}/about")),
                asked(lambda typed=typed: client.post(f"{address}/save", typed)),
                asked(lambda: client.get(f"{address}/check")),
            ]
        )
    assert counts[0] == counts[1]
    assert counts[0][1] <= 32


def test_my_organisations(client: Client, choir: Organisation, aino: User) -> None:
    before = asked(lambda: client.get("/en/my/"))
    for number in range(5):
        other = Organisation(source=choir.source, source_id=f"o{number}", name={"fi": "Kerho"})
        other.save()
        Membership.objects.create(organisation=other, person=aino)
    assert asked(lambda: client.get("/en/my/")) == before
