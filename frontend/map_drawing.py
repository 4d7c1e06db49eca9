"""Say what the map draws of an answer: lines, areas, and where walks begin and end."""

from __future__ import annotations

import json
from typing import Any

import shapely

from frontend.mapping import Told
from servicemap.features import FeatureAnswer
from servicemap.operating_area import OperatingAreaAnswer
from servicemap.walks import WalkAnswer

DECIMALS = 6  # of a degree in lines
THIN = 0.00003  # of a degree: areas may be drawn up to 3 m off
GRID = 0.00001
TOLD = ("name", "name_language", "kind", "is_example")


def drawn(told: Told) -> dict[str, Any]:
    """Return what the map draws of an answer."""
    walks = [drawn_walk(walk, "walk") for walk in told.walks]
    if told.other and not told.is_same:
        walks.append(drawn_walk(told.other, "other"))
    areas = told.areas.areas if told.areas else ()
    return {
        "walks": [walk for walk in walks if walk],
        "areas": [
            {
                "unit": told.query.area,
                "limit": area.minutes if told.query.area == "minutes" else area.metres,
                "complete": area.complete,
                "cut": area.cut,
                "geometry": thinned(area.geometry),
            }
            for area in areas
            if area.geometry
        ],
        "operating": [part for answer in told.operating for part in _operating(answer)],
        "from": told.query.given.get("from", ""),
        "to": told.query.given.get("to", ""),
        "names": {shown.id: shown.text for shown in told.shown.values() if shown.id},
    }


def _operating(answer: OperatingAreaAnswer) -> list[dict[str, Any]]:
    """Return where an organisation works, as far as it is known."""
    return [
        {
            "name": answer.name,
            "text": part.text,
            "is_example": answer.is_example,
            "geometry": thinned(part.geometry),
        }
        for part in answer.parts
        if part.geometry
    ]


def drawn_trail(feature: FeatureAnswer) -> dict[str, Any]:
    """Return a trail as the map's data does, with the vertices that a map can show."""
    lines = shapely.simplify(shapely.from_geojson(feature.geometry or "null"), THIN)
    middle = lines.point_on_surface()
    told = {name: feature.properties[name] for name in TOLD}
    parts = [line.coords[:] for line in shapely.get_parts(lines)]
    return {"id": feature.id, "lon": middle.x, "lat": middle.y, "lines": parts, **told}


def thinned(geometry: str) -> Any:
    """Return a GeoJSON geometry with the vertices that a map can show, a tenth of all."""
    shape = shapely.simplify(shapely.from_geojson(geometry), THIN)
    thin = shapely.set_precision(shape, GRID, mode="pointwise")
    parts = [part for part in shapely.get_parts(thin) if part.geom_type == "Polygon"]
    return json.loads(shapely.to_geojson(shapely.MultiPolygon(parts)))


def drawn_walk(walk: WalkAnswer, role: str) -> dict[str, Any] | None:
    """Return what the map draws of one walk; None when there is no way."""
    if walk.coordinates is None:
        return None
    line = [[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in walk.coordinates]
    return {
        "role": role,
        "profile": walk.profile,
        "complete": walk.complete,
        "step_free": walk.step_free,
        "line": line,
        "from": _place(walk, "from") or line[0],
        "to": _place(walk, "to") or line[-1],
        "name": walk.origin.name,
    }


def _place(walk: WalkAnswer, end: str) -> list[float] | None:
    """Return where a walk really begins or ends, beside the network."""
    used = walk.entrance if end == "from" else walk.target_entrance
    if used:
        return list(used.coordinates)
    named = walk.origin if end == "from" else walk.target
    if named.kind == "point":
        lon, lat = named.id.split(",")
        return [float(lon), float(lat)]
    return None
