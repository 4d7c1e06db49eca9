"""Read the colours of a screenshot: what is really seen, not what was meant to be drawn."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Picture:
    """A picture of so many pixels; rows from the top, `depth` bytes for each pixel."""

    width: int
    height: int
    depth: int
    rows: tuple[bytes, ...]

    def at(self, x: float, y: float) -> Colour:
        """Return the colour of one pixel."""
        start = round(x) * self.depth
        red, green, blue = self.rows[round(y)][start : start + 3]
        return red, green, blue

    def around(self, x: float, y: float, reach: int) -> Iterator[Colour]:
        """Return the colours of a square around a pixel."""
        for row in range(round(y) - reach, round(y) + reach + 1):
            for column in range(round(x) - reach, round(x) + reach + 1):
                yield self.at(column, row)


def read(png: bytes) -> Picture:
    """Read a PNG as browsers write it: eight bits, RGB or RGBA, not interlaced."""
    data, at = b"", 8
    width = height = kind = 0
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        chunk = png[at + 8 : at + 8 + length]
        if name == b"IHDR":
            width, height, _bits, kind = struct.unpack(">IIBB", chunk[:10])
        elif name == b"IDAT":
            data += chunk
        at += length + 12
    depth = {2: 3, 6: 4}[kind]
    return Picture(width, height, depth, tuple(_rows(zlib.decompress(data), width * depth, depth)))


def _rows(data: bytes, length: int, depth: int) -> Iterator[bytes]:
    before = bytearray(length)
    for start in range(0, len(data), length + 1):
        row = bytearray(data[start + 1 : start + 1 + length])
        _unfilter(data[start], row, before, depth)
        yield bytes(row)
        before = row


def _unfilter(kind: int, row: bytearray, above: bytearray, depth: int) -> None:
    for at in range(len(row)):
        left = row[at - depth] if at >= depth else 0
        corner = above[at - depth] if at >= depth else 0
        guess = (0, left, above[at], (left + above[at]) // 2, _paeth(left, above[at], corner))[kind]
        row[at] = (row[at] + guess) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    distances = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return (left, up, corner)[distances.index(min(distances))]


def near(colour: Colour, wanted: Colour, reach: int = 40) -> bool:
    """Say whether two colours are alike."""
    return all(abs(a - b) <= reach for a, b in zip(colour, wanted, strict=True))
