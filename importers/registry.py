"""List every source there is; adding one is a module, a fixture, a test and a line here."""

from __future__ import annotations

from importers import (
    citybikes,
    curated,
    districts,
    examples,
    extracts,
    gbfs,
    gtfs,
    linkedevents,
    lipas,
    osm,
    population,
    register,
    servicemap_v2,
    single,
    uploads,
    wfs,
)
from importers.errors import InputError
from importers.osm.basemap import build_basemap
from importers.osm.walking import build_network
from importers.sources import SourceModule

REGISTRY: dict[str, SourceModule] = {
    source.key: source
    for source in (
        SourceModule(
            key="osm",
            name="OpenStreetMap",
            licence="ODbL 1.0",
            licence_url="https://opendatacommons.org/licenses/odbl/1-0/",
            attribution="© OpenStreetMap contributors",
            url="https://www.openstreetmap.org/copyright",
            kinds=osm.KINDS,
            fetch=extracts.find_extract,
            at_hand=extracts.is_at_hand,
            parse=osm.parse,
            build_network=build_network,
            build_basemap=build_basemap,
        ),
        SourceModule(
            key="curated",
            name="Stations from the area's own file",
            kinds=("station",),
            fetch=curated.find_file,
            at_hand=curated.is_at_hand,
            parse=curated.parse,
            yields=True,
            rests_on_others=True,
        ),
        SourceModule(
            key="gbfs",
            name="Shared bikes (GBFS)",
            kinds=gbfs.KINDS,
            fetch=gbfs.fetch,
            configured=gbfs.configured,
            fetch_live=gbfs.fetch_live,
            rank=20,
        ),
        SourceModule(
            key="citybikes",
            name="City bike stations (GeoJSON)",
            kinds=("hub_component",),
            fetch=single.find_file,
            configured=citybikes.configured,
            rank=20,
        ),
        SourceModule(
            key="gtfs",
            name="Timetable (GTFS)",
            kinds=gtfs.KINDS,
            fetch=gtfs.fetch,
            configured=gtfs.configured,
            rank=20,
        ),
        SourceModule(
            key="servicemap_register",
            name="Service register of the capital region",
            licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            attribution="Service register of Helsinki, Espoo, Vantaa and Kauniainen",
            url="https://www.hel.fi/palvelukarttaws/restpages/ver4.html",
            kinds=register.KINDS,
            fetch=register.fetch,
            configured=register.configured,
            rank=10,
        ),
        SourceModule(
            key="servicemap_v2",
            name="Service Map of the capital region",
            licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            attribution="Service Map of Helsinki, Espoo, Vantaa and Kauniainen",
            url="https://servicemap.hel.fi/",
            kinds=servicemap_v2.KINDS,
            fetch=servicemap_v2.fetch,
            configured=servicemap_v2.configured,
            rank=15,
        ),
        SourceModule(
            key="lipas",
            name="LIPAS",
            licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            attribution="LIPAS, University of Jyväskylä",
            url="https://www.lipas.fi/",
            kinds=lipas.KINDS,
            fetch=lipas.fetch,
            parse=lipas.parse,
            rank=20,
        ),
        SourceModule(
            key="linkedevents",
            name="LinkedEvents",
            licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            attribution="City of Helsinki, Linked Events",
            url="https://linkedevents.hel.fi/",
            kinds=linkedevents.KINDS,
            fetch=linkedevents.fetch,
            configured=linkedevents.configured,
            rank=30,
        ),
        SourceModule(
            key="population",
            name="Population grid (GeoJSON)",
            kinds=("population_cell",),
            fetch=single.find_file,
            configured=population.configured,
            rank=30,
        ),
        SourceModule(
            key="postal_areas",
            name="Postal areas (GeoJSON)",
            kinds=("district",),
            fetch=single.find_file,
            configured=districts.configured("postal_areas"),
            rank=30,
        ),
        SourceModule(
            key="districts",
            name="Districts (GeoJSON)",
            kinds=("district",),
            fetch=single.find_file,
            configured=districts.configured("districts"),
            rank=30,
        ),
        SourceModule(
            key="upload",
            name="A file of the city",
            kinds=uploads.KINDS,
            fetch=uploads.find_upload,
            configured=uploads.configured,
            rank=5,
        ),
        SourceModule(
            key="wfs",
            name="A layer of a city's map service (WFS)",
            kinds=wfs.KINDS,
            fetch=wfs.fetch,
            configured=wfs.configured,
            rank=30,
        ),
        SourceModule(
            key=examples.KEY,
            name="Examples: invented, none of it is real",
            kinds=("organisation", "place", "event"),
            fetch=examples.find_file,
            at_hand=examples.is_at_hand,
            parse=examples.parse,
            is_example=True,
            rests_on_others=True,
        ),
    )
}


def source_module(key: str) -> SourceModule:
    """Return a source by its key; raises InputError naming those there are."""
    if key not in REGISTRY:
        raise InputError(f"There is no source {key!r}. Sources: {', '.join(sorted(REGISTRY))}.")
    return REGISTRY[key]
