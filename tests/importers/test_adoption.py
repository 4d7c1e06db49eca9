"""A curated station gives way to the one of open data, and keeps its public id."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from shapely import Point

from geodata.area import Area
from geodata.models import ImportRun, Station
from geodata.statements import edited, read_rows, release
from importers.records import Problem, Record, StationRecord
from importers.registry import REGISTRY
from importers.run import Order, run_import
from importers.sources import Fetched, SourceModule, Wanted
from tests.importers.invented import Invented, station

pytestmark = pytest.mark.django_db


class StandIn:
    """A source whose stations yield, as those of the curated file do."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "stand-in"
        self.path.touch()
        self.records: list[StationRecord] = []

    def fetch(self, wanted: Wanted) -> Fetched:
        return Fetched(self.path)

    def parse(self, stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        yield from self.records

    def bring(self, *records: StationRecord, force: bool = False) -> ImportRun:
        self.records = list(records)
        return run_import(Order("stand-in", force=force), lambda line: None)


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    source = StandIn(tmp_path)
    module = SourceModule(
        "stand-in",
        "Stand-in",
        ("station",),
        source.fetch,
        source.parse,
        yields=True,
        rests_on_others=True,
    )
    monkeypatch.setitem(REGISTRY, "stand-in", module)
    return source


CURATED = station("HSL:1", "Kamppi", accuracy_metres=100.0)
OSM = station("node/1", "Kamppi", point=Point(24.9380, 60.1720), wheelchair="yes")


def test_it_works(stand_in: StandIn, invented: Invented) -> None:
    stand_in.bring(CURATED)
    public_id = Station.objects.get().pk
    run = invented.bring(OSM)
    assert run.counts["station"]["changed"] == 1
    kamppi = Station.objects.get()
    assert kamppi.pk == public_id
    assert (kamppi.source.key, kamppi.source_id, kamppi.wheelchair) == ("invented", "node/1", "yes")
    assert kamppi.accuracy_metres is None


def test_a_covered_station_is_not_brought_again(stand_in: StandIn, invented: Invented) -> None:
    stand_in.bring(CURATED)
    invented.bring(OSM)
    run = stand_in.bring(CURATED)
    assert run.status == "unchanged"
    assert Station.objects.get().source_id == "node/1"


def test_the_order_of_the_imports_makes_no_difference(
    stand_in: StandIn, invented: Invented
) -> None:
    invented.bring(OSM)
    stand_in.bring(CURATED)
    assert Station.objects.get().source_id == "node/1"


@pytest.mark.parametrize(
    "other",
    [
        station("node/1", "Kamppi", mode="bus"),
        station("node/1", "Ruoholahti"),
        station("node/1", "Kamppi", point=Point(24.9520, 60.1712)),  # 590 m east
    ],
)
def test_another_mode_name_or_place_is_another_station(
    stand_in: StandIn, invented: Invented, other: StationRecord
) -> None:
    stand_in.bring(CURATED)
    invented.bring(other)
    assert Station.objects.open().count() == 2


def test_a_name_in_any_language_is_enough(stand_in: StandIn, invented: Invented) -> None:
    stand_in.bring(CURATED)
    record = station("node/1", "Kampen")
    record.name["sv"] = "KAMPPI"
    invented.bring(record)
    assert Station.objects.get().source_id == "node/1"


def test_one_row_is_taken_over_by_one_station(stand_in: StandIn, invented: Invented) -> None:
    stand_in.bring(CURATED)
    invented.bring(OSM, station("node/2", "Kamppi"))
    assert Station.objects.open().count() == 2
    assert not Station.objects.filter(source__key="stand-in")


def test_when_open_data_loses_it_the_curated_one_takes_over_again(
    stand_in: StandIn, invented: Invented
) -> None:
    rest = [station(f"node/{number}", f"Other {number}") for number in range(2, 9)]
    stand_in.bring(CURATED)
    public_id = Station.objects.get().pk
    invented.bring(OSM, *rest)
    invented.bring(*rest)
    stand_in.bring(CURATED)
    kamppi = Station.objects.open().named("Kamppi").get()
    assert (kamppi.pk, kamppi.source_id, kamppi.accuracy_metres) == (public_id, "HSL:1", 100.0)
    invented.bring(OSM, *rest)
    assert Station.objects.open().named("Kamppi").get().source_id == "node/1"


def test_a_station_that_returns_closes_its_stand_in(stand_in: StandIn, invented: Invented) -> None:
    rest = [station(f"node/{number}", f"Other {number}") for number in range(2, 9)]
    invented.bring(OSM, *rest)
    moved = station("node/1", "Somewhere else")
    invented.bring(moved, *rest)
    stand_in.bring(CURATED)
    assert Station.objects.open().named("Kamppi").get().source_id == "HSL:1"
    invented.bring(OSM, *rest)
    assert Station.objects.open().named("Kamppi").get().source_id == "node/1"
    assert Station.objects.get(source_id="HSL:1").closed_at


def test_what_a_hand_said_stays_and_the_former_source_falls_silent(
    stand_in: StandIn, invented: Invented
) -> None:
    stand_in.bring(CURATED)
    before = read_rows(Station, [Station.objects.get().pk])[0].shown
    kamppi = Station.objects.get()
    kamppi.accuracy_metres, kamppi.operator = 5.0, "HSL"
    kamppi.save()
    edited(Station, kamppi.pk, before, ["accuracy_metres", "operator"])
    invented.bring(OSM)
    kamppi = Station.objects.get()
    assert (kamppi.source_id, kamppi.accuracy_metres, kamppi.operator) == ("node/1", 5.0, "HSL")
    release(Station, kamppi.pk)
    kamppi = Station.objects.get()
    assert (kamppi.accuracy_metres, kamppi.operator) == (None, "")
    # What the import changed may stand there: it came at another second than the rest.
    assert not {"accuracy_metres", "operator"} & kamppi.provenance.keys()
