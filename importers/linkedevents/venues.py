"""Make records of places and keywords, and know where the places are."""

from __future__ import annotations

from shapely import Point

from geodata.area import Area
from importers.linkedevents.items import (
    Item,
    Unusable,
    id_of,
    names,
    one_text,
    position,
    texts,
    web_address,
)
from importers.linkedevents.rules import table
from importers.records import KeywordRecord, PlaceRecord
from importers.whereabouts import is_elsewhere

IDENTITIES = ("tprek:",)  # LinkedEvents takes these ids over from the service register
INTERNET = "internet"


def is_internet(key: str) -> bool:
    """Say whether a place is none, because its events are on the internet."""
    return key.split(":")[-1] == INTERNET


def lies_elsewhere(point: Point | None, area: Area) -> bool:
    """Say whether a position is simply in another city."""
    return point is not None and is_elsewhere(point.x, point.y, area)


def place_record(item: Item, area: Area) -> PlaceRecord:
    """Return the record of a place; raises Unusable with the reason."""
    key, point = id_of(item), position(item)
    if point is None:
        raise Unusable("it has no position, so that it is on no map")
    return PlaceRecord(
        source_id=key,
        name=names(item),
        identifiers=(key,) if key.startswith(IDENTITIES) else (),
        kind=table()["place_kind"],
        point=point,
        street_address=texts(item.get("street_address"), "street_address"),
        postal_code=str(item.get("postal_code") or ""),
        city=one_text(item.get("address_locality"), "address_locality", area.languages),
        website=web_address(item.get("info_url"), "info_url", area.languages),
        telephone=one_text(item.get("telephone"), "telephone", area.languages),
        email=str(item.get("email") or "").strip(),
        description=texts(item.get("description"), "description", paragraphs=True),
    )


def keyword_record(item: Item) -> KeywordRecord:
    """Return the record of a keyword; raises Unusable with the reason."""
    key = id_of(item)
    labels = item.get("alt_labels") or []
    if not isinstance(labels, list) or not all(isinstance(each, str) for each in labels):
        raise Unusable("alt_labels is no list of texts")
    return KeywordRecord(
        source_id=key,
        name=names(item),
        identifiers=(key,),
        alternatives=tuple(sorted({each.strip() for each in labels} - {""})),
    )
