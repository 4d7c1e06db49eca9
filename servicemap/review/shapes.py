"""Say where something was and would be: how far it moved, how large it is, which districts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, InternalError, connection, transaction

from geodata.models import District
from geodata.network.earth import GEOD
from geodata.operating import QUARTER
from servicemap.wording import chosen

THIN = 0.00003  # of a degree: drawn up to 3 m off, as everywhere on the map
Area = Mapping[str, Any]  # as sheets tell it


@dataclass(frozen=True)
class Moved:
    """How far a position moved, in metres, and in which direction, in degrees from the north."""

    metres: float
    bearing: float


@dataclass(frozen=True)
class Covered:
    """What some areas come to together."""

    square_metres: float
    geometry: str  # GeoJSON of a MultiPolygon, thinned


@dataclass(frozen=True)
class Areas:
    """Operating areas before and after."""

    before: Covered | None
    after: Covered | None
    added: tuple[tuple[str, str], ...] = ()  # districts: name and its language
    removed: tuple[tuple[str, str], ...] = ()
    names: Mapping[int, tuple[str, str]] = field(default_factory=dict)  # of all districts named


def moved(before: Sequence[float], after: Sequence[float]) -> Moved:
    """Return the shortest way from one [lon, lat] to the other."""
    azimuth, _back, metres = GEOD.inv(before[0], before[1], after[0], after[1])
    return Moved(float(metres), float(azimuth) % 360)


def compared(before: Sequence[Area], after: Sequence[Area], language: str) -> Areas:
    """Return what operating areas come to before and after; three queries at most."""
    mine, theirs = _districts(before), _districts(after)
    rows = District.objects.filter(pk__in=mine | theirs).only("pk", "name", "code").order_by("pk")
    names = {}
    for row in rows:
        name, spoken = chosen(row.name, language)
        names[row.pk] = (name or row.code, spoken)
    return Areas(
        before=covered(before),
        after=covered(after),
        added=tuple(names[pk] for pk in sorted(theirs - mine) if pk in names),
        removed=tuple(names[pk] for pk in sorted(mine - theirs) if pk in names),
        names=names,
    )


def covered(areas: Sequence[Area]) -> Covered | None:
    """Return what areas come to; None for none, and for what is no shape."""
    parts, values = [], []
    for each in areas:
        sql, given = _shape(each)
        parts.append(sql)
        values += given
    if not parts:
        return None
    union = f"ST_Union(ARRAY[{', '.join(parts)}])"  # only our own fragments
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT ST_Area(u::geography), ST_AsGeoJSON(ST_Multi(ST_CollectionExtract("  # noqa: S608
                f"ST_SimplifyPreserveTopology(u, {THIN}), 3)), 6) "
                f"FROM (SELECT ST_MakeValid({union}) AS u) AS whole",
                values,
            )
            size, geometry = cursor.fetchone()
    except (DataError, InternalError):
        return None
    return Covered(float(size), geometry) if size else None


def _shape(area: Area) -> tuple[str, list[Any]]:
    """Return the SQL of one area, and its values."""
    if area["kind"] == "radius":
        lon, lat = area["centre"]
        around = f"ST_Buffer(ST_MakePoint(%s, %s)::geography, %s, '{QUARTER}')::geometry"
        return around, [lon, lat, area["metres"]]
    if area["kind"] == "districts":
        chosen_ones = "id = ANY(%s) AND closed_at IS NULL"
        union = f"(SELECT ST_Union(polygon) FROM geodata_district WHERE {chosen_ones})"  # noqa: S608
        return union, [list(area["districts"])]
    drawn = {"type": "MultiPolygon", "coordinates": area["polygon"]}
    return "ST_SetSRID(ST_GeomFromGeoJSON(%s), 4326)", [json.dumps(drawn)]


def _districts(areas: Sequence[Area]) -> set[int]:
    return {pk for each in areas if each["kind"] == "districts" for pk in each["districts"]}
