"""Fetch an area from Overpass with osmnx: piece by piece, into one file of raw elements."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from geodata.area import Area
from geodata.coordinates import Box
from importers.osm.distances import metres_between
from importers.osm.json_file import RawAnswer
from importers.osm.overpass_server import OverpassServer
from importers.osm.rules import read_table

Progress = Callable[[str], None]
TABLE = "overpass.toml"


def fetch(
    area: Area, cache_dir: Path, progress: Progress, *, server: OverpassServer | None = None
) -> Path:
    """Return a JSON file with every element of the area's box that the import needs.

    The box is asked for in pieces; each is kept in `cache_dir` as soon as it is there, so that a
    download that broke off goes on where it stopped. A file younger than a day is used again.

    Raises `importers.errors.FetchError`, which says what to do instead.
    """
    target = cache_dir / f"overpass-{area.key}-{_digest(area.box)}.json"
    if _is_fresh(target):
        progress(f"Using {target.name}, fetched less than {_table()['fresh_hours']} hours ago.")
        return target
    server = server or OverpassServer()
    parts = target.with_suffix(".parts")
    cells = list(_cells(area.box))
    server.say_hello()
    for number, cell in enumerate(cells, 1):
        progress(f"Overpass: piece {number} of {len(cells)}.")
        server.download(cell, _table()["tags"], parts, progress)
    count = _join(sorted(parts.glob("*.json")), target)
    shutil.rmtree(parts)
    progress(f"Overpass: {count} elements in {target.name}.")
    return target


def _table() -> dict[str, Any]:
    return read_table(TABLE)


def _digest(box: Box) -> str:
    """Tell downloads of other boxes or other tags apart."""
    asked = json.dumps([box, _table()["tags"]], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:12]


def _is_fresh(path: Path) -> bool:
    return path.is_file() and time.time() - path.stat().st_mtime < _table()["fresh_hours"] * 3600


def _cells(box: Box) -> Iterator[Box]:
    """Cut a box into equal pieces of at most `cell_metres`, from the south-west on."""
    longest = _table()["cell_metres"]
    middle = (box.south + box.north) / 2
    columns = math.ceil(metres_between((box.west, middle), (box.east, middle)) / longest)
    rows = math.ceil(metres_between((box.west, box.south), (box.west, box.north)) / longest)
    wide, high = (box.east - box.west) / columns, (box.north - box.south) / rows
    for row in range(rows):
        for column in range(columns):
            west, south = box.west + column * wide, box.south + row * high
            yield Box(west, south, west + wide, south + high)


def _join(parts: list[Path], target: Path) -> int:
    """Write the elements of all parts, each once and one a line; return how many."""
    seen: set[tuple[str, int]] = set()
    dates = sorted(filter(None, map(_data_date, parts)))
    header = {"timestamp_osm_base": dates[0]} if dates else {}
    draft = target.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as out:
        out.write(f'{{"osm3s": {json.dumps(header)}, "elements": [')
        for part in parts:
            with part.open("rb") as stream:
                for element in RawAnswer(stream, part.name).elements():
                    key = (element["type"], element["id"])
                    if key not in seen:
                        out.write((",\n" if seen else "\n") + json.dumps(element))
                        seen.add(key)
        out.write("\n]}\n")
    draft.replace(target)
    return len(seen)


def _data_date(part: Path) -> str | None:
    """Return the day of a piece's data; the oldest is what can be promised for all of them."""
    with part.open("rb") as stream:
        answer = RawAnswer(stream, part.name)
        next(answer.elements(), None)
    return answer.data_date.isoformat() if answer.data_date else None
