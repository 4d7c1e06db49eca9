"""Which published organisations one that is being written may be the same as."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import Point

from geodata.models import Organisation, Source
from servicemap.editing.candidates import candidates

pytestmark = pytest.mark.django_db
HERE = (24.94, 60.17)


@pytest.fixture
def source() -> Source:
    return Source.objects.create(key="register", name="Register", rank=10)


def organisation(source: Source, name: str, **more: Any) -> Organisation:
    made = Organisation(source=source, source_id=name, name={"fi": name}, kind="club", **more)
    made.save()
    return made


def found(sheet: dict[str, Any], own: int | None = None) -> list[tuple[str, list[str]]]:
    return [
        (each.organisation.name["fi"], [reason["what"] for reason in each.reasons])
        for each in candidates(sheet, own)
    ]


def test_by_what_is_alike(source: Source) -> None:
    organisation(source, "Kallion kuoro", point=Point(*HERE, srid=4326), website="https://a.fi")
    organisation(source, "Muu seura", identifiers=["business:0112038-9"])
    organisation(source, "Aivan toinen")
    assert found({"name.fi": "Kallion kuoro ry"}) == [("Kallion kuoro", ["name"])]
    assert found({"name.fi": "Kalion kuoro"}) == [("Kallion kuoro", ["name"])]
    near = {"name.fi": "Kallion Kuoro", "point": [24.9401, 60.17], "website": "https://a.fi/"}
    assert found(near) == [("Kallion kuoro", ["name", "metres", "website"])]
    assert found({"identifiers": ["business:0112038-9"]}) == [("Muu seura", ["identifier"])]
    assert found({"name.fi": "Uusi", "point": [24.9401, 60.17]}) == []
    assert found({}) == []


def test_never_itself_nor_what_is_closed_or_invented(source: Source) -> None:
    own = organisation(source, "Kallion kuoro")
    Organisation.objects.filter(pk=organisation(source, "Kallion kuoro II").pk).update(
        is_example=True
    )
    assert found({"name.fi": "Kallion kuoro"}, own.pk) == []


def test_what_a_draft_may_hold_is_no_failure(source: Source) -> None:
    organisation(source, "Kallion kuoro")
    hostile = {"name.fi": "%" * 10_000, "name.sv": "\\", "point": ["x"], "identifiers": [5, "%"]}
    assert found(hostile) == []


def test_as_many_queries_however_many_there_are(
    source: Source, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        organisation(source, f"Kallion kuoro {number}", point=Point(*HERE, srid=4326))
    sheet = {"name.fi": "Kallion kuoro", "point": list(HERE), "identifiers": ["a:b"]}
    with django_assert_max_num_queries(6):
        assert len(candidates(sheet, None)) == 5
