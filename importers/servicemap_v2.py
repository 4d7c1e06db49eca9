"""Read units of a Service Map API (`/v2`), which are the service register's in another shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from urllib.parse import urlencode, urljoin

from geodata.area import Area, Feed
from importers import parcels
from importers.errors import FetchError
from importers.options import Options
from importers.paging import fetch_pages
from importers.records import Problem, Record
from importers.register.reading import records
from importers.register.survey import HOURS
from importers.register.units import KINDS
from importers.sources import Fetched, Parse, Wanted

__all__ = ["KINDS", "configured", "fetch"]

MOST_PER_PAGE = 1_000
# Their parts of the address, and what the register calls the same thing.
LISTS = {"department": "department", "service": "ontologyword", "service_node": "ontologytree"}
# Fields with a text per language, and what they are called in the register's own documents.
TEXTS = {
    "name": "name",
    "street_address": "street_address",
    "www": "www",
    "short_description": "short_desc",
    "description": "desc",
    "address_city": "address_city",
}
SAME = (
    *("id", "address_zip", "phone", "email", "organizer_type", "accessibility_viewpoints"),
    *("business_id", "oid", "organization_type", "section_type", "is_main_entrance"),
)
# The first part that has one of these fields; units come first, since others lack their fields.
MARKS = (
    ("unit", {"services", "service_nodes", "provider_type", "location", "municipality_id"}),
    ("department", {"hierarchy_level", "organization_type", "abbr", "business_id"}),
    ("service_node", {"children", "level", "related_services", "service_reference"}),
    ("service", {"unit_count", "root_service_node", "clarification_enabled", "period_enabled"}),
)


def configured(feed: Feed) -> Parse:
    """Return what reads the pages; raises InputError for options that are wrong."""
    cities = _read(feed)[2]

    def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        def documents() -> Iterator[tuple[str, Any]]:
            stream.seek(0)
            for part, item in parcels.read(stream, recognise):
                yield from rewritten(part, item)

        yield from records(documents, area, cities)

    return parse


def fetch(wanted: Wanted) -> Fetched:
    """Return the given file, folder or archive, or all pages of the service."""
    parcel = wanted.cache / "servicemap_v2" / f"{wanted.feed.key}.json"
    if given := wanted.given_file():
        return Fetched(parcels.gather(given, parcel, recognise))
    municipalities, size, _ = _read(wanted.feed)
    base = wanted.address.rstrip("/").removesuffix("/unit") + "/"
    asked = {"format": "json", "page_size": str(size)}
    units = asked | {"include": "connections,entrances"}
    if municipalities:
        units["municipality"] = ",".join(municipalities)
    with parcels.writing(parcel) as written:
        for part, parameters in (*((each, asked) for each in LISTS), ("unit", units)):
            address = urljoin(base, f"{part}/?{urlencode(parameters, safe=',')}")
            for page in fetch_pages(address, wanted.cache, next_url=_next, say=wanted.say):
                for item in _results(page):
                    written.add(part, _without_people(item))
    return Fetched(parcel)


def _read(feed: Feed) -> tuple[tuple[str, ...], int, tuple[str, ...]]:
    """Return the municipalities asked for, how many units a page has, and the area's cities."""
    options = Options(feed)
    municipalities = options.texts("municipality") if "municipality" in options else ()
    size = options.whole("page_size", MOST_PER_PAGE)
    if not 1 <= size <= MOST_PER_PAGE:
        raise options.wrong("page_size", f"a whole number from 1 to {MOST_PER_PAGE}")
    cities = options.texts("cities") if "cities" in options else ()
    options.finish()
    return municipalities, size, (*cities, *municipalities)


def _results(page: Any) -> list[Any]:
    results = page.get("results") if isinstance(page, dict) else None
    if not isinstance(results, list):
        raise FetchError("The service answers with a document that has no list of results.")
    return results


def _without_people(item: Any) -> Any:
    """Keep of a unit's connections those that tell opening hours; others name persons."""
    if not isinstance(item, dict) or not item.get("connections"):
        return item
    told = [each for each in _dicts(item["connections"]) if each.get("section_type") == HOURS]
    kept = ("section_type", "name", "www")
    return item | {"connections": [{k: each[k] for k in kept if k in each} for each in told]}


def _next(page: dict[str, Any]) -> str | None:
    return page.get("next")  # of a page whose results were taken, so it is an object


def recognise(item: Any) -> str:
    """Return which list an item is from, "" when it is from none."""
    if not isinstance(item, dict) or "name" not in item:
        return ""
    return next((part for part, marks in MARKS if not marks.isdisjoint(item)), "")


def rewritten(part: str, item: Any) -> Iterator[tuple[str, Any]]:
    """Yield an item, and the connections and entrances inside it, as the register writes them."""
    if not isinstance(item, dict):
        yield part, item
        return
    whole = _flat(item)
    if part != "unit":
        whole["parent_id"] = _id(item.get("parent"))
        yield LISTS.get(part, ""), whole
        return
    whole |= {
        "dept_id": _id(item.get("department")),
        "org_id": _id(item.get("root_department")),
        "ontologyword_ids": _ids(item.get("services")),
        "ontologytree_ids": _ids(item.get("service_nodes")),
        "sources": [
            {"source": each.get("namespace"), "id": each.get("value")}
            for each in _dicts(item.get("identifiers"))
        ],
    }
    whole.update(_city(item.get("municipality")))
    yield "unit", whole
    for each in _dicts(item.get("connections")):
        yield "connection", _flat(each) | {"unit_id": item.get("id")}
    for number, each in enumerate(_dicts(item.get("entrances")), start=1):
        key = each.get("id") or f"{item.get('id')}-{number}"
        yield "entrance", _flat(each) | {"id": key, "unit_id": item.get("id")}


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are the same, with `name: {fi: …}` as `name_fi` and so on."""
    flat = {name: item[name] for name in SAME if name in item}
    for name, own in TEXTS.items():
        value = item.get(name)
        if isinstance(value, dict):
            flat |= {f"{own}_{language}": text for language, text in value.items()}
        elif value is not None:
            flat[f"{own}_fi"] = [value]  # a text of no language: told when the unit is read
    location = item.get("location")
    if location is not None:
        flat |= _position(location)
    return flat


def _position(location: Any) -> dict[str, Any]:
    coordinates = location.get("coordinates") if isinstance(location, dict) else location
    if isinstance(coordinates, list) and len(coordinates) in (2, 3):
        return {"longitude": coordinates[0], "latitude": coordinates[1]}
    return {"longitude": coordinates, "latitude": coordinates}  # told when the unit is read


def _city(municipality: Any) -> dict[str, Any]:
    """Return the city of `"espoo"`, or of an object with names by language."""
    if isinstance(municipality, dict):
        return {f"address_city_{k}": v for k, v in dict(municipality.get("name") or {}).items()}
    return {"address_city_fi": municipality.title()} if isinstance(municipality, str) else {}


def _id(value: Any) -> Any:
    """Return the id of what is either an id or an object with one."""
    return value.get("id") if isinstance(value, dict) else value


def _ids(values: Any) -> Any:
    return [_id(each) for each in values] if isinstance(values, list) else values


def _dicts(values: Any) -> list[dict[str, Any]]:
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []
