"""List every source there is; adding one is a module, a fixture, a test and a line here."""

from __future__ import annotations

from importers import curated, extracts, osm
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
            parse=osm.parse,
            build_network=build_network,
            build_basemap=build_basemap,
        ),
        SourceModule(
            key="curated",
            name="Stations from the area's own file",
            kinds=("station",),
            fetch=curated.find_file,
            parse=curated.parse,
            yields=True,
        ),
    )
}


def source_module(key: str) -> SourceModule:
    """Return a source by its key; raises InputError naming those there are."""
    if key not in REGISTRY:
        raise InputError(f"There is no source {key!r}. Sources: {', '.join(sorted(REGISTRY))}.")
    return REGISTRY[key]
