"""Say for each collection which rows it has, what to fetch with them, and what is told of one."""

from __future__ import annotations

from servicemap.catalogue import amenities, events, hubs, organisations, places, stations, trails
from servicemap.catalogue.collection import Collection, tell

__all__ = ["COLLECTIONS", "Collection", "tell"]

COLLECTIONS = {
    module.COLLECTION.name: module.COLLECTION
    for module in (stations, trails, hubs, organisations, places, events, amenities)
}
