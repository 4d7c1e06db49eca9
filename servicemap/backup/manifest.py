"""Say what a backup holds, so that a damaged or foreign one is never taken for a good one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings

FORMAT = 1
NAME = "manifest.json"
DUMP = "database.dump"
LARGEST = 200_000_000  # bytes of a manifest: a million files
FOLDERS = ("networks", "media", "uploads")


class BackupError(Exception):
    """A backup that cannot be made or taken back; its words are for the operator."""


def folders() -> dict[str, Path]:
    """Return where the instance keeps what a backup keeps below these names."""
    found = (settings.NETWORK_DIR, settings.MEDIA_ROOT, settings.UPLOAD_DIR)
    return dict(zip(FOLDERS, map(Path, found), strict=True))


@dataclass(frozen=True)
class Seal:
    """By what a file is known to be whole."""

    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Seal:
        """Read a file."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return cls(file.tell(), digest)


@dataclass(frozen=True)
class Manifest:
    """What a backup is of, and its files by their paths in it."""

    area: str
    release: str
    made_at: str  # ISO 8601
    postgresql: int  # the major version of the server
    network: str
    basemap: str
    migrations: list[str]  # "geodata.0001_initial"
    files: Mapping[str, Seal]

    def write(self, folder: Path) -> None:
        """Write it into a backup."""
        told = json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False)
        (folder / NAME).write_text(told + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read a backup's; raises BackupError."""
        path = folder / NAME
        try:
            if path.stat().st_size > LARGEST:
                raise ValueError("it is too large")
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if (version := told.pop("format")) != FORMAT:
                raise BackupError(f"{folder}: its form {version} is not known to this release.")
            files = {name: Seal(**seal) for name, seal in told.pop("files").items()}
            found = cls(files=files, **told)
        except FileNotFoundError:
            raise BackupError(
                f"{folder} is no backup, or not a whole one: it has no {NAME}."
            ) from None
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BackupError(f"{path} cannot be read: {error}") from error
        if DUMP not in files or not all(_is_of_ours(name) for name in files):
            raise BackupError(f"{path} names other files than a backup has.")
        return found

    def check(self, folder: Path) -> None:
        """Read every file; raises BackupError for the first that is missing or not as it was."""
        for name, seal in self.files.items():
            path = folder / name
            try:
                if any(each.is_symlink() for each in (path, *_above(path, folder))):
                    raise BackupError(f"{path} is a link, which no backup has.")
                found = Seal.of(path)
            except OSError as error:
                raise BackupError(f"{path} cannot be read: {error.strerror}.") from error
            if found != seal:
                raise BackupError(
                    f"{path} is damaged: it has {found.bytes} bytes and not the digest that was "
                    f"written down with {seal.bytes} bytes."
                )


def _above(path: Path, folder: Path) -> Iterator[Path]:
    for parent in path.parents:
        if parent == folder:
            return
        yield parent


def _is_of_ours(name: str) -> bool:
    """Say whether a path leads to where backups have files, and nowhere out of them."""
    path = PurePosixPath(name)
    if name == DUMP:
        return True
    is_plain = str(path) == name and ".." not in path.parts and "\0" not in name
    return is_plain and len(path.parts) > 1 and path.parts[0] in FOLDERS
