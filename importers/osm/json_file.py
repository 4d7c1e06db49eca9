"""Read Overpass JSON element by element, so that a whole city's answer fits into memory."""

from __future__ import annotations

import codecs
import json
from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO

import numpy as np

from importers.osm.errors import DamagedFileError, NotOsmError, OsmFileError, TruncatedFileError
from importers.osm.model import (
    LonLatPair,
    Member,
    Node,
    OsmData,
    Relation,
    Tags,
    TypeLetter,
    Way,
    is_on_earth,
)

CHUNK_BYTES = 1 << 18
# The longest real element is a relation of some ten thousand members, about 1 MB.
LONGEST_ELEMENT = 1 << 24
LETTERS: dict[str, TypeLetter] = {"node": "n", "way": "w", "relation": "r"}
NO_LIST = 'this JSON has no list called "elements" (GeoJSON, for one, is something else).'


def read_overpass_json(stream: BinaryIO, name: str) -> OsmData:
    """Return the elements of an Overpass answer, as `out;` writes them.

    They may come in any order, and an element that comes more than once counts once.
    Raises an `OsmFileError`.
    """
    answer = RawAnswer(stream, name)
    builder = _Builder()
    try:
        for number, element in enumerate(answer.elements(), 1):
            try:
                builder.add(element)
            except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
                what = f"{type(error).__name__}: {error}"
                raise DamagedFileError(
                    name, f"element {number} is not as Overpass writes it ({what})."
                ) from error
    except (UnicodeDecodeError, RecursionError, OSError, EOFError) as error:
        raise DamagedFileError(
            name, f"the JSON cannot be read ({type(error).__name__})."
        ) from error
    return builder.data(answer.data_date)


class RawAnswer:
    """An Overpass answer, decoded piece by piece; `data_date` is known once elements flow."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.stream, self.name = stream, name
        self.decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self.decoder = json.JSONDecoder()
        self.text, self.at, self.ended = "", 0, False
        self.data_date: date | None = None

    def _more(self) -> bool:
        """Read on; False at the end of the stream."""
        chunk = self.stream.read(CHUNK_BYTES)
        self.ended = not chunk
        self.text, self.at = self.text[self.at :] + self.decode(chunk, self.ended), 0
        return not self.ended

    def _until_elements(self) -> str:
        """Go to just behind the bracket that opens the list, and return what was before it."""
        while (mark := self.text.find('"elements"')) < 0 and len(self.text) < LONGEST_ELEMENT:
            if not self._more():
                break
        if mark < 0:
            raise NotOsmError(self.name, NO_LIST)
        head, self.at = self.text[:mark], mark + len('"elements"')
        for wanted in ":[":
            if self._next_sign() != wanted:
                raise NotOsmError(self.name, NO_LIST)
            self.at += 1
        return head

    def _next_sign(self) -> str:
        """Return the next character that is not white space, without taking it."""
        while True:
            while self.at < len(self.text):
                if not self.text[self.at].isspace():
                    return self.text[self.at]
                self.at += 1
            if not self._more():
                raise TruncatedFileError(self.name, "the JSON ends inside its list of elements.")

    def elements(self) -> Iterator[dict[str, Any]]:
        """Yield the elements as they are in the file; raises an `OsmFileError`."""
        self.data_date = _data_date(self._until_elements())
        while (sign := self._next_sign()) != "]":
            if sign == ",":
                self.at += 1
                continue
            yield self._element()

    def _element(self) -> dict[str, Any]:
        while True:
            try:
                element, self.at = self.decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                good = error.pos - self.at
                if len(self.text) - self.at > LONGEST_ELEMENT or not self._more():
                    raise self._damaged(error.msg, good) from error
                continue
            if not isinstance(element, dict):
                raise NotOsmError(self.name, NO_LIST)
            return element

    def _damaged(self, message: str, good: int) -> OsmFileError:
        """Tell a file that ends too early from a broken one, of which `good` signs are sound."""
        if self.ended and (message.startswith("Unterminated") or good >= len(self.text.rstrip())):
            return TruncatedFileError(self.name, "the JSON ends in the middle of an element.")
        return DamagedFileError(self.name, f"the JSON is broken ({message}).")


class _Builder:
    """Collect elements; positions are looked up at the end, since a node may come after its way."""

    def __init__(self) -> None:
        self.nodes: dict[int, Node] = {}
        self.ways: dict[int, tuple[Tags, array[int]]] = {}
        self.relations: dict[int, Relation] = {}
        self.ids, self.lons, self.lats = array("q"), array("d"), array("d")

    def add(self, element: dict[str, Any]) -> None:
        ref, tags = int(element["id"]), _tags(element)
        match element["type"]:
            case "node":
                self.add_node(ref, float(element["lon"]), float(element["lat"]), tags)
            case "way":
                self.ways.setdefault(ref, (tags, array("q", map(int, element["nodes"]))))
            case "relation":
                self.relations.setdefault(ref, Relation(ref, tags, _members(element)))

    def add_node(self, ref: int, lon: float, lat: float, tags: Tags) -> None:
        if not is_on_earth(lon, lat):
            return
        self.ids.append(ref)
        self.lons.append(lon)
        self.lats.append(lat)
        if tags:
            self.nodes.setdefault(ref, Node(ref, lon, lat, tags))

    def data(self, data_date: date | None) -> OsmData:
        members = [member for relation in self.relations.values() for member in relation.members]
        needed = {member.ref for member in members if member.type == "w"}
        positions = _Positions(self.ids, self.lons, self.lats)
        ways = {
            ref: Way(ref, tags, refs.tolist(), positions.of(refs))
            for ref, (tags, refs) in self.ways.items()
            if tags or ref in needed
        }
        wanted = sorted({member.ref for member in members if member.type == "n"})
        points = zip(wanted, positions.of(wanted), strict=True)
        member_nodes = {ref: point for ref, point in points if point is not None}
        return OsmData(self.nodes, ways, self.relations, member_nodes, data_date)


class _Positions:
    """Where nodes are: flat sorted arrays, a twentieth of a dictionary's size."""

    def __init__(self, ids: array[int], lons: array[float], lats: array[float]) -> None:
        self.ids, first = np.unique(np.asarray(ids, dtype=np.int64), return_index=True)
        self.lons, self.lats = np.asarray(lons)[first], np.asarray(lats)[first]

    def of(self, refs: Sequence[int]) -> list[LonLatPair | None]:
        if not len(self.ids) or not refs:
            return [None] * len(refs)
        wanted = np.asarray(refs, dtype=np.int64)
        places = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        known = (self.ids[places] == wanted).tolist()
        pairs = zip(self.lons[places].tolist(), self.lats[places].tolist(), known, strict=True)
        return [(lon, lat) if is_known else None for lon, lat, is_known in pairs]


def _tags(element: dict[str, Any]) -> Tags:
    return {str(key): str(value) for key, value in element.get("tags", {}).items()}


def _members(element: dict[str, Any]) -> list[Member]:
    members = element.get("members", [])
    return [
        Member(LETTERS[item["type"]], int(item["ref"]), str(item.get("role", "")))
        for item in members
    ]


def _data_date(head: str) -> date | None:
    """Find `"timestamp_osm_base": "2026-01-31T…"` in what precedes the elements."""
    _, found, rest = head.partition('"timestamp_osm_base"')
    try:
        return date.fromisoformat(rest.lstrip(' :"')[:10]) if found else None
    except ValueError:
        return None
