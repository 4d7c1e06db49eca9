"""The basemap: made from the extract by tilemaker, whole or not at all, and read back."""

import gzip
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import shapely
from django.conf import settings
from django.test import override_settings
from pmtiles.reader import MmapSource, Reader

from geodata.area import load_area
from importers.errors import ImportFailed, InputError
from importers.osm import basemap
from importers.osm.basemap import build_basemap, read_coastlines

AREAS = Path(settings.AREA_DIR)
EXTRACT = "osm/tapiola_otaniemi_2014.osm.pbf"
needs_tilemaker = pytest.mark.skipif(not shutil.which("tilemaker"), reason="needs tilemaker")


def tile(path: Path, z: int, x: int, y: int) -> bytes:
    """Return the unpacked bytes of a tile."""
    with path.open("rb") as file:
        found = Reader(MmapSource(file)).get(z, x, y)  # type: ignore[no-untyped-call]
    assert found is not None
    return gzip.decompress(found)


@needs_tilemaker
def test_it_works(data_dir: Path, tmp_path: Path) -> None:
    area = load_area(AREAS / "espoo.toml")
    with override_settings(DATA_DIR=data_dir):
        made = build_basemap(data_dir / EXTRACT, area, area.extracts[0], tmp_path)
        again = build_basemap(data_dir / EXTRACT, area, area.extracts[0], tmp_path)

    assert again == made
    assert list(tmp_path.iterdir()) == [made.path]
    assert made.path.stat().st_size < 5_000_000
    shore = tile(made.path, 14, 9321, 4740)  # Otaniemi's southern shore
    for part in (b"water", b"sea", b"building", b"way", b"steps", b"name:sv"):
        assert part in shore


@needs_tilemaker
def test_where_the_coast_is_not_known_the_map_says_so(data_dir: Path, tmp_path: Path) -> None:
    area = load_area(AREAS / "espoo.toml")
    with override_settings(DATA_DIR=None):  # the coastline's file is not to be had
        made = build_basemap(data_dir / EXTRACT, area, area.extracts[0], tmp_path)

    shore = tile(made.path, 14, 9321, 4740)
    assert b"unknown" in shore
    assert b"sea" not in shore


def test_without_tilemaker_the_message_says_what_to_install(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = load_area(AREAS / "espoo.toml")
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(ImportFailed, match="apt-get install tilemaker"):
        build_basemap(data_dir / EXTRACT, area, area.extracts[0], tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_failing_tilemaker_leaves_nothing(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = load_area(AREAS / "espoo.toml")
    monkeypatch.setattr(shutil, "which", lambda _: "/bin/false")

    with pytest.raises(ImportFailed, match="could not make the basemap"):
        build_basemap(data_dir / EXTRACT, area, area.extracts[0], tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_could_become_full_is_told_before_osmium_aborts(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = load_area(AREAS / "espoo.toml")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))

    with pytest.raises(OSError, match="No space left on device"):
        build_basemap(data_dir / EXTRACT, area, area.extracts[0], tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_data_that_cannot_be_drawn_is_told(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = load_area(AREAS / "espoo.toml")

    def crossed(*_: object) -> None:
        raise shapely.GEOSException("TopologyException: side location conflict")

    monkeypatch.setattr(basemap, "sea_within", crossed)

    with pytest.raises(ImportFailed, match="cannot be drawn: TopologyException"):
        build_basemap(data_dir / EXTRACT, area, area.extracts[0], tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_another_area_has_another_version(data_dir: Path) -> None:
    area = load_area(AREAS / "espoo.toml")
    path, extract = data_dir / EXTRACT, area.extracts[0]

    assert basemap._version(path, area, extract) != basemap._version(
        path, replace(area, languages=("fi",)), extract
    )


def test_a_coastline_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "coast.geojson"
    path.write_text("<html>")

    with pytest.raises(InputError, match=r"coast\.geojson is not a GeoJSON file of coastlines"):
        read_coastlines(path)
