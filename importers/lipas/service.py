"""Ask LIPAS for its sports places and their types, page by page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from importers import parcels
from importers.errors import FetchError
from importers.lipas.reading import PLACES, TYPES, recognise
from importers.options import Options
from importers.paging import fetch_pages
from importers.sources import Fetched, Wanted

PAGE = 100  # the most that LIPAS gives at once
FIELDS = (  # the first interface answers with ids alone unless it is told what else
    "name", "type", "location", "properties", "www", "email", "phoneNumber",
)  # fmt: skip
STATUSES = "active,out-of-service-temporarily"
Pairs = list[tuple[str, str]]


def fetch(wanted: Wanted) -> Fetched:
    """Return the given file, or a parcel of the types and the places of the feed's cities.

    The address is the one of `sports-sites` (second interface) or `sports-places` (first).
    Raises InputError for wrong options, FetchError for what cannot be had.
    """
    options = Options(wanted.feed)
    cities, kinds = options.wholes("city_codes"), options.wholes("type_codes")
    options.finish()
    if given := wanted.given_file():
        return Fetched(parcels.gather(given, _parcel(wanted, str(given)), recognise))
    path = _parcel(wanted, f"{wanted.address} {cities} {kinds}")
    is_second = urlsplit(wanted.address).path.rstrip("/").endswith("sports-sites")
    ask = _second if is_second else _first
    with parcels.writing(path) as parcel:
        for part, item in ask(wanted, cities, kinds):
            parcel.add(part, item)
    return Fetched(path)


def _parcel(wanted: Wanted, what: str) -> Path:
    return wanted.cache / "lipas" / f"{hashlib.sha256(what.encode()).hexdigest()[:32]}.json"


def _second(
    wanted: Wanted, cities: tuple[int, ...], kinds: tuple[int, ...]
) -> Iterator[tuple[str, Any]]:
    yield from _types(wanted, "sports-site-categories")
    pairs: Pairs = [("page-size", str(PAGE)), ("statuses", STATUSES)]
    pairs += [("city-codes", _listed(cities))] if cities else []
    pairs += [("type-codes", _listed(kinds))] if kinds else []

    def is_last(document: Any, page: int) -> bool:
        return page >= _pages(document)

    yield from _places(wanted, pairs, is_last)


def _first(
    wanted: Wanted, cities: tuple[int, ...], kinds: tuple[int, ...]
) -> Iterator[tuple[str, Any]]:
    yield from _types(wanted, "sports-place-types")
    pairs: Pairs = [("pageSize", str(PAGE)), *(("fields", each) for each in FIELDS)]
    pairs += [("cityCodes", str(each)) for each in cities]
    pairs += [("typeCodes", str(each)) for each in kinds]

    def is_last(document: Any, page: int) -> bool:
        return len(document) < PAGE

    yield from _places(wanted, pairs, is_last)


def _types(wanted: Wanted, name: str) -> Iterator[tuple[str, Any]]:
    parts = urlsplit(wanted.address)
    beside = parts.path.rstrip("/").rpartition("/")[0]
    url = urlunsplit(parts._replace(path=f"{beside}/{name}", query=""))
    for document in fetch_pages(url, wanted.cache, next_url=lambda _: None, say=wanted.say):
        for item in _items(document, url):
            yield TYPES, item


def _places(
    wanted: Wanted, pairs: Pairs, is_last: Callable[[Any, int], bool]
) -> Iterator[tuple[str, Any]]:
    page = 1

    def address(number: int) -> str:
        parts = urlsplit(wanted.address)
        query = [*parse_qsl(parts.query), *pairs, ("page", str(number))]
        return urlunsplit(parts._replace(query=urlencode(query, safe=",")))

    def following(document: Any) -> str | None:
        nonlocal page
        if is_last(document, page):
            return None
        page += 1
        return address(page)

    for document in fetch_pages(address(1), wanted.cache, next_url=following, say=wanted.say):
        for item in _items(document, wanted.address):
            yield PLACES, item


def _items(document: Any, url: str) -> list[Any]:
    items = document.get("items") if isinstance(document, dict) else document
    if not isinstance(items, list):
        raise FetchError(f"{url} answers with something else than a list.")
    return items


def _pages(document: Any) -> int:
    pagination = document.get("pagination") if isinstance(document, dict) else None
    total = pagination.get("total-pages") if isinstance(pagination, dict) else None
    return total if type(total) is int else 1


def _listed(codes: tuple[int, ...]) -> str:
    return ",".join(map(str, codes))
