"""Read how many vehicles stand at each station at this moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from importers.errors import FetchError
from importers.gbfs.discovery import LIMITS, STATUS, addresses, document, status_limits
from importers.sources import Live, Wanted


def fetch_live(wanted: Wanted) -> Iterator[Live]:
    """Yield the status of every station; raises FetchError. What cannot be read is counted."""
    feeds = next(iter(addresses(wanted, LIMITS).values()))
    if STATUS not in feeds:
        raise FetchError(f"{wanted.address} names no {STATUS} document.")
    found = document(feeds[STATUS], wanted.cache, status_limits())
    data = found.get("data")
    stations = data.get("stations") if isinstance(data, dict) else None
    if not isinstance(stations, list):
        raise FetchError(f"{feeds[STATUS]} has no list of stations.")
    unread = 0
    for station in stations:
        try:
            yield _status(station)
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError):
            unread += 1
    if unread:
        wanted.say(f"{unread} statuses cannot be read: they lack a number or a time")


def _status(station: dict[str, Any]) -> Live:
    vehicles = station.get("num_vehicles_available", station.get("num_bikes_available"))
    docks = station.get("num_docks_available")
    return Live(
        source_id=str(station["station_id"]),
        vehicles=_number(vehicles),
        docks=None if docks is None else _number(docks),
        is_renting=bool(station.get("is_renting", True)),
        is_returning=bool(station.get("is_returning", True)),
        reported_at=_time(station["last_reported"]),
    )


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    return value


def _time(value: Any) -> dt.datetime:
    """Read seconds since 1970 (version 2) or RFC 3339 (version 3)."""
    if isinstance(value, str):
        moment = dt.datetime.fromisoformat(value)
        if moment.utcoffset() is None:
            raise ValueError(value)
        return moment
    if isinstance(value, bool):
        raise TypeError(value)
    return dt.datetime.fromtimestamp(value, dt.UTC)
