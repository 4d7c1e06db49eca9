"""Read PBF and XML files with pyosmium."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

import osmium

from importers.osm.errors import (
    DamagedFileError,
    EntitiesRefusedError,
    NotOsmError,
    OsmFileError,
    TruncatedFileError,
)
from importers.osm.model import LonLatPair, Member, Node, OsmData, Relation, TypeLetter, Way

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# What libosmium says, and what that means to the person who brought the file.
FAILURES: tuple[tuple[str, type[OsmFileError], str], ...] = (
    ("unexpected EOF", TruncatedFileError, "the file ends in the middle of its data"),
    ("truncated", TruncatedFileError, "the file ends in the middle of its data"),
    ("no element found", TruncatedFileError, "the XML ends before it is closed"),
    ("unclosed token", TruncatedFileError, "the XML ends before it is closed"),
    ("XML entities", EntitiesRefusedError, "the XML declares entities"),
    ("top-level element", NotOsmError, "this is not OpenStreetMap's XML"),
    ("version", NotOsmError, "this is not version 0.6 of OpenStreetMap's format"),
)


def read_with_osmium(path: Path, name: str, file_format: str) -> OsmData:
    """Return the elements of `path`, read as `file_format` ("pbf", "osm", "osm.gz" …)."""
    file = osmium.io.File(str(path), file_format)
    try:
        return _read(file)
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise _failure(name, str(error)) from error


def _failure(name: str, words: str) -> OsmFileError:
    for mark, error, what in FAILURES:
        if mark in words:
            return error(name, f"{what} ({words}).")
    return DamagedFileError(name, f"a part of the file cannot be read ({words}).")


def _read(file: osmium.io.File) -> OsmData:
    relations = {
        item.id: _relation(cast("osmium.osm.Relation", item))
        for item in osmium.FileProcessor(file, osmium.osm.RELATION)
    }
    members = [member for relation in relations.values() for member in relation.members]
    member_ways = {member.ref for member in members if member.type == "w"}
    data = OsmData(relations=relations, data_date=_data_date(file))
    processor = osmium.FileProcessor(file, osmium.osm.NODE | osmium.osm.WAY).with_locations()
    has_tags = osmium.filter.EmptyTagFilter()
    has_tags.enable_for(osmium.osm.NODE)
    for item in processor.with_filter(has_tags):
        if isinstance(item, osmium.osm.Node):
            if item.location.valid():
                data.nodes[item.id] = Node(item.id, item.lon, item.lat, _tags(item.tags))
        elif isinstance(item, osmium.osm.Way) and (len(item.tags) or item.id in member_ways):
            data.ways[item.id] = _way(item)
    member_nodes = {member.ref for member in members if member.type == "n"}
    data.member_nodes.update(_positions(processor, member_nodes))
    return data


def _positions(
    processor: osmium.FileProcessor, ids: Iterable[int]
) -> Iterable[tuple[int, LonLatPair]]:
    store = processor.node_location_storage
    for ref in sorted(ids):
        try:
            # What an editor has not yet uploaded has a negative id, which the store does not know.
            location = store.get(ref) if store is not None and ref >= 0 else None
        except KeyError:
            continue
        if location is not None and location.valid():
            yield ref, (location.lon, location.lat)


def _way(way: osmium.osm.Way) -> Way:
    refs: list[int] = []
    coordinates: list[LonLatPair | None] = []
    for node in way.nodes:
        refs.append(node.ref)
        location = node.location
        coordinates.append((location.lon, location.lat) if location.valid() else None)
    return Way(way.id, _tags(way.tags), refs, coordinates)


def _relation(relation: osmium.osm.Relation) -> Relation:
    members = [
        Member(cast("TypeLetter", item.type), item.ref, item.role) for item in relation.members
    ]
    return Relation(relation.id, _tags(relation.tags), members)


def _tags(tags: osmium.osm.TagList) -> dict[str, str]:
    return {tag.k: tag.v for tag in tags}


def _data_date(file: osmium.io.File) -> date | None:
    with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
        text = reader.header().get("osmosis_replication_timestamp", "")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
