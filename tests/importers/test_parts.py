"""Topics, operating areas and exceptions come in with their entry, and stay when nobody speaks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from shapely import MultiPolygon, Point, box

from geodata import models
from geodata.area import current_area
from importers.parts import part_cell
from importers.records import (
    DayException,
    DistrictRecord,
    EventRecord,
    OperatingPart,
    OrganisationRecord,
    Record,
)
from importers.registry import REGISTRY
from importers.soundness import Unsound
from importers.sources import SourceModule
from tests.importers import invented as shared
from tests.importers.invented import HERE, Invented

SQUARE = MultiPolygon([box(24.93, 60.16, 24.95, 60.18)])
NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 12, 2)
KINDS = ("district", "organisation", "event")


@pytest.fixture
def source(invented: Invented, monkeypatch: pytest.MonkeyPatch) -> Invented:
    monkeypatch.setattr(shared, "KINDS", KINDS)
    module: SourceModule = invented.module()
    monkeypatch.setitem(REGISTRY, "invented", module)
    return invented


def club(**more: Any) -> OrganisationRecord:
    return OrganisationRecord(source_id="club", name={"fi": "Kerho"}, kind="club", **more)


def meeting(*exceptions: DayException) -> EventRecord:
    return EventRecord(
        source_id="m", name={"fi": "M"}, starts_at=NOON, exceptions=exceptions or None
    )


def told(source: Invented, record: Record) -> dict[str, int]:
    run = source.bring(record, force=True)
    assert run.problems == []
    return {name: number for name, number in run.counts[record.noun].items() if number}


@pytest.mark.django_db
def test_it_works(source: Invented) -> None:
    for key in ("music", "sports"):
        models.Topic.objects.update_or_create(key=key, defaults={"name": {"fi": key}})
    whole = club(
        topics=("music", "no-such-topic"), operating_areas=(OperatingPart(polygon=SQUARE),)
    )
    assert told(source, whole) == {"new": 1}
    organisation = models.Organisation.objects.get()
    assert [each.key for each in organisation.topics.all()] == ["music"]
    (area,) = organisation.operating_areas.all()
    assert area.polygon is not None
    assert area.shape == area.polygon
    assert area.kind == "drawn"
    assert area.polygon.area == pytest.approx(0.0004)
    assert told(source, whole) == {"unchanged": 1}

    assert told(source, club(topics=("sports",), operating_areas=())) == {"changed": 1}
    assert [each.key for each in organisation.topics.all()] == ["sports"]
    assert not organisation.operating_areas.exists()


@pytest.mark.django_db
def test_who_says_nothing_of_them_leaves_them_as_they_are(source: Invented) -> None:
    told(source, club(operating_areas=(OperatingPart(centre=Point(*HERE), radius_metres=500.0),)))
    told(source, club(description={"fi": "Uusi"}))
    assert models.OperatingArea.objects.get().radius_metres == 500.0


@pytest.mark.django_db
def test_districts_are_found_when_they_come(source: Invented) -> None:
    wish = club(
        operating_areas=(
            OperatingPart(postal_codes=("02100", "99999"), polygon=SQUARE),
            OperatingPart(postal_codes=("99999",)),
        )
    )
    told(source, wish)
    assert [each.kind for each in models.OperatingArea.objects.all()] == ["drawn"]
    before = models.Organisation.objects.get().updated_at
    postal = DistrictRecord(
        source_id="d", name={"fi": "D"}, kind="postal", code="02100", polygon=SQUARE
    )
    run = source.bring(postal, wish)
    assert run.counts["organisation"]["changed"] == 1
    (area,) = models.OperatingArea.objects.all()
    assert (area.kind, area.polygon, area.districts.get().code) == ("districts", None, "02100")
    assert models.Organisation.objects.get().updated_at > before


@pytest.mark.django_db
def test_what_is_merged_keeps_what_it_has(source: Invented) -> None:
    told(source, club(operating_areas=(OperatingPart(polygon=SQUARE),)))
    organisation = models.Organisation.objects.get()
    local = models.Source.local()
    models.Organisation.objects.create(
        source=local, source_id="x", kind="club", merged_into=organisation
    )
    told(source, club(operating_areas=()))
    assert organisation.operating_areas.count() == 1


@pytest.mark.django_db
def test_days_that_are_not_as_usual_are_kept_in_step(source: Invented) -> None:
    moved = DayException(date=DAY, moved_to=NOON)
    told(source, meeting(DayException(date=DAY), DayException(date=DAY + dt.timedelta(days=7))))
    first = models.EventException.objects.get(date=DAY)
    assert first.cancelled
    assert told(source, meeting(moved)) == {"changed": 1}
    (kept,) = models.EventException.objects.all()
    assert (kept.pk, kept.cancelled, kept.moved_to) == (first.pk, False, NOON)
    told(source, meeting())
    assert models.EventException.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("topics", ("Music!",), "no key"),
        ("topics", (5,), "no key"),
        ("topics", ("a",) * 101, "at most 100"),
        ("operating_areas", (OperatingPart(),), "needs"),
        ("operating_areas", (OperatingPart(radius_metres=5.0),), "without a centre"),
        ("operating_areas", (OperatingPart(polygon=SQUARE, postal_codes=("\0",)),), "postal code"),
        (
            "operating_areas",
            (OperatingPart(centre=Point(*HERE), radius_metres=float("nan")),),
            "radius of nan",
        ),
        (
            "operating_areas",
            (OperatingPart(centre=Point(HERE[1], HERE[0]), radius_metres=5.0),),
            "did you swap",
        ),
        ("exceptions", (DayException(date=timezone.now()),), "no date"),
        ("exceptions", (DayException(date=DAY, moved_to=dt.datetime(2026, 1, 1)),), "its zone"),  # noqa: DTZ001
        ("exceptions", (DayException(date=DAY), DayException(date=DAY)), "one day twice"),
    ],
)
def test_what_is_wrong_is_told(name: str, value: Any, words: str) -> None:
    with pytest.raises(Unsound, match=words):
        part_cell(name, value, current_area().box)


def test_nothing_said_is_not_the_same_as_none() -> None:
    assert part_cell("topics", None, current_area().box) is None
    assert part_cell("topics", (), current_area().box) == "[]"
