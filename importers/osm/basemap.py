"""Make the basemap from the area's own extract: one PMTiles file, drawn without third parties."""

import errno
import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import shapely
from django.conf import settings
from pmtiles.convert import mbtiles_to_pmtiles
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geodata.area import Area, Extract
from importers.errors import ImportFailed, InputError
from importers.osm.clean import write_clean
from importers.osm.elements import read_elements
from importers.osm.model import OsmData
from importers.osm.sea import Sea, sea_within
from importers.osm.trails import known_lines
from importers.sources import Basemap

SETTINGS = Path(__file__).parent / "tiles"
_LONGEST_SECONDS = 600
# What osmium, shapely and pmtiles say of data that they cannot take.
_UNDRAWABLE = (RuntimeError, ValueError, shapely.GEOSException, sqlite3.Error)
# What drawing takes on the disk, in sizes of the file and a bit: osmium ends the whole process when
# it cannot write on.
_ROOM_TIMES, _ROOM_BYTES = 6, 16_000_000


def build_basemap(path: Path, area: Area, extract: Extract | None, directory: Path) -> Basemap:
    """Write ``directory/VERSION.pmtiles`` from an OpenStreetMap file, whole or not at all.

    The same file, coast and settings give the same version, which is then not made again. Raises
    `ImportFailed` when tilemaker is missing or fails, OSError when the disk is full.
    """
    version = _version(path, area, extract)
    target = directory / f"{version}.pmtiles"
    if not target.is_file():
        directory.mkdir(parents=True, exist_ok=True)
        _check_room(path, directory)
        with tempfile.TemporaryDirectory(dir=directory, prefix="basemap-", suffix=".part") as name:
            try:
                draft = _make(read_elements(path), area, extract, Path(name))
            except _UNDRAWABLE as error:
                if isinstance(error, ImportFailed):
                    raise
                raise ImportFailed(f"It cannot be drawn: {error}") from error
            draft.replace(target)
    return Basemap(version, target)


def _check_room(path: Path, directory: Path) -> None:
    """Raise OSError when the disk could become full on the way."""
    needed = path.stat().st_size * _ROOM_TIMES + _ROOM_BYTES
    if shutil.disk_usage(directory).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(directory))


def _version(path: Path, area: Area, extract: Extract | None) -> str:
    seal = hashlib.sha256(repr((area.box, area.languages, extract)).encode())
    for source in (path, Path(__file__), *sorted(SETTINGS.iterdir()), *_coast_files(extract)):
        seal.update(source.read_bytes())
    return f"basemap-{seal.hexdigest()[:12]}"


def _coast_files(extract: Extract | None) -> list[Path]:
    """Return the coastline file that the area names, where there is one."""
    if not (extract and extract.coastline and settings.DATA_DIR):
        return []
    path = Path(settings.DATA_DIR) / extract.coastline.file
    return [path] if path.is_file() else []


def _make(data: OsmData, area: Area, extract: Extract | None, folder: Path) -> Path:
    frame = _frame(data, area, extract)
    source, tiles, draft = folder / "clean.osm.pbf", folder / "a.mbtiles", folder / "a.pmtiles"
    sea = sea_of(data, extract, frame)
    coast = [(part, "sea") for part in sea.water.geoms]
    coast += [(part, "coast_unknown") for part in sea.unknown.geoms]
    write_clean(data, coast, source)
    process = folder / "process.lua"
    languages = ", ".join(f'"{language}"' for language in area.languages)
    lua = (SETTINGS / "process.lua").read_text("utf-8")
    process.write_text(f"languages = {{ {languages} }}\n{lua}", "utf-8")
    box = ",".join(f"{value:.7f}" for value in frame.bounds)
    _run(["--input", source, "--output", tiles, "--bbox", box, "--process", process])
    mbtiles_to_pmtiles(str(tiles), str(draft), None)  # type: ignore[no-untyped-call]
    return draft


def _run(arguments: Sequence[str | Path]) -> None:
    program = shutil.which("tilemaker")
    if program is None:
        raise ImportFailed("The basemap needs tilemaker: apt-get install tilemaker.")
    command = [program, "--config", SETTINGS / "config.json", "--threads", "2", *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_LONGEST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise ImportFailed(f"tilemaker took longer than {_LONGEST_SECONDS} seconds.") from None
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise ImportFailed(f"tilemaker could not make the basemap: {' '.join(last)}")


def _frame(data: OsmData, area: Area, extract: Extract | None) -> BaseGeometry:
    """Return the box that the basemap shows: where there is data, within the area."""
    points = [p for way in data.ways.values() for p in way.coordinates if p is not None]
    there = shapely.envelope(shapely.MultiPoint(points)) if points else shapely.box(*area.box)
    frame = shapely.envelope(there.intersection(shapely.box(*area.box)))
    return shapely.box(*area.box) if frame.is_empty else frame


def sea_of(data: OsmData, extract: Extract | None, frame: BaseGeometry) -> Sea:
    """Return the sea of the frame: from the coastline file that the area names, else the extract's.

    Where no coastline tells, the coast is unknown.
    """
    if extract and extract.coastline:
        lines = [line for path in _coast_files(extract) for line in read_coastlines(path)]
        return sea_within(lines, extract.coastline.known, frame)
    ways = [way for way in data.ways.values() if way.tags.get("natural") == "coastline"]
    lines = [LineString(points) for way in ways for points in known_lines(way)]
    return sea_within(lines, extract.coverage if extract else frame, frame)


def read_coastlines(path: Path) -> list[LineString]:
    """Return the lines of a GeoJSON file, rings of polygons among them; raises InputError."""
    try:
        shapes = shapely.get_parts(shapely.from_geojson(path.read_text("utf-8")))
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise InputError(f"{path.name} is not a GeoJSON file of coastlines: {error}") from error
    outlines = [shape.boundary if shape.geom_type == "Polygon" else shape for shape in shapes]
    parts = [part for outline in outlines for part in shapely.get_parts(outline)]
    return [part for part in parts if isinstance(part, LineString)]
