"""Cells of a population grid come in with what is published of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from shapely import MultiPolygon, box

from geodata.models import PopulationCell
from importers.errors import InputError
from importers.records import PopulationCellRecord, Problem
from tests.importers.bringing import CAPITAL_REGION, ESPOO, FIXTURES, bring, counted, parsed

CELLS = FIXTURES / "population" / "cells.json"
REAL = "population/hsy_populationgrid.json"


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(CELLS.read_text(encoding="utf-8"))
    return found


def square(west: float) -> MultiPolygon:
    return MultiPolygon([box(west, 60.17, west + 0.0045, 60.17225)])


def cell(key: str, west: float, residents: int | None, ages: dict[str, int]) -> object:
    return PopulationCellRecord(
        source_id=key, name={}, polygon=square(west), residents=residents, ages=ages
    )


def test_it_works() -> None:
    groups = ["0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-"]
    found = parsed("population", CELLS.read_bytes())
    expected = [
        cell("1", 24.80, 110, dict(zip(groups, [10, 11, 12, 13, 14, 15, 16, 9, 10], strict=True))),
        cell("2", 24.805, 8, {}),  # 99 in every group: not published
        cell("3", 24.81, None, {}),  # in words, and below zero
        cell(
            "4", 24.815, 700, dict(zip(groups, [99, 70, 80, 90, 100, 90, 80, 60, 31], strict=True))
        ),
    ]  # and the cell of another city is left out
    for one, other in zip(found, expected, strict=True):
        assert isinstance(one, PopulationCellRecord)
        assert isinstance(other, PopulationCellRecord)
        assert (one.source_id, one.residents, one.ages) == (
            other.source_id,
            other.residents,
            other.ages,
        )
        assert one.polygon.equals_exact(other.polygon, 1e-9, normalize=True)


def test_a_city_names_its_own_properties() -> None:
    changed = document()
    for feature in changed["features"]:
        feature["properties"] = {"id": f"c{feature['properties']['index']}", "he_vakiy": 7}
    options = {"id": "id", "residents": "he_vakiy", "ages": {"0-2": "he_0_2"}}
    first = parsed("population", changed, options)[0]
    assert isinstance(first, PopulationCellRecord)
    assert (first.source_id, first.residents, first.ages) == ("c1", 7, {})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"id": 1}, "option id = 1; right would be a text"),
        ({"ages": ["ika0_9"]}, "right would be a table of texts"),
        ({"resident": "x"}, "option 'resident', which is not known"),
        ({"mask": "99"}, "right would be a whole number"),
    ],
)
def test_wrong_options_are_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        parsed("population", document(), options)


@pytest.mark.django_db
def test_a_second_import_changes_nothing_and_a_change_is_seen(
    tmp_path: Path, settings: Settings
) -> None:
    settings.AREA = ESPOO
    assert counted(bring("population", CELLS), "population_cell") == {"new": 4}
    assert counted(bring("population", CELLS), "population_cell") == {"unchanged": 4}

    changed = document()
    changed["features"][0]["properties"]["asukkaita"] = 111
    del changed["features"][3]
    path = tmp_path / "cells.json"
    path.write_text(json.dumps(changed))
    run = bring("population", path)
    assert counted(run, "population_cell") == {"changed": 1, "unchanged": 2, "closed": 1}
    assert PopulationCell.objects.get(source_id="1").residents == 111
    assert PopulationCell.objects.get(source_id="4").closed_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize(("area", "count"), [(CAPITAL_REGION, 3291), (ESPOO, 1416)])
def test_the_real_grid(data_dir: Path, settings: Settings, area: Any, count: int) -> None:
    settings.AREA = area
    run = bring("population", data_dir / REAL)
    assert (counted(run, "population_cell"), run.problems) == ({"new": count}, [])
    first = PopulationCell.objects.get(source_id="3342")
    assert (first.residents, first.ages["0-9"], first.ages["80-"]) == (103, 10, 4)


@pytest.mark.django_db
def test_what_is_unsound_is_reported_and_the_rest_comes_in(
    tmp_path: Path, settings: Settings
) -> None:
    settings.AREA = ESPOO
    good = document()["features"][0]

    def other(key: object, **more: Any) -> dict[str, Any]:
        return {**good, **more} | {"properties": good["properties"] | {"index": key}}

    rings = good["geometry"]["coordinates"]
    [ring] = rings
    bow_tie = {"type": "Polygon", "coordinates": [[ring[0], ring[2], ring[1], ring[3], ring[0]]]}
    features = [
        good,
        other(1),
        other(None),
        other(11, properties=1) | {"properties": 1},
        other(12, geometry=None),
        other(13, geometry={"type": "Point", "coordinates": ring[0]}),
        other(14, geometry=bow_tie),
        other(15, geometry={"type": "Polygon", "coordinates": [ring[:3]]}),
        other(16, geometry={"type": "Polygon", "coordinates": []}),
        other(17, geometry={"type": "Polygon", "coordinates": [[["24", "60"]] * 4]}),
        other(18, geometry={"type": "Polygon", "coordinates": [[p[::-1] for p in ring]]}),
        other(
            19,
            geometry={"type": "Polygon", "coordinates": [[[p[0] * 1e6, p[1] * 1e5] for p in ring]]},
        ),
        other(20, geometry={"type": "Polygon", "coordinates": [[[0, 0]] * 4]}),
        other(21) | {"properties": good["properties"] | {"index": 21, "asukkaita": "many"}},
        "feature",
    ]
    path = tmp_path / "cells.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    run = bring("population", path)
    assert counted(run, "population_cell") == {"new": 1, "refused": 14}
    told = {each["source_id"]: each["reason"] for each in run.problems}
    assert told["1"] == "it comes twice; the first is taken"
    assert told["feature 3"] == "it has neither index nor an id"
    assert told["feature 4"] == "its properties are not an object"
    assert told["12"] == "it has no geometry"
    assert told["13"] == "its geometry is a Point, not a Polygon or MultiPolygon"
    assert "not a valid polygon: Self-intersection" in told["14"]
    assert "its geometry cannot be read" in told["15"]
    assert told["16"] == "its geometry has no coordinates"
    assert "its geometry cannot be read" in told["17"]
    assert "did you swap longitude and latitude?" in told["18"]
    assert "looks like metres" in told["19"]
    assert "far outside the area" in told["20"]
    assert told["21"] == "asukkaita is 'many', not a whole number"
    assert told["feature 15"] == "it is not a GeoJSON Feature"


def test_problems_are_of_cells() -> None:
    [problem] = parsed("population", {"type": "FeatureCollection", "features": [{}]})
    assert problem == Problem("population_cell", "feature 1", "it is not a GeoJSON Feature")
