"""Describe what answers look like: features, collections, rows."""

from __future__ import annotations

from geodata.search.documents import MOST_COUNTED
from servicemap import schemas
from servicemap.catalogue import COLLECTIONS
from servicemap.openapi.parts import (
    PAGING,
    Schema,
    collection_of,
    feature_of,
    geometry_of,
    object_of,
    ref,
    thing_of,
)

FACTS = {
    "type": "array",
    "items": ref("Fact"),
    "description": "Each fact that is not simply what its source has said from the start.",
}


def schemas_of_answers() -> dict[str, Schema]:
    """Return every schema by its name."""
    told: Schema = schemas.components()
    line, areas = geometry_of("LineString"), geometry_of("MultiPolygon", "MultiLineString")
    told["RouteFeature"] = feature_of(told["Route"], line, carried=True)
    told["LastMileCollection"] = collection_of(feature_of(told["LastMile"], line))
    told["ServiceAreaCollection"] = collection_of(feature_of(told["ServiceArea"], areas))
    works = feature_of(told["OperatingArea"], geometry_of("MultiPolygon"), with_id=True)
    told["OperatingAreaCollection"] = collection_of(works)
    told["SearchCollection"] = _search_collection(told)
    layers = {"type": "object", "additionalProperties": told["MapLayer"]}
    told["MapData"] = object_of({"layers": layers} | told["Carried"]["properties"])
    told["Suggestions"] = object_of({"suggestions": {"type": "array", "items": told["Suggestion"]}})
    along_it = collection_of(thing_of(told["Along"]), paged=True)
    told["AlongCollection"] = object_of(told["AlongTrail"]["properties"] | along_it["properties"])
    around_here = collection_of(thing_of(told["Near"]))
    told["AroundCollection"] = object_of(
        told["AroundHere"]["properties"] | around_here["properties"]
    )
    for collection in COLLECTIONS.values():
        name = collection.schema
        shape = geometry_of("MultiLineString" if name == "Trail" else "Point")
        listed = feature_of(told[name], shape, with_id=True)
        told[f"{name}Collection"] = collection_of(listed, paged=True)
        whole = object_of(told[name]["properties"] | {"provenance": FACTS})
        told[f"{name}Feature"] = feature_of(whole, shape, carried=True, with_id=True)
    for name in ("SourceState", "Refused"):
        listed = {"results": {"type": "array", "items": told[name]}}
        told[f"{name}Rows"] = object_of(listed | PAGING | told["Carried"]["properties"])
    rows = {"results": {"type": "array", "items": {"type": "object"}}}
    told["Rows"] = object_of(rows | told["Carried"]["properties"])
    told["PagedRows"] = object_of(rows | PAGING | told["Carried"]["properties"])
    return told


def _search_collection(told: Schema) -> Schema:
    hit = thing_of(told["Hit"])
    found = collection_of(hit, paged=True)
    end = {"anyOf": [ref("End"), {"type": "null"}]}
    wider: Schema = {
        "without": {"type": "string", "description": "Name of the parameter that was left out."},
        "count": {"type": "integer", "description": "How many would be found without it."},
        "nearest": {"anyOf": [hit, {"type": "null"}], "description": "The nearest of them."},
    }
    more: Schema = {
        "count": {"type": "integer", "description": f"How many there are, up to {MOST_COUNTED}."},
        "count_is_exact": {"type": "boolean", "description": "False when there are more."},
        "meant": {"type": "array", "items": ref("Meant")},
        "origin": end | {"description": "What `from` means."},
        "serves": end | {"description": "What `serves` means."},
        "complete": {
            "type": "boolean",
            "description": "False when the edge of the data is nearer than the walk may be long.",
        },
        "reason": {"type": ["string", "null"], "description": "Why nothing can be walked to."},
        "wider": {
            "type": "array",
            "items": object_of(wider),
            "description": "Where nothing was found: what would be, with one filter less.",
        },
    }
    return object_of(found["properties"] | more)
