"""The area's own stations come from GeoJSON; what is wrong in it is told."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from geodata.area import Area, load_area
from importers.curated import find_file, parse
from importers.errors import InputError
from importers.records import Problem, StationRecord
from tests.importers.wanting import wanted

AREAS = Path(__file__).resolve().parents[2] / "geodata" / "areas"


@pytest.fixture(scope="module")
def espoo() -> Area:
    return load_area(AREAS / "espoo.toml")


def feature(**changes: Any) -> dict[str, Any]:
    whole = {
        "type": "Feature",
        "id": "X:1",
        "geometry": {"type": "Point", "coordinates": [24.8, 60.17]},
        "properties": {"kind": "station", "mode": "subway", "name": {"fi": "Tapiola"}},
    }
    return whole | changes


def read(area: Area, *features: object) -> list[object]:
    document = {"type": "FeatureCollection", "features": features}
    return list(parse(io.BytesIO(json.dumps(document).encode()), area))


def test_it_works(espoo: Area) -> None:
    assert espoo.curated is not None
    with espoo.curated.open("rb") as stream:
        stations = list(parse(stream, espoo))
    assert [each.name["sv"] for each in stations if isinstance(each, StationRecord)] == [
        "Kägeludden",
        "Aalto-universitetet",
        "Hagalund",
        "Idrottsparken",
        "Ängskulla",
        "Mattby",
    ]
    tapiola = stations[2]
    assert isinstance(tapiola, StationRecord)
    assert tapiola.source_id == "HSL:2211602"
    assert (tapiola.point.x, tapiola.point.y) == (24.80351, 60.17493)
    assert (tapiola.mode, tapiola.accuracy_metres) == ("subway", 100.0)


def test_the_file_says_who_is_to_be_credited(espoo: Area) -> None:
    fetched = find_file(wanted(espoo, "curated"))
    assert fetched.path == espoo.curated
    assert fetched.credit == {"attribution": "HSL", "licence": "CC BY 4.0"}


def test_the_facts_that_ship_are_the_given_ones(espoo: Area, data_dir: Path) -> None:
    lines = (data_dir / "espoo" / "metro_stations.csv").read_text(encoding="utf-8").splitlines()
    text = (AREAS / "espoo.geojson").read_text(encoding="utf-8")
    for line in lines[1:]:
        name, swedish, lon, lat, stop, opened, _ = line.split(",", 6)
        for fact in (name, swedish, f"[{lon}, {lat}]", stop, opened):
            assert fact in text


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"type": "FeatureCollection"}', '{"type": "Point"}', "[" * 5000, "\xff"],
)
def test_what_is_no_collection_is_told(espoo: Area, text: str) -> None:
    with pytest.raises(InputError, match="no GeoJSON FeatureCollection"):
        list(parse(io.BytesIO(text.encode("latin-1")), espoo))


@pytest.mark.parametrize(
    "bad",
    [
        1,
        None,
        {},
        feature(geometry=None),
        feature(geometry={"type": "Point", "coordinates": ["a", 60]}),
        feature(geometry={"type": "LineString", "coordinates": [[24, 60], [25, 60]]}),
        feature(properties={"kind": "toilet"}),
        feature(properties={"kind": "station", "mode": "subway", "name": "Tapiola"}),
    ],
)
def test_a_bad_feature_is_a_problem_and_the_others_are_read(espoo: Area, bad: object) -> None:
    problem, station = read(espoo, bad, feature(id="X:2"))
    assert isinstance(problem, Problem)
    assert problem.reason.startswith("not a station as documented")
    assert isinstance(station, StationRecord)


def test_an_area_without_a_file_says_so(espoo: Area) -> None:
    centre = load_area(AREAS / "helsinki-centre.toml")
    with pytest.raises(InputError, match="names no curated file"):
        find_file(wanted(centre, "curated"))
    with pytest.raises(InputError, match="no file"):
        find_file(wanted(espoo, "curated", file=Path("none.geojson")))
