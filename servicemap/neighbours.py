"""Find the stations, hubs and trails that are nearest to somewhere, as the crow flies."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geodata.coordinates import Box, LonLat
from geodata.models import Hub, Station, Trail
from servicemap.stops import Stop, several

AROUND_METRES = 1_500
# A page tells what is near, the list tells all. Walks to one place are one search together, walks
# from it to each of several are a search each.
MOST = {"station": 8, "hub": 5, "trail": 5}
MOST_WEIGHED = 500  # stations in the box of a trail
METRES_PER_DEGREE = 111_320
MODELS: dict[str, Any] = {"station": Station, "hub": Hub, "trail": Trail}


def near_point(kind: str, position: tuple[float, float], language: str) -> list[Stop]:
    """Return the nearest of a kind to lon, lat: in three queries at most, by the index."""
    found = MODELS[kind].objects.open().near(LonLat(*position), AROUND_METRES)[: MOST[kind]]
    return several(kind, [entry.pk for entry in found.only("pk")], language)


def stations_near_lines(geojson: str, language: str) -> list[Stop]:
    """Return the stations nearest to the lines of a trail."""
    lines = shapely.from_geojson(geojson)
    west, south, east, north = lines.bounds
    narrow = np.cos(np.radians((south + north) / 2))
    high = AROUND_METRES / METRES_PER_DEGREE
    wide = high / max(narrow, 0.01)
    sides = (west - wide, south - high, east + wide, north + high)
    inside = Station.objects.open().inside(Box(*sides)).order_by("pk")
    rows = list(inside.values_list("pk", "point")[:MOST_WEIGHED])
    flat = shapely.transform(lines, lambda lonlat: lonlat * (narrow, 1.0))
    points = shapely.points([(point.x * narrow, point.y) for _pk, point in rows])
    away = shapely.distance(flat, points) * METRES_PER_DEGREE
    order = np.argsort(away, kind="stable")[: MOST["station"]]
    ids = [rows[i][0] for i in order.tolist() if away[i] <= AROUND_METRES]
    return several("station", ids, language)
