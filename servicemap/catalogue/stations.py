"""Stations with their entrances, lines and ways inside."""

from __future__ import annotations

from typing import Any

from geodata.models import Entrance, HubComponent, Pathway, Station
from servicemap.catalogue.collection import Collection, Told
from servicemap.catalogue.parts import entrances, open_only, web
from servicemap.wording import chosen


def _station(station: Any, language: str) -> Told:
    return {
        "mode": station.mode,
        "operator": station.operator,
        "wheelchair": station.wheelchair,
        "accuracy_metres": station.accuracy_metres,
        "website": web(station.website),
        "entrances": entrances(station, language),
        "code": station.code,
        "routes": station.routes,
        "departures": station.departures or None,
        "pathways": [
            {
                "id": way.pk,
                "mode": way.mode,
                "name": chosen(way.name, language)[0],
                "from_id": way.from_id,
                "to_id": way.to_id,
                "is_two_way": way.is_two_way,
                "metres": way.metres,
                "seconds": way.seconds,
                "steps": way.steps,
            }
            for way in station.pathways.all()
        ],
        "hubs": sorted(
            {f"hub:{part.hub_id}" for part in station.hub_components.all() if part.hub_id}
        ),
    }


COLLECTION = Collection(
    "stations",
    "station",
    Station,
    _station,
    prefetch=(
        open_only(Entrance, "entrances"),
        open_only(Pathway, "pathways"),
        open_only(HubComponent, "hub_components"),
    ),
    parts=("entrances", "pathways"),
)
