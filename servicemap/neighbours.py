"""Find the stations, hubs and trails that are nearest to somewhere, as the crow flies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.coordinates import LonLat
from geodata.models import Trail
from geodata.network.earth import degrees_to_metres
from servicemap.remembering import remembered
from servicemap.stops import MODELS, Stop, several

AROUND_METRES = 1_500
# A page tells what is near, the list tells all. Walks to one place are one search together, walks
# from it to each of several are a search each.
MOST = {"station": 8, "hub": 5, "trail": 5}
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Known:
    """All of a kind and where each lies, shape (n, 2): stations and hubs are few."""

    stops: tuple[Stop, ...]
    lonlat: Floats

    def nearest(self, metres: Floats, most: int) -> list[Stop]:
        """Return those that are not too far, nearest first."""
        order = np.argsort(metres, kind="stable")[:most]
        return [self.stops[i] for i in order.tolist() if metres[i] <= AROUND_METRES]


def near_point(kind: str, position: tuple[float, float], language: str) -> list[Stop]:
    """Return the nearest of a kind to lon, lat; without a query where they are known already."""
    if kind == "trail":
        found = Trail.objects.open().near(LonLat(*position), AROUND_METRES)[: MOST[kind]]
        return several(kind, [entry.pk for entry in found.only("pk")], language)
    known = _known(kind, language)
    away = (known.lonlat - position) * degrees_to_metres(position[1])
    return known.nearest(np.hypot(*away.T), MOST[kind])


def stations_near_trail(id: int, language: str) -> list[Stop]:
    """Return the stations nearest to the lines of a trail."""
    lines: Any = Trail.objects.filter(pk=id).values_list("lines", flat=True).first()
    if not lines:
        return []
    known = _known("station", language)
    _west, south, _east, north = lines.extent
    scale = np.array(degrees_to_metres((south + north) / 2))
    flat = shapely.transform(shapely.from_wkb(bytes(lines.wkb)), lambda lonlat: lonlat * scale)
    away = shapely.distance(flat, shapely.points(known.lonlat * scale))
    return known.nearest(away, MOST["station"])


@remembered(16)
def _known(kind: str, language: str) -> _Known:
    """Return all that are open, in three queries at most."""
    rows: Any = MODELS[kind].objects.open().order_by("pk")
    placed = {f"{kind}:{pk}": (pk, point.coords) for pk, point in rows.values_list("pk", "point")}
    stops = several(kind, [pk for pk, _lonlat in placed.values()], language)
    lonlat = [placed[stop.end.id][1] for stop in stops]
    return _Known(tuple(stops), np.array(lonlat, dtype=np.float64).reshape(-1, 2))
