"""A source is added by the recipe of docs/sources.md, word for word, and imported."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from geodata.area import current_area, load_area
from geodata.models import Amenity, ImportRun, Source
from importers import single
from importers.errors import InputError
from importers.records import AmenityRecord, Problem
from importers.registry import REGISTRY
from importers.run import Order, run_import
from importers.sources import SourceModule
from servicemap import schedule

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8").split("## Adding a source")[1]


def pieces(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", RECIPE, re.DOTALL)


@dataclass
class Recipe:
    """A checkout in which the recipe was followed."""

    module: Any
    file: Path

    def bring(
        self, change: Callable[[list[dict[str, Any]]], object] = lambda features: None
    ) -> ImportRun:
        """Change the file's features and import it."""
        document = json.loads(pieces("json")[0])
        change(document["features"])
        self.file.write_text(json.dumps(document), encoding="utf-8")
        return run_import(Order("fountains"), lambda line: None)


@pytest.fixture
def recipe(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Recipe:
    text, entry = pieces("python")
    written = tmp_path / "fountains.py"
    written.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("importers.fountains", written)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "importers.fountains", module)
    spec.loader.exec_module(module)

    known = {"SourceModule": SourceModule, "single": single, "fountains": module}
    monkeypatch.setitem(REGISTRY, "fountains", eval(entry, known))  # noqa: S307 - our own docs

    data = tmp_path / "data"
    data.mkdir()
    settings.DATA_DIR = data
    settings.NETWORK_DIR = tmp_path / "networks"
    area = tmp_path / "nowhere.toml"
    area.write_text(current_area().path.read_text(encoding="utf-8") + pieces("toml")[0])
    settings.AREA = load_area(area)
    return Recipe(module, data / "fountains.geojson")


def test_it_works(recipe: Recipe) -> None:
    run = recipe.bring()
    assert run.counts["amenity"]["new"] == 2
    assert [each["reason"] for each in run.problems] == ["it has no geometry"]
    found = Amenity.objects.open().order_by("source_id")
    assert [(each.source_id, each.name, each.kind) for each in found] == [
        ("f1", {"fi": "Torin suihkulähde", "sv": "Torgets fontän"}, "drinking_water"),
        ("f2", {"fi": "Puiston hana"}, "drinking_water"),
    ]
    source = Source.objects.get(key="fountains")
    assert (source.attribution, source.licence, source.rank) == ("City of Nowhere", "CC BY 4.0", 30)


def test_parsing_gives_whole_records(recipe: Recipe) -> None:
    recipe.bring()
    with recipe.file.open("rb") as stream:
        first, _second, third = recipe.module.parse(stream, current_area())
    assert first == AmenityRecord(
        source_id="f1",
        name={"fi": "Torin suihkulähde", "sv": "Torgets fontän"},
        kind="drinking_water",
        point=first.point,
        identifiers=("nowhere-fountain:f1",),
    )
    assert (first.point.x, first.point.y) == (24.942, 60.171)
    assert third == Problem("amenity", "f3", "it has no geometry")


def test_a_second_import_changes_nothing(recipe: Recipe) -> None:
    recipe.bring()
    before = list(Amenity.objects.values())
    assert recipe.bring().status == "unchanged"
    assert list(Amenity.objects.values()) == before


def test_one_changed_and_one_gone(recipe: Recipe) -> None:
    recipe.bring(lambda features: features.extend(more(8)))

    def change(features: list[dict[str, Any]]) -> None:
        features[0]["properties"]["nimi"] = "Uusi nimi"
        features[1:2] = more(8)

    counts = recipe.bring(change).counts["amenity"]
    assert (counts["changed"], counts["closed"], counts["unchanged"]) == (1, 1, 8)
    assert Amenity.objects.get(source_id="f1").name["fi"] == "Uusi nimi"
    assert Amenity.objects.get(source_id="f2").closed_at is not None


def more(number: int) -> list[dict[str, Any]]:
    """So many further fountains."""
    shape = {"type": "Point", "coordinates": [24.943, 60.1715]}
    return [
        {
            "type": "Feature",
            "id": f"m{each}",
            "geometry": shape,
            "properties": {"nimi": f"Hana {each}"},
        }
        for each in range(number)
    ]


@pytest.mark.parametrize(
    "text", ["<html>Sorry</html>", '{"type": "FeatureCollection", "features": [{']
)
def test_what_is_no_such_file_is_refused_in_one_sentence(recipe: Recipe, text: str) -> None:
    recipe.bring()
    recipe.file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"\.$"):
        run_import(Order("fountains"), lambda line: None)
    assert Amenity.objects.open().count() == 2


def test_the_worker_imports_it_on_its_schedule(recipe: Recipe) -> None:
    recipe.file.write_text(pieces("json")[0], encoding="utf-8")
    assert "import_feed fountains" in schedule.enqueue_due()
