"""The cities' bike stations come in from GeoJSON in EPSG:3879, whichever way its axes go."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from shapely import Point

from geodata.models import HubComponent
from importers.errors import InputError
from importers.records import HubComponentRecord, Problem
from tests.importers.bringing import CAPITAL_REGION, FIXTURES, bring, counted, parsed

STATIONS = FIXTURES / "citybikes" / "stations.json"
REAL = "citybikes/kaupunkipyoraasemat_2026.geojson"


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(STATIONS.read_text(encoding="utf-8"))
    return found


def rounded(record: object) -> tuple[HubComponentRecord, float, float]:
    assert isinstance(record, HubComponentRecord)
    return record, round(record.point.x, 6), round(record.point.y, 6)


def test_it_works() -> None:
    tapiola, keilalahti = map(rounded, parsed("citybikes", STATIONS.read_bytes()))
    assert tapiola[1:] == (24.805099, 60.174944)
    assert tapiola[0] == HubComponentRecord(
        source_id="A1",
        name={"fi": "Tapiola (M)", "sv": "Hagalund (M)", "en": "Tapiola (M)"},
        identifiers=("hsl-bike:A1",),
        kind="shared_bikes",
        point=tapiola[0].point,
        operator="Pyörä Oy",
        capacity=20,
        street_address={"fi": "Merituulentie 1", "sv": "Havsvindsvägen 1"},
    )
    assert keilalahti[1:] == (24.827466, 60.171524)
    assert keilalahti[0] == HubComponentRecord(
        source_id="A2",
        name={"fi": "Keilalahti", "sv": "Kägelviken"},
        identifiers=("hsl-bike:A2",),
        kind="shared_bikes",
        point=keilalahti[0].point,
        street_address={"fi": "Keilalahdentie 2"},
    )


def test_both_orders_of_axes_land_in_the_same_place() -> None:
    turned = document()
    for feature in turned["features"]:
        feature["geometry"]["coordinates"].reverse()
    assert parsed("citybikes", turned) == parsed("citybikes", document())


def test_stations_of_the_next_city_belong_to_a_wider_area() -> None:
    assert len(parsed("citybikes", document(), area=CAPITAL_REGION)) == 3


def test_a_city_names_its_own_properties() -> None:
    options = {"names": {"": "Nimi"}, "identifier_prefix": "oulu-bike", "id": "FID"}
    first = parsed("citybikes", document(), options)[0]
    assert isinstance(first, HubComponentRecord)
    assert (first.source_id, first.name) == ("1", {"": "Tapiola (M)"})
    assert first.identifiers == ("oulu-bike:1",)


def test_a_wrong_option_is_told() -> None:
    with pytest.raises(InputError, match="the option 'prefix', which is not known"):
        parsed("citybikes", document(), {"prefix": "x"})


@pytest.mark.parametrize(
    ("properties", "geometry", "reason"),
    [
        ({"x": 24.807, "y": 60.176}, {}, "its geometry and its x, y are 158 m apart, at most 50 m"),
        ({"x": 60.174944, "y": 24.805099}, {}, "m apart"),
        ({"ID": None}, {}, "it has no ID"),
        ({"Kapasiteet": "twenty"}, {}, "Kapasiteet is 'twenty', not a whole number"),
        ({"Kapasiteet": 2.5}, {}, "Kapasiteet is '2.5', not a whole number"),
        ({}, {"coordinates": []}, "its geometry"),
        ({}, {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "is a LineString, not a"),
        ({}, {"coordinates": ["a", "b"]}, "its geometry cannot be read"),
    ],
)
def test_a_bad_station_is_a_problem_and_the_others_are_read(
    properties: dict[str, Any], geometry: dict[str, Any], reason: str
) -> None:
    changed = document()
    changed["features"][0]["properties"] |= properties
    changed["features"][0]["geometry"] |= geometry
    problem, sound = parsed("citybikes", changed)
    assert isinstance(problem, Problem)
    assert reason in problem.reason
    assert isinstance(sound, HubComponentRecord)


@pytest.mark.parametrize("text", ["", "<html>", '{"type": "FeatureCollection", "features": [{"ty'])
def test_what_is_no_geojson_is_told(text: str) -> None:
    with pytest.raises(InputError):
        parsed("citybikes", text)


@pytest.mark.django_db
def test_twice_changes_nothing_and_what_vanishes_is_closed(
    tmp_path: Path, network_dir: Path, settings: Settings
) -> None:
    settings.AREA = CAPITAL_REGION
    path = tmp_path / "stations.json"
    found = document()
    path.write_text(json.dumps(found))
    assert counted(bring("citybikes", path), "hub_component") == {"new": 3}
    assert bring("citybikes", path).status == "unchanged"
    found["features"][0]["properties"]["Kapasiteet"] = 25
    found["features"].append(found["features"][0])
    found["features"].append(json.loads(json.dumps(found["features"][0]).replace('"A1"', '"a1"')))
    del found["features"][2]
    path.write_text(json.dumps(found))
    run = bring("citybikes", path)
    assert counted(run, "hub_component") == {
        "new": 1, "changed": 1, "unchanged": 1, "closed": 1, "refused": 1,
    }  # fmt: skip
    assert run.problems[0]["reason"] == "it comes twice; the first is taken"
    assert HubComponent.objects.open().get(source_id="A1").capacity == 25
    assert HubComponent.objects.get(source_id="B1").closed_at is not None


@pytest.mark.django_db
def test_the_real_file(data_dir: Path, network_dir: Path, settings: Settings) -> None:
    settings.AREA = CAPITAL_REGION
    run = bring("citybikes", data_dir / REAL)
    assert counted(run, "hub_component") == {"new": 457}
    assert run.problems == []
    assert HubComponent.objects.filter(operator="CityBike Finland").count() == 110
    keilaniemi = HubComponent.objects.get(name__fi="Keilaniemi (M)")
    assert keilaniemi.name["sv"] == "Kägeludden (M)"
    assert HubComponent.objects.filter(search_text__contains="(m)").count() == 19


def test_the_real_file_in_espoo(data_dir: Path) -> None:
    found = parsed("citybikes", (data_dir / REAL).read_bytes())
    assert len(found) == 144  # 110 of Espoo, and 34 of Helsinki within the box
    assert all(Point(24.68, 60.22).distance(each.point) < 0.3 for each in found)  # type: ignore[union-attr]
