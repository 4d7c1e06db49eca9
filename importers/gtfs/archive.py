"""Open the files of a timetable's zip archive, with caps on what they unpack to."""

from __future__ import annotations

import zipfile
import zlib
from typing import IO, BinaryIO

from importers.errors import InputError

LARGEST = 8_000_000_000  # bytes that all files have together
LARGEST_FILE = 4_000_000_000
SMALL = 50_000_000  # below this a file may be packed as tightly as it likes
MOST_TIMES = 200  # as many times its packed size; timetables come to 10 to 40
MOST_MEMBERS = 2_000
DAMAGE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error),
    *(EOFError, NotImplementedError, RuntimeError),
)


class Archive:
    """The text files of a timetable by name, whatever folder they lie in."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(stream)
        except (*DAMAGE, OSError, ValueError) as error:
            raise InputError(
                f"This is no zip archive of GTFS, or it is cut short ({error})."
            ) from None
        self._members = _chosen(self._zip.infolist())
        _check_sizes(list(self._members.values()))
        if "stops.txt" not in self._members:
            raise InputError("There is no stops.txt in the archive, so it is no GTFS.")

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def size(self, name: str) -> int:
        """Return how many bytes a file unpacks to."""
        return self._members[name].file_size

    def open(self, name: str) -> IO[bytes]:
        """Open a file; raises InputError when it is encrypted or packed in an unknown way."""
        try:
            return self._zip.open(self._members[name])
        except DAMAGE as error:
            raise InputError(f"{name} in the archive cannot be read ({error}).") from None


def _chosen(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Return the text files by name; of several the one that lies least deep."""
    if len(members) > MOST_MEMBERS:
        raise InputError(f"The archive has {len(members)} files, at most {MOST_MEMBERS}.")
    found: dict[str, zipfile.ZipInfo] = {}
    for member in sorted(members, key=lambda each: each.filename.count("/")):
        folder, _, name = member.filename.rpartition("/")
        if name.lower().endswith(".txt") and "__MACOSX" not in folder:
            found.setdefault(name.lower(), member)
    return found


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    """Refuse what would fill the disk or the memory; unpacking stops at the announced size."""
    for each in members:
        packed = max(each.compress_size, 1)
        if each.file_size > LARGEST_FILE or (
            each.file_size > SMALL and each.file_size > packed * MOST_TIMES
        ):
            raise InputError(
                f"{each.filename} unpacks from {each.compress_size} to {each.file_size} bytes, "
                "which no timetable does."
            )
    if sum(each.file_size for each in members) > LARGEST:
        raise InputError(f"The archive unpacks to more than {LARGEST} bytes.")
