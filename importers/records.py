"""Say what a parser hands over: one small frozen record per thing, named as the models name it.

Geometries are shapely ones in lon, lat degrees. Relations are the `source_id` of a record of the
same source. `noun` names the kind of record ("station"); the field `kind` of some is their model's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, ClassVar

from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon, Point

from geodata.texts import Texts

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has: its natural key within the source, and its names."""

    noun: ClassVar[str] = ""
    source_id: str
    name: Texts
    identifiers: tuple[str, ...] = ()  # what others call it: "tprek:8215", "business:1234567-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRecord(Record):
    noun: ClassVar[str] = "station"
    mode: str  # subway, train, light_rail, tram, bus, ferry
    point: Point
    operator: str = ""
    wheelchair: str = ""  # yes, no, limited or "" for unknown
    accuracy_metres: float | None = None
    website: str = ""
    code: str = ""
    routes: tuple[Json, ...] = ()  # {"ref", "name", "mode"} of each line
    departures: Json = field(default_factory=dict)  # day type → 24 numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class EntranceRecord(Record):
    noun: ClassVar[str] = "entrance"
    point: Point
    station: str | None = None
    place: str | None = None
    ref: str = ""
    wheelchair: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathwayRecord(Record):
    noun: ClassVar[str] = "pathway"
    mode: str  # walkway, stairs, moving_walkway, escalator, lift, fare_gate, exit_gate
    line: LineString
    from_id: str
    to_id: str
    station: str | None = None
    is_two_way: bool = False
    metres: float | None = None
    seconds: float | None = None
    steps: int | None = None


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
    kind: str
    point: Point
    hub: str | None = None  # None: joined to what is near, whatever source that is from
    station: str | None = None
    operator: str = ""
    capacity: int | None = None
    street_address: Texts | None = None
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingPart:
    """One area in which an organisation works; several together are all of it.

    Where none of the postal areas has been imported, the other shape that is given stands in.
    """

    postal_codes: tuple[str, ...] = ()
    polygon: MultiPolygon | None = None
    centre: Point | None = None
    radius_metres: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayException:
    """A day on which a series does not happen, or happens at another time."""

    date: dt.date
    moved_to: dt.datetime | None = None  # None: it is called off


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
    hours_text: Texts | None = None  # the source's own words, where the rule does not say it all
    part_of: str | None = None  # another organisation
    keywords: tuple[str, ...] = ()  # source ids of keywords
    languages: tuple[str, ...] = ()
    audience: Texts | None = None
    topics: tuple[str, ...] | None = None  # keys; None, as below: the source says nothing of it
    operating_areas: tuple[OperatingPart, ...] | None = None


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
    email: str = ""
    description: Texts | None = None
    keywords: tuple[str, ...] = ()
    opening_hours: str = ""
    hours_text: Texts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordRecord(Record):
    noun: ClassVar[str] = "keyword"
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord(Record):
    noun: ClassVar[str] = "event"
    starts_at: dt.datetime  # with its time zone, as all of these
    ends_at: dt.datetime | None = None
    all_day: bool = False
    status: str = "scheduled"  # scheduled, cancelled, postponed
    kind: str = ""  # series, umbrella or "" for a single event
    series: str | None = None  # the event that it is a part of
    organisation: str | None = None
    place: str | None = None
    point: Point | None = None
    recurrence: str = ""  # an iCalendar RRULE
    exceptions: tuple[DayException, ...] | None = None  # None: the source says nothing of them
    summary: Texts | None = None
    description: Texts | None = None
    languages: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    is_free: bool | None = None
    price: Texts | None = None
    audience: Texts | None = None
    wheelchair: str = ""
    website: str = ""
    images: tuple[Json, ...] = ()  # {"url", "alt", "photographer", "licence"} of each
    published_by: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationCellRecord(Record):
    noun: ClassVar[str] = "population_cell"
    polygon: MultiPolygon
    residents: int | None = None
    ages: Json = field(default_factory=dict)  # age group → residents


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not be made; a row that it would have changed keeps its former version.

    `kind` is a noun such as "station"; `reason` says what is wrong in one phrase. A row that the
    source itself declares void, such as an event put off to no one knows when, is not kept.
    """

    kind: str
    source_id: str
    reason: str
    keeps: bool = True


RECORDS: tuple[type[Record], ...] = (
    DistrictRecord,
    PopulationCellRecord,
    KeywordRecord,
    StationRecord,
    OrganisationRecord,
    PlaceRecord,
    EntranceRecord,
    PathwayRecord,
    TrailRecord,
    HubRecord,
    HubComponentRecord,
    EventRecord,
    AmenityRecord,
    AddressRecord,
    PlaceNameRecord,
)
"""Every kind of record, those that others refer to first."""
