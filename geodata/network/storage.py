"""Write a walking network as one file of flat arrays, and map it into memory.

Layout: 8 bytes magic, 8 bytes header length, a JSON header (meta data and a table of arrays), then
each array at a multiple of 64 bytes. A file is written beside its final name, synced and renamed,
so that a reader sees the whole of it or nothing.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.network.errors import NetworkFileError

MAGIC = b"WALKNET1"
_ALIGN = 64
AnyArray = npt.NDArray[Any]


def digest(meta: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> str:
    """Return 12 hex digits that change whenever anything in the network changes."""
    seal = hashlib.sha256(json.dumps(meta, sort_keys=True).encode())
    for name in sorted(arrays):
        seal.update(name.encode())
        seal.update(np.ascontiguousarray(arrays[name]).data)
    return seal.hexdigest()[:12]


def write_network(path: Path, meta: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> None:
    """Write ``arrays`` and ``meta`` to ``path``, whole or not at all; raises OSError."""
    table, offset = {}, 0
    for name, array in arrays.items():
        table[name] = [array.dtype.str, list(array.shape), offset]
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps({**meta, "arrays": table, "bytes": offset}).encode()
    header += b" " * (-(16 + len(header)) % _ALIGN)
    draft = path.with_suffix(f".{os.getpid()}.part")
    try:
        with draft.open("wb") as out:
            out.write(MAGIC + len(header).to_bytes(8, "little") + header)
            for array in arrays.values():
                out.write(np.ascontiguousarray(array).data)
                out.write(b"\0" * (-array.nbytes % _ALIGN))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def map_network(path: Path) -> tuple[dict[str, Any], dict[str, AnyArray]]:
    """Return (meta, arrays) of the file; arrays are mapped copy-on-write, not read.

    Raises `NetworkFileError` when the file is missing, cut short or something else.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            meta, start = _read_header(file.read(16), file.read, path)
    except OSError as error:
        raise NetworkFileError(
            f"the network file {path.name} cannot be read: {error.strerror}"
        ) from error
    try:
        table = meta.pop("arrays")
        is_whole = size == start + meta.pop("bytes")
        # One mapping for each array: scipy copies an array that is a small part of its base.
        arrays: dict[str, AnyArray] = {
            name: np.memmap(path, np.dtype(kind), "c", start + at, tuple(shape)).view(np.ndarray)
            if np.prod(shape)
            else np.empty(shape, kind)
            for name, (kind, shape, at) in (table.items() if is_whole else ())
        }
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise damaged(path) from error
    if not is_whole:
        raise NetworkFileError(f"the network file {path.name} is cut short; import the data again")
    return meta, arrays


def damaged(path: Path) -> NetworkFileError:
    """Return the error of a file that is not as `write_network` writes it."""
    return NetworkFileError(f"the network file {path.name} is damaged; import the data again")


def outdated(path: Path) -> NetworkFileError:
    """Return the error of a file that other code has written."""
    return NetworkFileError(
        f"{path.name} is not a network file of this version; import the data again"
    )


def _read_header(opening: bytes, read: Any, path: Path) -> tuple[dict[str, Any], int]:
    length = int.from_bytes(opening[8:16], "little")
    if opening[:8] != MAGIC or length > 1 << 30:
        raise outdated(path)
    try:
        return json.loads(read(length)), 16 + length
    except ValueError as error:
        raise damaged(path) from error
