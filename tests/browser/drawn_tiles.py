"""Write a small basemap for the town: sea south of the street, land and a path elsewhere."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from math import asinh, floor, pi, radians, tan
from pathlib import Path
from typing import Any

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

WEST, SOUTH, EAST, NORTH = 24.92, 60.15, 25.0, 60.19
SHORE = 60.1690  # degrees north: the sea is south of it
EXTENT = 4096
ZOOMS = range(8, 16)
VERSION = "basemap-00000000feed"


def write(directory: Path) -> str:
    """Write the tiles and return the version that the database names."""
    path = directory / f"{VERSION}.pmtiles"
    with path.open("wb") as file:
        writer: Any = Writer(file)  # type: ignore[no-untyped-call]
        tiles = sorted((zxy_to_tileid(*tile), tile) for zoom in ZOOMS for tile in _tiles(zoom))
        for number, (zoom, column, row) in tiles:
            writer.write_tile(number, gzip.compress(_tile(zoom, column, row)))
        header = {
            "tile_type": TileType.MVT,
            "tile_compression": Compression.GZIP,
            "min_lon_e7": int(WEST * 1e7),
            "min_lat_e7": int(SOUTH * 1e7),
            "max_lon_e7": int(EAST * 1e7),
            "max_lat_e7": int(NORTH * 1e7),
            "center_zoom": 12,
            "center_lon_e7": int(24.95 * 1e7),
            "center_lat_e7": int(60.17 * 1e7),
        }
        writer.finalize(header, {})
    return VERSION


def place(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    """Return where a position lies on the map of the world, in tiles from its north-west corner."""
    size = 2.0**zoom
    return (lon + 180) / 360 * size, (1 - asinh(tan(radians(lat))) / pi) / 2 * size


def _tiles(zoom: int) -> Iterator[tuple[int, int, int]]:
    west, north = place(WEST, NORTH, zoom)
    east, south = place(EAST, SOUTH, zoom)
    for column in range(floor(west), floor(east) + 1):
        for row in range(floor(north), floor(south) + 1):
            yield zoom, column, row


def _tile(zoom: int, column: int, row: int) -> bytes:
    def within(lon: float, lat: float) -> tuple[int, int]:
        x, y = place(lon, lat, zoom)
        return _clamp((x - column) * EXTENT), _clamp((y - row) * EXTENT)

    sea = [within(WEST, SHORE), within(EAST, SHORE), within(EAST, SOUTH), within(WEST, SOUTH)]
    return _field(3, _layer("water", "sea", sea))


def _clamp(value: float) -> int:
    return round(min(max(value, -256), EXTENT + 256))


def _layer(name: str, kind: str, ring: list[tuple[int, int]]) -> bytes:
    """Return a vector tile's layer with one polygon of this kind."""
    commands = [9]  # move to, once
    x = y = 0
    for at, (to_x, to_y) in enumerate(ring):
        if at == 1:
            commands.append((len(ring) - 1) << 3 | 2)  # line to, so many times
        commands += [_zigzag(to_x - x), _zigzag(to_y - y)]
        x, y = to_x, to_y
    commands.append(15)  # close the ring
    feature = _field(2, _packed([0, 0])) + _number(3, 3) + _field(4, _packed(commands))
    values = _field(4, _field(1, kind.encode()))
    about = _field(1, name.encode()) + _field(2, feature) + _field(3, b"kind") + values
    return about + _number(5, EXTENT) + _number(15, 2)


def _zigzag(value: int) -> int:
    return (value << 1) ^ (value >> 31)


def _varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def _packed(values: list[int]) -> bytes:
    return b"".join(_varint(value) for value in values)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)
