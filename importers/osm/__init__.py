"""Turn OpenStreetMap data into records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, TypeVar

from geodata.area import Area
from importers.osm.addresses import StreetNames, read_addresses
from importers.osm.amenities import read_amenities
from importers.osm.districts import read_districts, read_place_names
from importers.osm.elements import read_elements
from importers.osm.hubs import read_hubs
from importers.osm.organisations import place_of, read_organisations
from importers.osm.stations import read_entrances, read_stations
from importers.osm.trails import read_trails
from importers.osm.walking_tags import is_walkable
from importers.records import (
    EntranceRecord,
    OrganisationRecord,
    Problem,
    Record,
    StationRecord,
)

__all__ = ["KINDS", "parse"]

KINDS = (
    *("district", "station", "entrance", "trail", "hub", "hub_component", "organisation"),
    *("place", "amenity", "address", "place_name"),
)

Kept = TypeVar("Kept", bound=Record)


def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
    """Yield everything that an OpenStreetMap file holds of an area.

    `stream` is a binary stream at its start: .osm.pbf, .osm (.gz, .bz2) or Overpass JSON. What
    lies outside the area's box is left out; trails and districts that reach into it come whole.
    Records that others refer to come before them. A thing that no honest record can be made of
    comes as a Problem, in the place of its record.

    Raises `importers.osm.errors.OsmFileError` before the first record.
    """
    data = read_elements(stream)
    box = area.box
    yield from read_districts(data, box)
    stations: list[StationRecord] = []
    yield from _keep(read_stations(data, box), StationRecord, stations)
    entrances: list[EntranceRecord] = []
    yield from _keep(read_entrances(data, stations, box), EntranceRecord, entrances)
    yield from read_trails(data, box, is_walkable)
    yield from read_hubs(data, stations, entrances, box)
    streets = StreetNames.read(data)
    organisations: list[OrganisationRecord] = []
    found = read_organisations(data, streets, box)
    yield from _keep(found, OrganisationRecord, organisations)
    yield from filter(None, map(place_of, organisations))
    yield from read_amenities(data, box)
    yield from read_addresses(data, streets, box)
    yield from read_place_names(data, box)


def _keep(
    items: Iterable[Kept | Problem], kind: type[Kept], kept: list[Kept]
) -> Iterator[Kept | Problem]:
    """Pass items on, and keep those of a kind for what refers to them."""
    for item in items:
        if isinstance(item, kind):
            kept.append(item)
        yield item
