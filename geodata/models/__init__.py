"""Hold the nouns of the map; import them from here."""

from geodata.models.address import Address, PlaceName
from geodata.models.amenity import Amenity
from geodata.models.district import District
from geodata.models.entry import Entry, EntryQuerySet
from geodata.models.event import Event, EventException, Keyword, Occurrence
from geodata.models.hub import Hub, HubComponent, LiveStatus
from geodata.models.instance import Instance
from geodata.models.opening_hours import OpeningHours
from geodata.models.operating_area import OperatingArea
from geodata.models.organisation import Organisation
from geodata.models.place import Place
from geodata.models.population import PopulationCell
from geodata.models.same import SamePair
from geodata.models.search import (
    MapCell,
    OpeningTimes,
    SearchDocument,
    SearchWord,
    ZeroSearch,
)
from geodata.models.source import ImportRun, Source
from geodata.models.station import Entrance, Pathway, Station
from geodata.models.topic import Topic
from geodata.models.trail import Trail

__all__ = [
    "Address",
    "Amenity",
    "District",
    "Entrance",
    "Entry",
    "EntryQuerySet",
    "Event",
    "EventException",
    "Hub",
    "HubComponent",
    "ImportRun",
    "Instance",
    "Keyword",
    "LiveStatus",
    "MapCell",
    "Occurrence",
    "OpeningHours",
    "OpeningTimes",
    "OperatingArea",
    "Organisation",
    "Pathway",
    "Place",
    "PlaceName",
    "PopulationCell",
    "SamePair",
    "SearchDocument",
    "SearchWord",
    "Source",
    "Station",
    "Topic",
    "Trail",
    "ZeroSearch",
]
