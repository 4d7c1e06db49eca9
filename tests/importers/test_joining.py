"""What lies together becomes a hub, whatever source it is from, in whatever order they come."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from shapely import Point

from geodata.models import Hub, HubComponent, Instance, SamePair, Station
from importers.joining import join_components
from importers.records import (
    EntranceRecord,
    HubComponentRecord,
    HubRecord,
    Record,
    StationRecord,
)
from importers.registry import REGISTRY
from importers.sources import SourceModule
from tests.importers.bringing import ESPOO, bring
from tests.importers.several import Told

pytestmark = pytest.mark.django_db
LON, LAT = 24.94, 60.17
METRES_EAST = 1 / 55_400  # degrees, at this latitude
NOUNS = ("station", "entrance", "hub", "hub_component")
Bring = Callable[..., Any]


@pytest.fixture
def told(tmp_path: Path, network_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Bring:
    """Let a source by this name bring exactly these records."""
    sources: dict[str, Told] = {}

    def bring(key: str, *records: Record) -> Any:
        if key not in sources:
            (tmp_path / key).touch()
            sources[key] = Told(key, tmp_path / key)
            module = SourceModule(key, key, NOUNS, sources[key].fetch, sources[key].parse)
            monkeypatch.setitem(REGISTRY, key, module)
        return sources[key].brings(*records)

    return bring


def at(metres: float) -> Point:
    """Return the point so many metres east of the middle."""
    return Point(LON + metres * METRES_EAST, LAT)


def station(key: str, metres: float = 0, name: str = "Tapiola", **more: Any) -> StationRecord:
    fixed: dict[str, Any] = {"mode": "subway"}
    return StationRecord(source_id=key, name={"fi": name}, point=at(metres), **(fixed | more))


def bikes(key: str, metres: float, name: str = "", **more: Any) -> HubComponentRecord:
    fixed: dict[str, Any] = {"kind": "shared_bikes"}
    return HubComponentRecord(
        source_id=key, name={"fi": name or key}, point=at(metres), **(fixed | more)
    )


def hubs() -> dict[str, list[str]]:
    """Return what is open: hub → kinds and ids of its components."""
    found: dict[str, list[str]] = {}
    for hub in Hub.objects.open().select_related("source"):
        parts = HubComponent.objects.open().filter(hub=hub).order_by("kind", "source_id")
        key = hub.source_id if hub.source.key != "derived" else str(hub)
        found[key] = [
            part.kind if part.source.key == "derived" else f"{part.kind} {part.source_id}"
            for part in parts
        ]
    return found


def test_it_works(told: Bring) -> None:
    told("curated", station("HSL:1"))
    told("city", bikes("A", 120))
    assert hubs() == {"Tapiola": ["shared_bikes A", "subway"]}
    hub, tapiola = Hub.objects.get(), Station.objects.get()
    assert (hub.kind, hub.name, hub.source.key) == ("subway", {"fi": "Tapiola"}, "derived")
    assert hub.source_id == f"station/{tapiola.pk}"
    assert tapiola.hub_components.get().hub == hub


def test_the_order_of_sources_makes_no_difference(told: Bring) -> None:
    told("city", bikes("A", 120))
    assert hubs() == {}
    told("curated", station("HSL:1"))
    assert hubs() == {"Tapiola": ["shared_bikes A", "subway"]}


def test_a_second_time_changes_nothing(told: Bring) -> None:
    told("curated", station("HSL:1"))
    told("city", bikes("A", 120))
    before = list(HubComponent.objects.order_by("pk").values())
    revision = Instance.current().revision
    assert join_components(timezone.now()) == 0
    assert told("city", bikes("A", 120)).status == "unchanged"
    assert list(HubComponent.objects.order_by("pk").values()) == before
    assert Instance.current().revision == revision


def test_only_what_is_near_enough_for_its_kind_joins(told: Bring) -> None:
    told("curated", station("HSL:1"))
    told("city", bikes("A", 145), bikes("B", 155), bikes("C", 250, kind="park_and_ride"))
    assert hubs() == {"Tapiola": ["park_and_ride C", "shared_bikes A", "subway"]}


def test_a_hub_of_a_source_comes_first_and_nothing_chains(told: Bring) -> None:
    told(
        "osm",
        HubRecord(source_id="hub/1", name={}, kind="subway", point=at(0)),
        station("node/1"),
        bikes("node/1", 0, kind="subway", hub="hub/1", station="node/1"),
        EntranceRecord(source_id="e", name={}, point=at(100), station="node/1"),
    )
    told("city", bikes("A", 120), bikes("B", 240), bikes("C", 380))
    assert hubs() == {"hub/1": ["shared_bikes A", "shared_bikes B", "subway node/1"]}


def test_the_nearest_of_two_hubs_is_joined(told: Bring) -> None:
    told(
        "osm",
        HubRecord(source_id="hub/1", name={}, kind="subway", point=at(0)),
        HubRecord(source_id="hub/2", name={}, kind="subway", point=at(200)),
    )
    told("city", bikes("A", 90), bikes("B", 110))
    assert hubs() == {"hub/1": ["shared_bikes A"], "hub/2": ["shared_bikes B"]}


def test_what_its_own_source_has_joined_stays(told: Bring) -> None:
    told(
        "osm",
        HubRecord(source_id="hub/1", name={}, kind="subway", point=at(0)),
        HubRecord(source_id="hub/2", name={}, kind="subway", point=at(100)),
        bikes("node/9", 100, hub="hub/1"),
    )
    assert hubs() == {"hub/1": ["shared_bikes node/9"], "hub/2": []}


def test_stations_of_a_timetable_join_and_stops_of_one_name_are_one(told: Bring) -> None:
    told("curated", station("HSL:1"))
    stops = [
        station(f"b{number}", 100 + number, "Tapiola", mode="bus", routes=({"ref": "1"},))
        for number in range(4)
    ]
    told(
        "gtfs",
        *stops,
        station("t", 250, "Tapiolan asema", mode="train"),
        station("far", 900, "Muualla", mode="bus", routes=({"ref": "2"},)),
    )
    assert hubs() == {"Tapiolan asema": ["bus", "subway", "train"]}
    assert HubComponent.objects.open().get(kind="bus").station.source_id == "b3"


def test_a_stop_that_a_source_has_named_already_is_not_there_twice(told: Bring) -> None:
    told(
        "osm",
        HubRecord(source_id="hub/1", name={}, kind="subway", point=at(0)),
        bikes("node/2", 10, "Tapiola", kind="bus", hub="hub/1"),
    )
    told("gtfs", station("b1", 20, "Tapiola", mode="bus"), station("b2", 20, "Muu", mode="bus"))
    assert hubs() == {"hub/1": ["bus node/2", "bus"]}


def test_bikes_beside_a_bus_stop_make_no_hub_unless_many_lines_meet(told: Bring) -> None:
    few, many = ([{"ref": str(line)} for line in range(count)] for count in (7, 8))
    told("city", bikes("A", 10), bikes("B", 2010))
    told(
        "gtfs",
        station("b1", 0, "Few", mode="bus", routes=tuple(few), departures={"weekday": [1] * 24}),
        station("b2", 2000, "Many", mode="bus", routes=tuple(many)),
    )
    assert hubs() == {"Many": ["bus", "shared_bikes B"]}


def test_a_station_that_a_source_has_as_well_is_one_in_its_hub(told: Bring) -> None:
    told("curated", station("HSL:1"))
    told("city", bikes("A", 120))
    told(
        "osm",
        HubRecord(source_id="hub/1", name={}, kind="subway", point=at(5)),
        station("node/1", 5),
        bikes("node/1", 5, "Tapiola", kind="subway", hub="hub/1", station="node/1"),
    )
    assert hubs() == {"hub/1": ["shared_bikes A", "subway node/1"]}
    assert Station.objects.open().count() == 1
    assert not SamePair.objects.filter(noun="hub_component").exists()


def test_bikes_of_two_sources_are_one_component(told: Bring) -> None:
    told("curated", station("HSL:1"))
    told("city", bikes("A", 120, "Tapiola", identifiers=("hsl-bike:1",)))
    told("live", bikes("1", 125, "Tapiola", identifiers=("hsl-bike:1",)))
    assert hubs() == {"Tapiola": ["shared_bikes A", "subway"]}


def test_a_station_alone_is_no_hub(told: Bring) -> None:
    told("curated", station("HSL:1"), station("HSL:2", 100, "Tapiola 2"))
    assert hubs() == {}


def test_a_hub_closes_with_what_made_it_and_opens_again_under_its_id(told: Bring) -> None:
    told("curated", station("HSL:1"))
    told("city", bikes("A", 120))
    public = Hub.objects.get().pk
    told("city")
    assert hubs() == {}
    assert Hub.objects.get().closed_at is not None
    assert HubComponent.objects.get(source_id="A").hub is None
    assert HubComponent.objects.open().count() == 0
    told("city", bikes("A", 120))
    assert hubs() == {"Tapiola": ["shared_bikes A", "subway"]}
    assert Hub.objects.get().pk == public


def test_a_hub_of_a_source_takes_over(told: Bring) -> None:
    told("city", bikes("A", 120))
    told("curated", station("HSL:1"))
    told(
        "osm",
        HubRecord(source_id="hub/1", name={"fi": "Tapiola"}, kind="subway", point=at(0)),
        bikes("x", 50, kind="taxi", hub="hub/1"),
    )
    assert hubs() == {"hub/1": ["shared_bikes A", "subway", "taxi x"]}


def test_a_changed_record_stays_joined_and_a_moved_one_moves(told: Bring) -> None:
    told("curated", station("HSL:1"))
    told("city", bikes("A", 120), bikes("B", 130))
    run = told("city", bikes("A", 120, capacity=12), bikes("B", 1130))
    assert run.counts["hub_component"]["changed"] == 2
    assert hubs() == {"Tapiola": ["shared_bikes A", "subway"]}
    part = HubComponent.objects.get(source_id="A")
    assert part.provenance["hub"]["source"] == "derived"
    assert part.capacity == 12
    assert "hub" not in HubComponent.objects.get(source_id="B").provenance


def test_what_a_hand_has_said_stays(told: Bring) -> None:
    told("curated", station("HSL:1"))
    told("city", bikes("A", 120))
    hand = {"hub": {"source": "local", "record": "", "at": "2026-01-01T00:00:00+00:00"}}
    HubComponent.objects.filter(source_id="A").update(hub=None, provenance=hand)
    join_components(timezone.now())
    assert HubComponent.objects.get(source_id="A").hub is None


def test_any_order_gives_the_same(told: Bring) -> None:
    steps: dict[str, list[Record]] = {
        "curated": [station("HSL:1")],
        "city": [bikes("A", 120), bikes("B", 60)],
        "gtfs": [station("b", 40, "Pysäkki", mode="bus"), station("t", 200, "Asema", mode="train")],
    }
    for order in itertools.permutations(steps):
        for key in order:
            told(key, *steps[key])
        assert hubs() == {"Asema": ["bus", "shared_bikes A", "shared_bikes B", "subway", "train"]}
        for key in order:
            told(key)
        assert hubs() == {}


def test_the_real_bikes_of_espoo_join_its_metro(
    data_dir: Path, network_dir: Path, settings: Settings
) -> None:
    settings.AREA = ESPOO
    assert ESPOO.curated is not None
    bring("curated", ESPOO.curated)
    bring("citybikes", data_dir / "citybikes/kaupunkipyoraasemat_2026.geojson")
    found = {str(hub): hub.components.filter(kind="shared_bikes") for hub in Hub.objects.open()}
    assert {name: parts.count() for name, parts in found.items()} == {
        "Keilaniemi": 1,
        "Tapiola": 1,
        "Urheilupuisto": 1,
        "Niittykumpu": 1,
        "Matinkylä": 1,
    }
