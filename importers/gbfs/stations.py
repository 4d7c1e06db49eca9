"""Make components of hubs of the stations that GBFS tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from shapely import Point

from geodata.area import Area, Feed
from importers import parcels
from importers.errors import InputError
from importers.gbfs.discovery import check_prefix
from importers.gbfs.texts import plain, texts
from importers.options import Options
from importers.osm.rules import read_table
from importers.records import HubComponentRecord, Problem, Record
from importers.sources import Parse
from importers.whereabouts import is_elsewhere

NOUN = "hub_component"
KINDS = tuple(read_table("hubs.toml")["within"])


@dataclass(frozen=True)
class System:
    """What a feed says of its stations that their documents do not."""

    prefix: str
    kind: str
    language: str
    operator: str


def configured(feed: Feed) -> Parse:
    """Return what reads this feed; raises InputError when its options are wrong."""
    given = Options(feed)
    system = System(
        prefix=check_prefix(given.text("identifier_prefix", f"gbfs-{feed.key}")),
        kind=given.choice("kind", KINDS, "shared_bikes"),
        language=given.text("language", ""),
        operator=given.text("operator", ""),
    )
    given.finish()

    def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        return read(stream, area, system)

    return parse


def read(stream: BinaryIO, area: Area, system: System) -> Iterator[Record | Problem]:
    """Yield a component for each station in the area; raises InputError when it is no GBFS."""
    operator, language, number = system.operator, plain(system.language), 0
    for part, item in parcels.read(stream, _recognised):
        if part == "system":
            operator = operator or str(item.get("operator", ""))
            language = language or str(item.get("language", ""))
            continue
        if part not in ("station", "stations"):
            raise InputError("This is no station_information document of GBFS.")
        for station in [item] if part == "station" else item["data"]["stations"]:
            number += 1
            made = _made(station, number, system, operator, language)
            if isinstance(made, Problem) or not is_elsewhere(made.point.x, made.point.y, area):
                yield made


def _recognised(item: Any) -> str:
    data = item.get("data") if isinstance(item, dict) else None
    return "stations" if isinstance(data, dict) and isinstance(data.get("stations"), list) else ""


def _made(
    station: Any, number: int, system: System, operator: str, language: str
) -> HubComponentRecord | Problem:
    key = str(station.get("station_id", "")) if isinstance(station, dict) else ""
    if not key:
        return Problem(NOUN, f"station {number}", "it has no station_id")
    try:
        return HubComponentRecord(
            source_id=key,
            name=texts(station.get("name"), language),
            identifiers=(f"{system.prefix}:{key}",),
            kind=system.kind,
            point=_point(station),
            operator=operator,
            capacity=_capacity(station.get("capacity")),
            street_address=texts(station.get("address"), language),
            website=_website(station),
        )
    except (TypeError, ValueError) as error:
        return Problem(NOUN, key, str(error))


def _point(station: dict[str, Any]) -> Point:
    lon, lat = station.get("lon"), station.get("lat")
    try:
        point = Point(float(lon), float(lat))  # type: ignore[arg-type]  # None is a TypeError
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"its position {lon!r}, {lat!r} is no pair of numbers") from None
    if (point.x, point.y) == (0, 0):
        raise ValueError("its position is 0,0, which stands for none")
    return point


def _capacity(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise ValueError(f"its capacity {value!r} is no whole number")
    return int(value)


def _website(station: dict[str, Any]) -> str:
    addresses = station.get("rental_uris")
    address = addresses.get("web") if isinstance(addresses, dict) else None
    if not isinstance(address, str):
        return ""
    return f"https://{address}" if address.startswith("www.") else address
