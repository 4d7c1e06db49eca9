"""Espoo's own feeds come in from the files below the data folder, each with its credit."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from geodata.models import Source
from importers.run import Order, is_at_hand, run_import
from tests.importers.bringing import ESPOO, counted


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "noun", "count", "attribution"),
    [
        ("postal_areas", "district", 81, "HSY and Statistics Finland"),
        ("population", "population_cell", 1416, "HSY"),
        ("lipas", "place", 16, "LIPAS, University of Jyväskylä"),
        ("eco_counters", "amenity", 9, "City of Espoo"),
    ],
)
def test_it_works(
    data_dir: Path, settings: Settings, key: str, noun: str, count: int, attribution: str
) -> None:
    settings.AREA, settings.DATA_DIR = ESPOO, data_dir
    assert is_at_hand(key)
    run = run_import(Order(key), lambda line: None)
    assert (counted(run, noun), run.problems) == ({"new": count}, [])
    assert Source.objects.get(key=key).attribution == attribution


def test_without_the_files_none_is_at_hand(tmp_path: Path, settings: Settings) -> None:
    settings.AREA, settings.DATA_DIR = ESPOO, tmp_path
    for key in ("postal_areas", "population", "lipas", "eco_counters"):
        assert not is_at_hand(key)
