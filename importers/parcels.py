"""Bring the documents of a service together in one file, and read such files item by item.

A *parcel* is JSON, one item a line, each with the part of the service that it is from:
{"part": "unit", "item": {…}}. What a service answers can be imported just as well, without being
made into a parcel first: a list, or an object with its items under data, results or features.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

import ijson

from importers.errors import InputError

Recognise = Callable[[Any], str]
"""Takes an item, returns the part that it is from; "" when it is from none."""

LISTS = ("data", "results", "features", "items")
LONGEST_LINE = 4_000_000
LARGEST = 2_000_000_000  # bytes that the members of an archive may have together
BLANK = b" \t\r\n"


class Parcel:
    """A parcel that is being written."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def add(self, part: str, item: Any) -> None:
        json.dump({"part": part, "item": item}, self._stream, ensure_ascii=False)
        self._stream.write("\n")


@contextmanager
def writing(path: Path) -> Iterator[Parcel]:
    """Write a parcel beside its place and put it there once it is whole."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with draft.open("w", encoding="utf-8") as stream:
            yield Parcel(stream)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read(stream: BinaryIO | Unseekable, recognise: Recognise) -> Iterator[tuple[str, Any]]:
    """Yield part and item of a parcel, or of JSON as a service answers it; memory stays constant.

    `recognise` names the part of an item that comes without. Raises InputError where the file is
    empty, not JSON, or ends too early; what came before was yielded by then.
    """
    start = _start(stream)
    try:
        if start.startswith(b'{"part":'):
            yield from _lines(stream)
            return
        for item in _items(stream, start):
            yield recognise(item), item
    except ijson.IncompleteJSONError as error:
        raise InputError(f"The JSON ends too early or is damaged ({_brief(error)}).") from None
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"This is not JSON ({_brief(error)}).") from None


def gather(path: Path, into: Path, recognise: Recognise) -> Path:
    """Make a parcel of all JSON files in a folder or a zip archive; a plain file stays as it is.

    Raises InputError when there is none in it, or when they are too large together.
    """
    if path.is_dir():
        members: Iterable[tuple[str, Callable[[], IO[bytes]]]] = [
            (each.name, lambda each=each: each.open("rb"))  # type: ignore[misc]
            for each in sorted(path.glob("*.json"))
        ]
        return _gathered(members, path, into, recognise)
    if not zipfile.is_zipfile(path):
        return path
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [each for each in archive.infolist() if each.filename.endswith(".json")]
            if sum(each.file_size for each in infos) > LARGEST:
                raise InputError(f"{path.name} unpacks to more than {LARGEST} bytes.")
            members = [(e.filename, lambda e=e: archive.open(e)) for e in infos]  # type: ignore[misc]
            return _gathered(members, path, into, recognise)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{path.name} is a damaged zip archive ({error}).") from None


def _gathered(
    members: Iterable[tuple[str, Callable[[], IO[bytes]]]],
    path: Path,
    into: Path,
    recognise: Recognise,
) -> Path:
    count = 0
    with writing(into) as parcel:
        for name, opened in members:
            count += 1
            with opened() as stream:
                try:
                    for part, item in read(Unseekable(stream), recognise):
                        parcel.add(part, item)
                except InputError as error:
                    raise InputError(f"{name}: {error}") from None
        if not count:
            raise InputError(f"{path.name} holds no .json file.")
    return into


class Unseekable:
    """A stream that cannot seek, whose first bytes are looked at and then read again."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._ahead = b""

    def peek_start(self, size: int) -> bytes:
        self._ahead = self._stream.read(size)
        return self._ahead

    def read(self, size: int = -1) -> bytes:
        if not self._ahead:
            return self._stream.read(size)
        if size < 0:
            ahead, self._ahead = self._ahead, b""
            return ahead + self._stream.read()
        ahead, self._ahead = self._ahead[:size], self._ahead[size:]
        return ahead


def _start(stream: Any) -> bytes:
    """Return the first bytes without a byte order mark; the stream is at its start again."""
    if isinstance(stream, Unseekable):
        start = stream.peek_start(1 << 12)
    else:
        start = stream.read(1 << 12)
        stream.seek(0)
    shown = start.removeprefix(b"\xef\xbb\xbf").lstrip(BLANK)
    if not shown:
        raise InputError("The file is empty.")
    if shown.startswith(b"<"):
        raise InputError("This is HTML or XML, not JSON; the service may show an error page.")
    if shown[:1] not in (b"[", b"{"):
        raise InputError("This is not JSON: it begins with neither [ nor {.")
    return shown


def _lines(stream: Any) -> Iterator[tuple[str, Any]]:
    rest = b""
    while chunk := stream.read(1 << 16):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield _line(line)
        if len(rest) > LONGEST_LINE:
            raise InputError(f"A line of the parcel has more than {LONGEST_LINE} bytes.")
    if rest.strip():
        yield _line(rest)


def _line(line: bytes) -> tuple[str, Any]:
    try:
        found = json.loads(line)
        return str(found["part"]), found["item"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"A line of the parcel is damaged ({_brief(error)}).") from None


def _items(stream: Any, start: bytes) -> Iterator[Any]:
    """Yield the items of a list, or of an object's list; an object without one is the item."""
    if start.startswith(b"["):
        yield from ijson.items(stream, "item", use_float=True)
        return
    whole = ijson.ObjectBuilder()
    inside: ijson.ObjectBuilder | None = None
    found = False
    for prefix, event, value in ijson.parse(stream, use_float=True):
        name, _, rest = prefix.partition(".")
        if name in LISTS and (rest == "item" or rest.startswith("item.")):
            found = True
            inside = inside or ijson.ObjectBuilder()
            inside.event(event, value)
            if rest == "item" and event not in ("start_map", "start_array", "map_key"):
                yield inside.value
                inside = None
        elif not found:
            whole.event(event, value)
    if not found and not any(isinstance(whole.value.get(each), list) for each in LISTS):
        yield whole.value


def _brief(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:120]}".replace("\n", " ")
