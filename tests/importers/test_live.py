"""What stations say of themselves is kept with its age; an outage leaves what was said before."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from geodata.area import Feed, load_area
from geodata.models import HubComponent, LiveStatus
from importers.errors import FetchError, InputError
from importers.live import refresh_live
from importers.run import Order, run_import
from tests.importers import faulty
from tests.importers.faulty import Server
from tests.importers.test_gbfs import AREAS, STATION, content, serve

pytestmark = pytest.mark.django_db
THREE = [STATION | {"station_id": key} for key in ("021", "022", "023")]


@pytest.fixture
def bikes(server: Server, settings: Settings, tmp_path: Path, network_dir: Path) -> Server:
    """A system of three stations that were imported."""
    settings.CACHE_DIR = tmp_path / "cache"
    feed = Feed("town_bikes", "gbfs", url=serve(server, "2.3", "fi"))
    settings.AREA = replace(load_area(AREAS / "helsinki-centre.toml"), feeds=(feed,))
    path = tmp_path / "stations.json"
    path.write_text(json.dumps({"data": {"stations": THREE}}))
    run_import(Order("town_bikes", file=path), lambda line: None)
    return server


def says(server: Server, **changes: Any) -> None:
    """Let station 021 say something else, and nobody else anything."""
    status = content("status-2.3.json")
    status["data"]["stations"] = [status["data"]["stations"][0] | changes]
    server.serve("/2.3/station_status", faulty.document(status))


def test_it_works(bikes: Server) -> None:
    assert refresh_live("town_bikes") == 2
    status = LiveStatus.objects.get(component__source_id="021")
    assert (status.vehicles, status.docks, status.is_renting) == (7, 23, True)
    assert status.reported_at == dt.datetime(2025, 12, 31, 23, 59, tzinfo=dt.UTC)
    assert timezone.now() - status.fetched_at < dt.timedelta(minutes=1)
    assert not LiveStatus.objects.get(component__source_id="022").is_renting


def test_version_3_tells_vehicles_and_times_in_words(bikes: Server, settings: Settings) -> None:
    feed = Feed("town_bikes", "gbfs", url=serve(bikes, "3.0"))
    settings.AREA = replace(settings.AREA, feeds=(feed,))
    assert refresh_live("town_bikes") == 2
    status = LiveStatus.objects.get(component__source_id="021")
    assert (status.vehicles, status.is_returning) == (5, False)
    assert status.reported_at == dt.datetime(2025, 12, 31, 23, 58, tzinfo=dt.UTC)
    assert LiveStatus.objects.get(component__source_id="022").docks is None


def test_every_refresh_asks_anew_and_an_older_status_is_not_taken(bikes: Server) -> None:
    refresh_live("town_bikes")
    says(bikes, num_bikes_available=3, last_reported=1767225600)
    assert refresh_live("town_bikes") == 1
    says(bikes, num_bikes_available=9, last_reported=1767225000)
    assert refresh_live("town_bikes") == 0
    assert LiveStatus.objects.get(component__source_id="021").vehicles == 3
    assert bikes.paths.count("/2.3/gbfs") == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"last_reported": 0}, "not set (1970)"),
        ({"last_reported": 4102444800}, "in the future"),
        ({"last_reported": "2026-01-01T00:00:00"}, "cannot be read"),
        ({"last_reported": 1e30}, "cannot be read"),
        ({"num_bikes_available": -1}, "numbers cannot be"),
        ({"num_bikes_available": None}, "cannot be read"),
        ({"num_bikes_available": 10**12}, "numbers cannot be"),
    ],
)
def test_what_cannot_be_is_refused_and_told(
    bikes: Server, changes: dict[str, Any], reason: str
) -> None:
    says(bikes, **changes)
    told: list[str] = []
    assert refresh_live("town_bikes", told.append) == 0
    assert reason in told[0]
    assert not LiveStatus.objects.exists()


def test_unknown_and_closed_stations_are_ignored(bikes: Server) -> None:
    says(bikes, station_id="nobody")
    assert refresh_live("town_bikes") == 0
    HubComponent.objects.filter(source_id="021").update(closed_at=timezone.now())
    says(bikes)
    assert refresh_live("town_bikes") == 0


@pytest.mark.parametrize("fault", [faulty.status(404), faulty.html(), faulty.body('{"data": {}}')])
def test_an_outage_leaves_what_was_said_before(bikes: Server, fault: faulty.Reply) -> None:
    refresh_live("town_bikes")
    bikes.serve("/2.3/station_status", fault)
    with pytest.raises(FetchError):
        refresh_live("town_bikes")
    assert LiveStatus.objects.count() == 2


def test_the_entry_that_stands_for_a_station_tells_its_status(bikes: Server) -> None:
    standing = HubComponent.objects.get(source_id="023")
    HubComponent.objects.filter(source_id="021").update(merged_into=standing)
    refresh_live("town_bikes")
    assert LiveStatus.objects.get(vehicles=7).component == standing


def test_a_source_without_live_status_says_so() -> None:
    with pytest.raises(InputError, match="osm tells no live status"):
        refresh_live("osm")
