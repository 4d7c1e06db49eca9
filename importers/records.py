"""Say what a parser hands over: one small frozen record per thing, named as the models name it.

Geometries are shapely ones in lon, lat degrees. Relations are the `source_id` of a record of the
same source. `noun` names the kind of record ("station"); the field `kind` of some is their model's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shapely import MultiLineString, MultiPoint, MultiPolygon, Point

from geodata.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has: its natural key within the source, and its names."""

    noun: ClassVar[str] = ""
    source_id: str
    name: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRecord(Record):
    noun: ClassVar[str] = "station"
    mode: str  # subway, train, light_rail, tram, bus, ferry
    point: Point
    operator: str = ""
    wheelchair: str = ""  # yes, no, limited or "" for unknown
    accuracy_metres: float | None = None
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntranceRecord(Record):
    noun: ClassVar[str] = "entrance"
    point: Point
    station: str | None = None
    ref: str = ""
    wheelchair: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailRecord(Record):
    noun: ClassVar[str] = "trail"
    kind: str  # hiking, foot, bicycle, running, path
    lines: MultiLineString
    access_points: MultiPoint
    metres: float  # length of the part that is inside the data
    members: int
    members_inside: int
    ref: str = ""
    network: str = ""
    operator: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRecord(Record):
    noun: ClassVar[str] = "hub"
    kind: str  # kind of its biggest component
    point: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class HubComponentRecord(Record):
    noun: ClassVar[str] = "hub_component"
    hub: str
    kind: str
    point: Point
    station: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRecord(Record):
    noun: ClassVar[str] = "organisation"
    kind: str
    point: Point | None = None
    description: Texts | None = None
    website: str = ""
    email: str = ""
    telephone: str = ""
    street_address: Texts | None = None
    postal_code: str = ""
    city: str = ""
    wheelchair: str = ""
    opening_hours: str = ""  # a rule in OSM's opening_hours syntax


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord(Record):
    noun: ClassVar[str] = "place"
    kind: str
    point: Point
    organisation: str | None = None
    street_address: Texts | None = None
    postal_code: str = ""
    city: str = ""
    wheelchair: str = ""
    website: str = ""
    telephone: str = ""
    opening_hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmenityRecord(Record):
    noun: ClassVar[str] = "amenity"
    kind: str
    point: Point
    wheelchair: str = ""
    fee: str = ""  # yes, no or "" for unknown
    opening_hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictRecord(Record):
    noun: ClassVar[str] = "district"
    kind: str  # administrative, postal
    polygon: MultiPolygon
    code: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRecord(Record):
    noun: ClassVar[str] = "address"
    street: Texts
    number: str
    point: Point
    postal_code: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNameRecord(Record):
    noun: ClassVar[str] = "place_name"
    kind: str
    point: Point


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not be made; a row that it would have changed keeps its former version.

    `kind` is a noun such as "station"; `reason` says what is wrong in one phrase.
    """

    kind: str
    source_id: str
    reason: str


RECORDS: tuple[type[Record], ...] = (
    DistrictRecord,
    StationRecord,
    EntranceRecord,
    TrailRecord,
    HubRecord,
    HubComponentRecord,
    OrganisationRecord,
    PlaceRecord,
    AmenityRecord,
    AddressRecord,
    PlaceNameRecord,
)
"""Every kind of record, those that others refer to first."""
