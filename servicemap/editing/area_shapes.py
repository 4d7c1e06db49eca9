"""Tell the areas of a sheet as they would be shown: in words, as shapes, by their corners."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from geodata.models import District, OperatingArea
from geodata.operating import QUARTER
from servicemap.editing.areas import check_one
from servicemap.editing.fields import Wrong
from servicemap.operating_area import words_of
from servicemap.wording import chosen

Kind = OperatingArea.Kind
Corners = list[list[float]]


@dataclass(frozen=True)
class AreaTold:
    """One area of a sheet."""

    number: int
    kind: str
    text: str
    geometry: dict[str, Any] | None  # GeoJSON of a MultiPolygon; None where there is no such area
    square_metres: float | None
    centre: list[float] | None  # of a radius
    corners: Corners | None  # of one that was drawn in one line, the first not again at the end


@dataclass(frozen=True)
class DistrictOffered:
    """A district that can be chosen."""

    id: int
    name: str
    language: str  # of the name
    code: str
    kind: str  # "administrative" or "postal"


def districts(language: str) -> list[DistrictOffered]:
    """Return all districts, by their names; one query."""
    rows = District.objects.open().values_list("pk", "name", "code", "kind")
    found = []
    for pk, name, code, kind in rows:
        called, spoken = chosen(name, language)
        found.append(DistrictOffered(pk, called, spoken, code, kind))
    return sorted(found, key=lambda each: (each.kind, each.name.casefold(), each.code))


def told(areas: Sequence[Any], language: str) -> list[AreaTold]:
    """Return the areas of a sheet in their order; two queries."""
    names = _names([each for area in areas for each in area.get("districts", ())], language)
    shapes = _shapes(areas)
    found = []
    for number, area in enumerate(areas, 1):
        called = [names[each] for each in area.get("districts", ()) if each in names]
        geometry, square_metres = shapes.get(number, (None, None))
        found.append(
            AreaTold(
                number,
                area["kind"],
                words_of(area["kind"], area.get("metres"), called),
                geometry,
                square_metres,
                area.get("centre"),
                corners_of(area),
            )
        )
    return found


def corners_of(area: Any) -> Corners | None:
    """Return the corners of an area that was drawn in one line; None of any other."""
    polygons: Any = area.get("polygon") or ()
    if len(polygons) != 1 or len(polygons[0]) != 1:
        return None
    return [list(each) for each in polygons[0][0][:-1]]


def _names(ids: Sequence[int], language: str) -> dict[int, str]:
    rows = District.objects.open().filter(pk__in=ids).values_list("pk", "name", "code")
    return {pk: chosen(name, language)[0] or code for pk, name, code in rows}


def _shapes(areas: Sequence[Any]) -> dict[int, tuple[dict[str, Any], float]]:
    rows = [_row(number, area) for number, area in enumerate(areas, 1) if _is_sound(area)]
    with connection.cursor() as cursor:
        cursor.execute(_SHAPES, {"areas": json.dumps(rows)})
        return {
            number: (json.loads(geojson), square_metres)
            for number, geojson, square_metres in cursor.fetchall()
        }


def _row(number: int, area: Any) -> dict[str, Any]:
    lon, lat = area.get("centre") or (None, None)
    drawn = {"type": "MultiPolygon", "coordinates": area.get("polygon")}
    return {**area, "n": number, "lon": lon, "lat": lat, "polygon": drawn}


def _is_sound(area: Any) -> bool:
    try:
        check_one(area)
    except Wrong:
        return False
    return True


_SHAPES = f"""
    WITH made AS MATERIALIZED (
        SELECT a.n, CASE a.kind
        WHEN 'drawn' THEN ST_SetSRID(ST_GeomFromGeoJSON(a.polygon), 4326)
        WHEN 'radius' THEN ST_Multi(ST_Buffer(
            ST_SetSRID(ST_MakePoint(a.lon, a.lat), 4326)::geography, a.metres, '{QUARTER}'
        )::geometry)
        ELSE (
            SELECT ST_Multi(ST_SimplifyPreserveTopology(ST_Union(d.polygon), 0.0001))
            FROM geodata_district d WHERE d.id = ANY(a.districts) AND d.closed_at IS NULL
        ) END AS shape
        FROM jsonb_to_recordset(%(areas)s::jsonb) AS a(
            n int, kind text, lon float8, lat float8, metres float8, districts bigint[],
            polygon jsonb
        )
    )
    SELECT n, ST_AsGeoJSON(shape, 5), ST_Area(shape::geography)
    FROM made WHERE shape IS NOT NULL
"""  # noqa: S608 - the fragment is ours
