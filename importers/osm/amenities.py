"""Find amenities along the way: toilets, drinking water, cafés, benches, beaches, bird hides …"""

from __future__ import annotations

from collections.abc import Iterator

from geodata.coordinates import Box
from importers.osm.features import features
from importers.osm.model import OsmData, Tags
from importers.osm.rules import read_rules
from importers.osm.texts import UnusableTags, names, short_text, wheelchair
from importers.records import AmenityRecord, Problem


def read_amenities(data: OsmData, box: Box) -> Iterator[AmenityRecord | Problem]:
    """Yield every amenity in the box, with or without a name; an area by a point inside it."""
    for feature in features(data, read_rules("amenities.toml", "amenity"), box):
        try:
            name = names(feature.tags)
        except UnusableTags as error:
            yield Problem("amenity", feature.source_id, str(error))
            continue
        yield AmenityRecord(
            source_id=feature.source_id,
            name=name,
            kind=feature.kind,
            point=feature.point,
            wheelchair=wheelchair(feature.tags) or _toilets_wheelchair(feature.tags),
            fee=_fee(feature.tags),
            opening_hours=short_text(feature.tags, "opening_hours", longest=255),
        )


def _toilets_wheelchair(tags: Tags) -> str:
    if tags.get("amenity") != "toilets":
        return ""
    return wheelchair({"wheelchair": tags.get("toilets:wheelchair", "")})


def _fee(tags: Tags) -> str:
    """Return yes, no or ""; an amount ("1 €") is a yes."""
    fee = tags.get("fee", "").strip()
    if fee in ("yes", "no"):
        return fee
    return "yes" if fee[:1].isdigit() and fee.strip("0 €.,") else ""
