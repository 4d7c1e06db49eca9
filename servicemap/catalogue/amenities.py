"""Amenities along the way."""

from __future__ import annotations

from typing import Any

from geodata.models import Amenity
from servicemap.catalogue.collection import Collection, Told


def _amenity(amenity: Any, language: str) -> Told:
    return {
        "kind": amenity.kind,
        "wheelchair": amenity.wheelchair,
        "fee": amenity.fee,
        "opening_hours": [{"rule": amenity.opening_hours, "comment": "", "comment_language": ""}]
        if amenity.opening_hours
        else [],
    }


COLLECTION = Collection(
    "amenities",
    "amenity",
    Amenity,
    _amenity,
    is_endpoint=False,
)
