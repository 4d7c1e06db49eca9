"""Read an OpenStreetMap file, of whichever format, into one shape."""

from __future__ import annotations

import bz2
import gzip
import tempfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from importers.osm.errors import (
    EmptyFileError,
    EntitiesRefusedError,
    NotOsmError,
    TruncatedFileError,
)
from importers.osm.json_file import read_overpass_json
from importers.osm.model import Member, Node, OsmData, Relation, Way
from importers.osm.osmium_file import read_with_osmium

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Member", "Node", "OsmData", "Relation", "Way", "read_elements"]

HEAD_BYTES = 4096
COPY_BYTES = 1 << 20
COMPRESSIONS = {b"\x1f\x8b": ".gz", b"BZ": ".bz2"}
# A PBF file opens with four bytes of length and then a blob header of this type.
PBF_MARK = b"\x0a\x09OSMHeader"


def read_elements(source: Path | str | BinaryIO) -> OsmData:
    """Return the elements of `source`, a path or a binary stream at its start.

    The contents tell the format, not the name: .osm.pbf, .osm (also .gz and .bz2) and Overpass
    JSON are understood. Extracts that were clipped are welcome: missing nodes stay visible as
    None, missing members as members that the data does not hold.

    Raises an `OsmFileError` that names the file and says what would be right.
    """
    with _on_disk(source) as (path, name):
        data = _read(path, name)
    if not (data.nodes or data.ways or data.relations):
        raise EmptyFileError(name, "it holds no tagged nodes, ways or relations.")
    return data


@contextmanager
def _on_disk(source: Path | str | BinaryIO) -> Iterator[tuple[Path, str]]:
    """Give a path, for pyosmium reads it twice, and a name for messages."""
    if isinstance(source, Path | str):
        yield Path(source), Path(source).name
        return
    name = getattr(source, "name", None)
    if isinstance(name, str) and source.tell() == 0 and Path(name).is_file():
        yield Path(name), Path(name).name
        return
    with tempfile.NamedTemporaryFile(suffix=".osm") as copy:
        while chunk := source.read(COPY_BYTES):
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name), Path(name).name if isinstance(name, str) else "the stream"


def _read(path: Path, name: str) -> OsmData:
    compression = _compression(path)
    head = _head(path, name, compression)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise EmptyFileError(name, "the file is empty.")
    if PBF_MARK in head[:32] and not compression:
        return read_with_osmium(path, name, "pbf")
    if text.startswith(b"<"):
        _refuse_other_xml(text, name)
        return read_with_osmium(path, name, "osm" + compression)
    if text.startswith(b"{"):
        with _open(path, compression) as stream:
            return read_overpass_json(stream, name)
    if len(head) < len(PBF_MARK) + 4:
        raise TruncatedFileError(name, f"the file ends after {len(head)} bytes.")
    raise NotOsmError(name, "this is not OpenStreetMap data.")


def _compression(path: Path) -> str:
    with path.open("rb") as stream:
        return COMPRESSIONS.get(stream.read(2), "")


def _open(path: Path, compression: str) -> BinaryIO:
    if compression == ".gz":
        return cast("BinaryIO", gzip.open(path))
    if compression == ".bz2":
        return cast("BinaryIO", bz2.open(path))
    return path.open("rb")


def _head(path: Path, name: str, compression: str) -> bytes:
    try:
        with _open(path, compression) as stream:
            return stream.read(HEAD_BYTES)
    except EOFError:
        raise TruncatedFileError(name, "the compressed file ends too early.") from None
    except (OSError, zlib.error) as error:
        if not compression:
            raise
        raise NotOsmError(name, f"the file cannot be unpacked ({error}).") from None


def _refuse_other_xml(head: bytes, name: str) -> None:
    """Look at the first bytes, before any parser sees them."""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise EntitiesRefusedError(name, "the XML declares a document type or entities.")
    if b"<osmChange" in head:
        raise NotOsmError(name, "this is a list of changes (osmChange), not a map.")
    if b"<osm" not in head:
        raise NotOsmError(name, "this is XML or HTML, but not OpenStreetMap's.")
