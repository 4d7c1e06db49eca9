"""The extract is the given file, else the area's, else a packaged one, else Overpass's."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from geodata.area import Area, load_area
from importers import extracts
from importers.errors import FetchError, InputError
from importers.extracts import find_extract
from importers.osm import overpass
from tests.importers.wanting import wanted

AREAS = Path(__file__).resolve().parents[2] / "geodata" / "areas"
TAPIOLA = "tapiola_otaniemi_2014.osm.pbf"


@pytest.fixture
def espoo() -> Area:
    return load_area(AREAS / "espoo.toml")


@pytest.fixture
def centre() -> Area:
    return load_area(AREAS / "helsinki-centre.toml")


def test_it_works(espoo: Area, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "osm" / TAPIOLA
    path.parent.mkdir()
    path.touch()
    settings.DATA_DIR = tmp_path
    found = find_extract(wanted(espoo, "osm"))
    assert (found.path, found.extract) == (path, espoo.extracts[0])
    assert found.data_date == dt.date(2014, 9, 1)


def test_a_given_file_is_recognised_by_its_name(espoo: Area, tmp_path: Path) -> None:
    known, other = tmp_path / TAPIOLA, tmp_path / "other.osm.pbf"
    known.touch()
    other.touch()
    assert find_extract(wanted(espoo, "osm", file=known)).extract == espoo.extracts[0]
    assert find_extract(wanted(espoo, "osm", file=other)).extract is None


def test_a_given_file_that_is_not_there_is_told(espoo: Area, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        find_extract(wanted(espoo, "osm", file=tmp_path / "none.pbf"))


def test_a_packaged_extract_comes_next(
    centre: Area, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = None
    settings.CACHE_DIR = tmp_path / "cache"
    monkeypatch.setattr(extracts, "packaged_file", lambda package, cache, say: cache / "it.pbf")
    found = find_extract(wanted(centre, "osm"))
    assert (found.path, found.extract) == (tmp_path / "cache" / "it.pbf", centre.extracts[0])


def test_overpass_comes_last(
    espoo: Area, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = None
    settings.CACHE_DIR = tmp_path
    (tmp_path / "answer.json").touch()
    said: list[str] = []
    monkeypatch.setattr(overpass, "fetch", lambda area, cache, progress: cache / "answer.json")
    found = find_extract(wanted(espoo, "osm", say=said.append))
    assert (found.path, found.extract) == (tmp_path / "answer.json", None)
    assert found.data_date is not None
    assert "Overpass" in said[0]


def test_an_area_without_extracts_asks_overpass(
    espoo: Area, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*arguments: object) -> Path:
        raise FetchError("Overpass cannot be reached.")

    settings.CACHE_DIR = tmp_path
    monkeypatch.setattr(overpass, "fetch", unreachable)
    with pytest.raises(FetchError):
        find_extract(wanted(dataclasses.replace(espoo, extracts=()), "osm"))
