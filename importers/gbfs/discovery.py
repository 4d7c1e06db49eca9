"""Find the documents of a GBFS system, starting from its discovery document, and fetch them.

Only what stands at stations is read: single vehicles on the street (`vehicle_status`,
`free_bike_status`) are left out, because they are nowhere for long.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from importers import parcels
from importers.errors import FetchError, InputError
from importers.fetch import Limits
from importers.fetch import fetch as fetch_file
from importers.gbfs.texts import best, plain, texts
from importers.sources import Fetched, Wanted

STATIONS, SYSTEM, STATUS, VERSIONS = (
    "station_information",
    "system_information",
    "station_status",
    "gbfs_versions",
)
READ = ("3", "2")  # the best first
LIMITS = Limits(largest=50_000_000)

Addresses = dict[str, str]
"""Name of a document → its address."""


def fetch(wanted: Wanted) -> Fetched:
    """Return the given file, or a parcel of the system and its stations in the area's languages."""
    if given := wanted.given_file():
        return Fetched(given)
    found = addresses(wanted, LIMITS)
    system = _system(wanted, found)
    stations: dict[str, Any] = {}
    credit: dict[str, str] = {}
    for language, feeds in found.items():
        if STATIONS not in feeds:
            raise FetchError(f"{wanted.address} names no {STATIONS} document.")
        for station in _stations(document(feeds[STATIONS], wanted.cache, LIMITS), feeds):
            _join(stations, station, language or system["language"])
    if system["attribution"]:
        credit["attribution"] = system["attribution"]
    name = hashlib.sha256(wanted.address.encode()).hexdigest()[:32]
    path = wanted.cache / "gbfs" / f"{name}.json"
    with parcels.writing(path) as parcel:
        parcel.add("system", system)
        for station in stations.values():
            parcel.add("station", station)
    return Fetched(path, credit={k: v for k, v in credit.items() if k not in wanted.feed.credit})


def addresses(wanted: Wanted, limits: Limits) -> dict[str, Addresses]:
    """Return the documents' addresses by language, the area's first; "" where texts name theirs."""
    found = document(wanted.address, wanted.cache, limits)
    if isinstance(_data(found, wanted.address).get("versions"), list):
        found = _best_version(found, wanted, limits)
    version = str(found.get("version", ""))
    data = _data(found, wanted.address)
    if version and version[0] not in READ:
        here = [_feeds(each) for each in (data, *data.values()) if isinstance(each, dict)]
        other = next((feeds[VERSIONS] for feeds in here if VERSIONS in feeds), "")
        if not other:
            raise FetchError(f"{wanted.address} is GBFS {version}; versions 2 and 3 are read.")
        found = _best_version(document(other, wanted.cache, limits), wanted, limits)
        data = _data(found, other)
    if isinstance(data.get("feeds"), list):
        return {"": _feeds(data)}
    offered = {key: _feeds(each) for key, each in data.items() if isinstance(each, dict)}
    offered = {key: feeds for key, feeds in offered.items() if feeds}
    if not offered:
        raise FetchError(f"{wanted.address} is no GBFS discovery document: it lists no feeds.")
    languages = {plain(key): key for key in reversed(offered)}
    chosen = [languages[each] for each in wanted.area.languages if each in languages]
    return {key: offered[key] for key in chosen or list(offered)[:1]}


def document(url: str, cache: Path, limits: Limits) -> dict[str, Any]:
    """Fetch a JSON object; raises FetchError."""
    content = fetch_file(url, cache, limits).read_bytes()
    try:
        found = json.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise FetchError(f"{url} does not answer with JSON that can be read.") from None
    if not isinstance(found, dict):
        raise FetchError(f"{url} answers with a {type(found).__name__}, not a GBFS document.")
    return found


def _best_version(found: Mapping[str, Any], wanted: Wanted, limits: Limits) -> dict[str, Any]:
    """Follow a list of versions to the newest that is read."""
    listed = _data(found, wanted.address).get("versions")
    versions = [each for each in listed or () if isinstance(each, dict)]
    for major in READ:
        for each in sorted(versions, key=lambda each: str(each.get("version")), reverse=True):
            if str(each.get("version", "")).startswith(f"{major}.") and each.get("url"):
                return document(str(each["url"]), wanted.cache, limits)
    raise FetchError(f"{wanted.address} offers no version 2 or 3 of GBFS.")


def _data(found: Mapping[str, Any], address: str) -> dict[str, Any]:
    data = found.get("data")
    if not isinstance(data, dict):
        raise FetchError(f"{address} is no GBFS document: it has no data object.")
    return data


def _feeds(data: Mapping[str, Any]) -> Addresses:
    listed = data.get("feeds")
    feeds = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return {str(each["name"]): str(each["url"]) for each in feeds if {"name", "url"} <= {*each}}


def _system(wanted: Wanted, found: Mapping[str, Addresses]) -> dict[str, Any]:
    """Return who runs the system, and in which language it speaks."""
    first = next(iter(found.values()))
    data: dict[str, Any] = {}
    if SYSTEM in first:
        data = _data(document(first[SYSTEM], wanted.cache, LIMITS), first[SYSTEM])
    told = data.get("language") or next(iter(data.get("languages") or ()), "")
    language = plain(told if isinstance(told, str) else "")
    words = {}
    for name in ("name", "operator", "attribution_organization_name"):
        try:
            words[name] = best(texts(data.get(name), language))
        except TypeError:
            words[name] = ""
    return {
        "language": language,
        "operator": words["operator"] or words["name"],
        "attribution": words["attribution_organization_name"],
    }


def _stations(found: dict[str, Any], feeds: Addresses) -> Iterator[Any]:
    listed = _data(found, feeds[STATIONS]).get("stations")
    if not isinstance(listed, list):
        raise FetchError(f"{feeds[STATIONS]} has no list of stations.")
    yield from listed


def _join(stations: dict[str, Any], station: Any, language: str) -> None:
    """Keep a station once, with its name and address in every language that it comes in."""
    key = str(station.get("station_id", "")) if isinstance(station, dict) else ""
    words = {}
    for name in ("name", "address"):
        if key and isinstance(station.get(name), str):
            words[name] = [{"text": station[name], "language": language}]
    before = stations.get(key)
    if not key or before is None:
        stations[key or f"#{len(stations)}"] = {**station, **words} if key else station
        return
    for name, said in words.items():
        if isinstance(before.get(name), list):
            told = {each.get("language") for each in before[name] if isinstance(each, dict)}
            before[name] += [each for each in said if each["language"] not in told]


def status_limits() -> Limits:
    """A status is asked for anew each time, and is not worth waiting for long."""
    return replace(LIMITS, timeout=10, tries=2, fresh=0)


def check_prefix(value: object) -> str:
    """Check the option that says what other sources call the stations; raises InputError."""
    if not isinstance(value, str) or ":" in value or " " in value:
        raise InputError(f"identifier_prefix is {value!r}; write a short text such as hsl-bike.")
    return value
