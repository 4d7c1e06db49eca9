"""Assemble districts and postal areas from boundary relations, and read place names."""

from __future__ import annotations

from collections.abc import Iterator

from shapely import MultiPolygon

from geodata.coordinates import Box
from importers.osm.features import features, source_id
from importers.osm.model import OsmData, Relation, Way
from importers.osm.rings import CutOutline, area_of_relation, area_of_way
from importers.osm.rules import read_rules, read_table
from importers.osm.texts import UnusableTags, clean, names, short_text
from importers.records import DistrictRecord, PlaceNameRecord, Problem


def read_districts(data: OsmData, box: Box) -> Iterator[DistrictRecord | Problem]:
    """Yield every district and postal area whose outline is closed inside the data."""
    frame = box.polygon()
    candidates: list[Way | Relation] = [*data.ways.values(), *data.relations.values()]
    for element in candidates:
        kind = _kind(element)
        if kind is None:
            continue
        try:
            polygon = _polygon(element, data)
            record = _district(element, kind, polygon)
        except (CutOutline, UnusableTags) as error:
            yield Problem("district", source_id(element), str(error))
            continue
        if polygon.intersects(frame):
            yield record


def _kind(element: Way | Relation) -> str | None:
    tags = element.tags
    if isinstance(element, Relation) and tags.get("type") not in ("boundary", "multipolygon"):
        return None
    if tags.get("boundary") == "postal_code":
        return "postal"
    # A way with these tags is mostly a part of a border; one with a name is the whole district.
    is_district = "name" in tags if isinstance(element, Way) else True
    if tags.get("boundary") == "administrative" and is_district and _level(element) is not None:
        return "administrative"
    return None


def _level(element: Way | Relation) -> int | None:
    levels: list[int] = read_table("names.toml")["districts"]["levels"]
    level = element.tags.get("admin_level", "")
    return int(level) if level.isascii() and level.isdigit() and int(level) in levels else None


def _polygon(element: Way | Relation, data: OsmData) -> MultiPolygon:
    if isinstance(element, Relation):
        return area_of_relation(element, data)
    area = area_of_way(element)
    if area is None:
        raise CutOutline("its outline is open, crosses itself, or is not wholly in the data")
    return MultiPolygon([area])


def _district(element: Way | Relation, kind: str, polygon: MultiPolygon) -> DistrictRecord:
    tags = element.tags
    code = short_text(tags, "postal_code", "addr:postcode", "ref", longest=20)
    if kind == "administrative":
        code = short_text(tags, "ref", longest=20)
    name = names(tags) or ({"": code} if code else {})
    if not name:
        raise UnusableTags("it has neither a name nor a code")
    return DistrictRecord(
        source_id=source_id(element),
        name=name,
        kind=kind,
        polygon=polygon,
        code=clean(code),
        level=_level(element) if kind == "administrative" else None,
    )


def read_place_names(data: OsmData, box: Box) -> Iterator[PlaceNameRecord | Problem]:
    """Yield every named place=* of the kinds in names.toml."""
    for feature in features(data, read_rules("names.toml", "place_name"), box):
        try:
            name = names(feature.tags)
        except UnusableTags as error:
            yield Problem("place_name", feature.source_id, str(error))
            continue
        if name:
            yield PlaceNameRecord(
                source_id=feature.source_id, name=name, kind=feature.kind, point=feature.point
            )
