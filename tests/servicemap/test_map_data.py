"""The map's data: each place where they are few, squares with counts where they are many."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, Point
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from geodata import cells
from geodata.models import Organisation, Source, Trail
from tests.servicemap.town import Town

VIEW = "24.93,60.16,24.98,60.18"
MANY = 3_000


def layers(client: Client, zoom: int = 14, bbox: str = VIEW, **more: str) -> dict[str, Any]:
    response = client.get("/api/v1/map", {"bbox": bbox, "zoom": str(zoom), **more})
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()["layers"]
    return found


@pytest.fixture
def many(town: Town) -> None:
    """Very many clubs in rows of a hundred, with names as long as names are."""
    source = Source.objects.get(key="osm")
    Organisation.objects.bulk_create(
        Organisation(
            source=source,
            pk=1_000 + number,
            source_id=f"many/{number}",
            name={"fi": f"Kaupungin {number}. voimistelu- ja urheiluseura ry"},
            kind="club",
            point=Point(24.931 + number % 100 / 2500, 60.161 + number // 100 / 2500, srid=4326),
        )
        for number in range(MANY)
    )
    cells.rebuild()


def test_it_works(client: Client, town: Town) -> None:
    found = layers(client, layers="stations,amenities", lang="sv")
    assert list(found) == ["stations", "amenities"]
    [keskusta] = [each for each in found["stations"]["places"] if each["id"] == town.keskusta.pk]
    assert keskusta == {
        "id": town.keskusta.pk,
        "name": "Centrum",
        "name_language": "sv",
        "kind": "subway",
        "lon": 24.9425,
        "lat": 60.1705,
        "is_example": False,
    }
    assert found["stations"]["count"] == len(found["stations"]["places"])
    assert found["stations"]["cells"] == []
    assert [each["id"] for each in found["amenities"]["places"]] == [town.toilet.pk]


def test_entrances_are_told_when_one_is_near(client: Client, town: Town) -> None:
    for zoom, told in ((15, False), (16, True)):
        places = layers(client, zoom, layers="stations")["stations"]["places"]
        [keskusta] = [each for each in places if each["id"] == town.keskusta.pk]
        assert ("entrances" in keskusta) is told
    assert keskusta["entrances"][0].keys() == {"ref", "lon", "lat"}


def test_a_trail_is_as_fine_as_the_zoom_and_ends_with_the_view(client: Client, town: Town) -> None:
    line = [(24.94 + step / 10_000, 60.17 + step % 2 / 100_000) for step in range(200)]
    Trail.objects.filter(pk=town.trail.pk).update(
        lines=MultiLineString([LineString(line)], srid=4326)
    )
    corners = {}
    for zoom in (8, 14, 20):
        [trail] = layers(client, zoom, "24.945,60.16,24.95,60.18", layers="trails")["trails"][
            "places"
        ]
        lons = [lon for part in trail["lines"] for lon, _lat in part]
        assert min(lons) == 24.945 and max(lons) == 24.95
        assert 24.945 <= trail["lon"] <= 24.95
        corners[zoom] = len(lons)
    assert corners[8] == 2 and corners[20] > 50
    assert corners[8] <= corners[14] <= corners[20]


def test_very_many_are_told_by_squares_and_all_are_counted(client: Client, many: None) -> None:
    layer = layers(client, 12, layers="organisations")["organisations"]
    assert layer["places"] == []
    assert layer["count"] == sum(cell["count"] for cell in layer["cells"]) == MANY + 1
    for cell in layer["cells"]:
        west, south, east, north = cell["box"]
        assert west <= cell["lon"] <= east and south <= cell["lat"] <= north


def test_nearer_by_each_is_told_again(client: Client, many: None) -> None:
    layer = layers(client, 17, "24.9308,60.1608,24.9345,60.1629", layers="organisations")[
        "organisations"
    ]
    assert layer["cells"] == []
    assert layer["count"] == len(layer["places"]) == 45


@pytest.mark.parametrize("zoom", [0, 5, 11, 14, 18, 22])
@pytest.mark.parametrize("bbox", [VIEW, "-180,-90,180,90", "24.9309,60.1609,24.9311,60.1611"])
def test_it_is_never_large(client: Client, many: None, zoom: int, bbox: str) -> None:
    Organisation.objects.update(name={"fi": "Ä" * 500})
    response = client.get(f"/api/v1/map?bbox={bbox}&zoom={zoom}")
    assert response.status_code == 200
    assert len(response.content) <= 300_000
    if bbox == "-180,-90,180,90":
        assert response.json()["layers"]["organisations"]["count"] == MANY + 1


def test_the_queries_are_as_many_for_many(client: Client, town: Town) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            layers(client, 17)
        return len(asked)

    few = queries()
    for number in range(20):
        town.keskusta.pk = 1_000 + number
        town.keskusta.source_id = f"more/{number}"
        town.keskusta._state.adding = True
        town.keskusta.save()
    assert queries() == few <= 20


def test_it_is_asked_again_only_when_something_changed(client: Client, town: Town) -> None:
    address = f"/api/v1/map?bbox={VIEW}&zoom=14"
    response = client.get(address)
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("zoom=14", "bbox"),
        (f"bbox={VIEW}", "zoom"),
        (f"bbox={VIEW}&zoom=23", "zoom"),
        (f"bbox={VIEW}&zoom=-1", "zoom"),
        (f"bbox={VIEW}&zoom=14.5", "zoom"),
        (f"bbox={VIEW}&zoom=14&layers=", "layers"),
        (f"bbox={VIEW}&zoom=14&layers=stations,secrets", "layers"),
        ("bbox=NaN,60,25,61&zoom=14", "bbox"),
        ("bbox=25,60,24,61&zoom=14", "bbox"),
    ],
)
def test_what_is_wrong_is_named(client: Client, town: Town, query: str, parameter: str) -> None:
    response = client.get(f"/api/v1/map?{query}")
    assert response.status_code == 400
    assert json.loads(response.content)["parameter"] == parameter
