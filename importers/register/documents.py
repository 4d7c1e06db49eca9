"""Tell the register's documents apart, and fetch them all as one parcel."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from importers import parcels
from importers.errors import FetchError, InputError
from importers.fetch import Limits, forget
from importers.fetch import fetch as fetch_file
from importers.register.survey import HOURS
from importers.sources import Fetched, Wanted

# Each is one document with everything; small ones first, so that a service in trouble is soon told.
DOCUMENTS = ("department", "ontologyword", "ontologytree", "entrance", "unit", "connection")
LIMITS = Limits(largest=500_000_000, gap=0.5)


def fetch(wanted: Wanted) -> Fetched:
    """Return the given file, folder or archive, or everything that the service publishes."""
    parcel = wanted.cache / "register" / f"{wanted.feed.key}.json"
    if given := wanted.given_file():
        return Fetched(parcels.gather(given, parcel, recognise))
    base = wanted.address.rstrip("/") + "/"
    with parcels.writing(parcel) as written:
        for part in DOCUMENTS:
            wanted.say(f"Fetching {part}")
            _add(written, part, urljoin(base, f"{part}/"), wanted)
    return Fetched(parcel)


def _add(written: parcels.Parcel, part: str, url: str, wanted: Wanted) -> None:
    file = fetch_file(url, wanted.cache, LIMITS)
    try:
        with file.open("rb") as stream:
            for _, item in parcels.read(stream, lambda _: part):
                if part != "connection":
                    written.add(part, item)
                elif isinstance(item, dict) and item.get("section_type") == HOURS:
                    written.add(part, _without_people(item))
    except InputError as error:
        forget(url, wanted.cache)  # else the damaged copy would be read again the next time
        raise FetchError(f"{url}: {error}") from None


def _without_people(connection: dict[str, Any]) -> dict[str, Any]:
    """Keep what tells opening hours; who may be called about them is nobody else's business."""
    kept = ("unit_id", "section_type", "connection_id")
    return {k: v for k, v in connection.items() if k in kept or k.startswith(("name_", "www"))}


def recognise(item: Any) -> str:
    """Return which document an item is from, "" when it is from none."""
    if not isinstance(item, dict):
        return ""
    for part, marks in MARKS:
        if not marks.isdisjoint(item):
            return part
    return ""


# The first that has one of these fields; units come last, since others have addresses, too.
MARKS = (
    ("connection", {"section_type", "connection_id"}),
    ("entrance", {"is_main_entrance"}),
    ("ontologyword", {"ontologyword_fi", "ontologyword_sv", "ontologyword_en"}),
    ("ontologytree", {"ontologyword_reference", "child_ids"}),
    ("department", {"hierarchy_level", "organization_type", "parent_id", "business_id"}),
    ("unit", {"name_fi", "name_sv", "name_en", "dept_id", "latitude", "ontologyword_ids"}),
)
