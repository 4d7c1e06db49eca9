"""Found a small town: a street, a shore path, a stair, an island, and the edge of the data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import shapely
from django.contrib.gis.geos import LineString, MultiLineString, MultiPoint, Point
from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

from geodata import models
from geodata.area import Area, Extract, LastMileDefault
from geodata.coordinates import Box
from geodata.network import compile_network
from geodata.network.ways import Attributes, Kind, Lit, StepFree, WalkingMap, WalkingWay
from geodata.search import indexing
from tests.servicemap.town_events import settle_events

COVERAGE = shapely.box(24.930, 60.160, 24.9705, 60.180)
ATTRIBUTION = "© the town's own surveyors"
DATA_DATE = "2026-01-02"

AREA = Area(
    key="town",
    name={"fi": "Kaupunki", "sv": "Staden", "en": "Town"},
    box=Box(24.92, 60.15, 25.0, 60.19),
    languages=("fi", "sv"),
    content_languages=("fi-simple",),
    time_zone="Europe/Helsinki",
    metric_crs="EPSG:3879",
    sources=("osm",),
    extracts=(
        Extract(
            file="town.osm.pbf",
            package=None,
            data_date=dt.date(2026, 1, 2),
            coverage=COVERAGE,
            attribution=ATTRIBUTION,
            licence="CC0",
        ),
    ),
    last_mile=LastMileDefault("metro", "Rantapolku", 1000),
    curated=None,
)

STREET = Attributes(Kind.STREET, (("", "Katu"), ("sv", "Gatan")), "asphalt", Lit.YES, StepFree.YES)
SHORE = Attributes(Kind.PATH, (), "gravel", Lit.NO, StepFree.YES)
STAIR = Attributes(Kind.STEPS, (), "concrete", Lit.UNKNOWN, StepFree.NO, step_count=24)
LANE = Attributes(Kind.STREET, (("", "Kuja"),), "asphalt", Lit.UNKNOWN, StepFree.UNKNOWN)

# One thousandth of a degree is 55.6 m from west to east and 111.4 m from south to north.
NODES = {
    1: (24.940, 60.170),
    2: (24.945, 60.170),
    3: (24.950, 60.170),
    4: (24.955, 60.170),
    5: (24.965, 60.170),
    6: (24.980, 60.170),  # beyond the coverage: the street goes on, and who knows to where
    10: (24.950, 60.172),  # the shore path, reached from node 3 by the stair
    11: (24.955, 60.172),
    12: (24.9551, 60.1730),
    20: (24.940, 60.178),  # the island
    21: (24.942, 60.178),
}


def walking_map() -> WalkingMap:
    """Draw the town."""
    return WalkingMap(
        ways=[
            _way(100, (1, 2, 3, 4), STREET),
            _way(101, (4, 5, 6), LANE),
            _way(102, (3, 10), STAIR),
            _way(103, (10, 11, 12), SHORE),
            _way(104, (4, 11), LANE),
            _way(105, (20, 21), SHORE),
        ],
        coverage=COVERAGE,
        trails={"relation/1": [103], "relation/2": [105]},
    )


def _way(number: int, nodes: tuple[int, ...], attributes: Attributes) -> WalkingWay:
    return WalkingWay(number, nodes, [NODES[node] for node in nodes], attributes)


def build_network(directory: Path, *, with_shortcut: bool = False) -> str:
    """Compile the town and return the version of its network."""
    drawn = walking_map()
    if with_shortcut:
        drawn = replace(drawn, ways=[*drawn.ways, _way(106, (2, 10), SHORE)])
    report = compile_network(
        drawn, directory, area="town", data_date=DATA_DATE, attribution=ATTRIBUTION
    )
    return report.version


@dataclass(frozen=True)
class Town:
    """The town's rows, by what they are called in the tests."""

    version: str
    keskusta: models.Station  # two entrances, one beside the stair
    ranta: models.Station  # no entrance, beside the shore path
    reuna: models.Station  # near the edge of the data
    saari: models.Station  # on the island
    kaukana: models.Station  # outside the data
    trail: models.Trail
    island_trail: models.Trail
    hub: models.Hub
    library: models.Organisation
    field: models.Place  # no entrance, of nobody
    toilet: models.Amenity
    events: dict[str, models.Event]  # by their Finnish names


def settle(version: str) -> Town:
    """Write the town's rows."""
    source = models.Source.objects.create(
        data_date=dt.date.fromisoformat(DATA_DATE),
        key="osm",
        name="OpenStreetMap",
        licence="CC0",
        attribution=ATTRIBUTION,
    )
    models.Instance.objects.create(
        pk=1, network_version=version, data_date=dt.date(2026, 1, 2), revision=1
    )
    keskusta = _station(source, 1, {"": "Keskusta", "sv": "Centrum"}, 24.9425, 60.1705)
    _entrance(source, 11, keskusta, "A", 24.940, 60.1701)
    _entrance(source, 12, keskusta, "B", 24.945, 60.1701)
    shut = _entrance(source, 13, keskusta, "C", 24.950, 60.1701)
    models.Entrance.objects.filter(pk=shut.pk).update(closed_at=timezone.now())
    ranta = _station(source, 2, {"": "Ranta", "sv": "Stranden"}, 24.9549, 60.1720)
    hub = models.Hub.objects.create(
        pk=1,
        source=source,
        source_id="hub/node/2",
        name={"": "Rannan vaihtopaikka"},
        kind="metro",
        point=Point(24.9549, 60.1720),
    )
    models.HubComponent.objects.create(
        pk=1,
        source=source,
        source_id="component/1",
        name={},
        hub=hub,
        kind="metro",
        station=ranta,
        point=Point(24.9549, 60.1720),
    )
    library, field = _library(source), _field(source)
    town = Town(
        version=version,
        keskusta=keskusta,
        ranta=ranta,
        reuna=_station(source, 3, {"": "Reuna"}, 24.9695, 60.1700),
        saari=_station(source, 4, {"": "Saari"}, 24.9405, 60.1780),
        kaukana=_station(source, 5, {"": "Kaukana"}, 24.9950, 60.1850),
        trail=_trail(source, 1, {"": "Rantapolku", "sv": "Strandstigen"}, (10, 11, 12)),
        island_trail=_trail(source, 2, {"": "Saarenkierros"}, (20, 21)),
        hub=hub,
        library=library,
        field=field,
        toilet=_toilet(source),
        events=settle_events(library, field),
    )
    indexing.rebuild()
    _count_on()
    return town


def _count_on() -> None:
    """Let the ids of what is founded later follow those that were chosen here."""
    nouns = [models.Organisation, models.Place, models.Event]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), nouns):
            cursor.execute(sql)


def _station(
    source: models.Source, number: int, name: dict[str, str], lon: float, lat: float
) -> models.Station:
    return models.Station.objects.create(
        pk=number,
        source=source,
        source_id=f"node/{number}",
        name=name,
        mode="subway",
        point=Point(lon, lat),
        wheelchair="yes",
    )


def _entrance(
    source: models.Source, number: int, station: models.Station, ref: str, lon: float, lat: float
) -> models.Entrance:
    return models.Entrance.objects.create(
        pk=number,
        source=source,
        source_id=f"node/{number}",
        name={},
        station=station,
        ref=ref,
        point=Point(lon, lat),
    )


def _trail(
    source: models.Source, number: int, name: dict[str, str], nodes: tuple[int, ...]
) -> models.Trail:
    return models.Trail.objects.create(
        pk=number,
        source=source,
        source_id=f"relation/{number}",
        name=name,
        kind="hiking",
        lines=MultiLineString(LineString([NODES[node] for node in nodes])),
        access_points=MultiPoint([Point(*NODES[node]) for node in nodes]),
        metres=389.5,
        members=1,
        members_inside=1,
    )


def _library(source: models.Source) -> models.Organisation:
    library = models.Organisation.objects.create(
        pk=1,
        source=source,
        source_id="node/30",
        name={"fi": "Kirjasto", "sv": "Biblioteket"},
        kind="library",
        description={"fi": "Kirjoja kaikille."},
        website="javascript:alert(1)",
        telephone="+358 9 123 456",
        street_address={"": "Katu 1"},
        postal_code="00100",
        city="Kaupunki",
        point=Point(24.9450, 60.1702),
        wheelchair="limited",
    )
    models.OpeningHours.objects.create(organisation=library, rule="Mo-Fr 08:00-20:00")
    return library


def _field(source: models.Source) -> models.Place:
    return models.Place.objects.create(
        pk=1,
        source=source,
        source_id="node/50",
        identifiers=["lipas:72948"],
        name={"fi": "Pelikenttä", "sv": "Spelplanen"},
        kind="sports_field",
        description={"fi": "Nurmi ja katsomo."},
        street_address={"fi": "Kuja 2"},
        postal_code="00100",
        city="Kaupunki",
        point=Point(24.9600, 60.1702),
        wheelchair="yes",
        website="https://kentta.example/",
        telephone="+358 9 765 432",
        email="kentta@kaupunki.example",
        keywords=["sport:1", "nurmi"],
    )


def _toilet(source: models.Source) -> models.Amenity:
    return models.Amenity.objects.create(
        pk=1,
        source=source,
        source_id="node/40",
        name={},
        kind="toilets",
        point=Point(24.9500, 60.1701),
        fee="no",
    )
