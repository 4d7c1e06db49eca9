"""Describe the interface as OpenAPI 3.1, from the same declarations that read the parameters."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from geodata.area import current_area
from geodata.search.documents import MOST_COUNTED
from servicemap import (
    along,
    around,
    features,
    last_mile,
    map_data,
    operating_area,
    parameters,
    route,
    schemas,
    search,
    service_area,
    sources,
)
from servicemap.catalogue import COLLECTIONS
from servicemap.parameters import Parameter
from servicemap.release import release
from servicemap.search import suggestions

Schema = dict[str, Any]
PROBLEMS = {
    "400": "A parameter is missing, unknown, malformed or out of range.",
    "404": "Nothing, or more than one thing, has this name or id; candidates are listed.",
    "410": "It was there once: its source no longer has it.",
    "503": "Nothing was imported yet, or the data cannot be read.",
}


@lru_cache(maxsize=1)
def as_json() -> str:
    """Return the document as JSON text."""
    return json.dumps(document(), ensure_ascii=False) + "\n"


def document() -> Schema:
    """Return the whole description; it refers to nothing outside itself."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Service map: {current_area().name_in('en')}",
            "version": release(),
            "summary": "What is around, how to walk there, and who can reach what.",
            "description": (
                "Coordinates are longitude,latitude in degrees (WGS 84), boxes "
                "west,south,east,north, lengths metres. Errors are problem JSON (RFC 9457). "
                "Answers carry an ETag and stay the same until the next import or edit."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "This instance"}],
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths() -> Schema:
    paths: Schema = {
        "/api/v1/route": _get(
            "route",
            "The shortest walk from one place to another",
            _parameters(route.PARAMETERS),
            _answers("RouteFeature"),
        ),
        "/api/v1/last-mile": _get(
            "lastMile",
            "The walk from each of many origins to the nearest point of a target",
            _parameters(last_mile.PARAMETERS),
            _answers("LastMileCollection"),
        ),
        "/api/v1/service-area": _get(
            "serviceArea",
            "What can be reached on foot within limits",
            _parameters(service_area.PARAMETERS),
            _answers("ServiceAreaCollection"),
        ),
    }
    for name, collection in COLLECTIONS.items():
        paths[f"/api/v1/{name}"] = _get(
            f"list{name.capitalize()}",
            f"The open {name}, by {'time' if collection.is_timed else 'name'}",
            _parameters(features.parameters_of(name)),
            _answers(f"{collection.schema}Collection", "400", "503", rows="PagedRows"),
        )
        paths[f"/api/v1/{name}/{{id}}"] = _get(
            f"get{collection.schema}",
            f"One of the {name} by its id, which stays the same over imports",
            [_ID, *_parameters(features.ONE_PARAMETERS)],
            {"200": _geojson(f"{collection.schema}Feature")} | _problems(*PROBLEMS),
        )
    paths["/api/v1/organisations/{id}/operating-area"] = _get(
        "operatingArea",
        "Where one of the organisations works; no features when that is not known",
        [_ID, *_parameters(operating_area.PARAMETERS)],
        {"200": _geojson("OperatingAreaCollection")} | _problems(*PROBLEMS),
    )
    paths["/api/v1/trails/{id}/along"] = _get(
        "along",
        "What lies along one of the trails, in the order in which one meets it",
        [_ID, *_parameters(along.PARAMETERS)],
        _answers("AlongCollection", rows="PagedRows"),
    )
    paths["/api/v1/around"] = _get(
        "around",
        "How much of what can be walked to within so many minutes, and the nearest of it",
        _parameters(around.PARAMETERS),
        {"200": _geojson("AroundCollection")} | _problems(*PROBLEMS),
    )
    paths["/api/v1/search"] = _get(
        "search",
        "What people call so: any kind of thing, the best first",
        _parameters(search.PARAMETERS),
        _answers("SearchCollection"),
    )
    suggested = {"application/json": {"schema": _ref("Suggestions")}}
    paths["/api/v1/suggest"] = _get(
        "suggest",
        "What somebody may mean who has begun to type",
        _parameters(suggestions.PARAMETERS),
        {"200": _content("The answer", suggested)} | _problems("400", "503"),
    )
    shown = {"application/json": {"schema": _ref("MapData")}}
    paths["/api/v1/map"] = _get(
        "map",
        "What the map shows of a view: each place, or where they are many how many there are where",
        _parameters(map_data.PARAMETERS),
        {"200": _content("The answer", shown)} | _problems("400", "503"),
    )
    paths["/api/v1/sources"] = _get(
        "listSources",
        "Where the data comes from, how old it is, and how the last imports went",
        _parameters(sources.PARAMETERS),
        _rows("SourceState"),
    )
    paths["/api/v1/sources/problems"] = _get(
        "listProblems",
        "The records that the last imports refused, and why",
        _parameters(sources.PROBLEM_PARAMETERS),
        _rows("Refused"),
    )
    paths["/api/v1/openapi.json"] = _get(
        "openapi",
        "This description",
        [],
        {"200": _content("The description", {"application/json": {"schema": {"type": "object"}}})},
    )
    healthy = {"application/json": {"schema": _ref("Health")}}
    paths["/healthz"] = _get(
        "health",
        "Whether this instance can answer",
        [_FULL],
        {"200": _content("It can", healthy), "503": _content("It cannot", healthy)},
    )
    return paths


_ID: Schema = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "Id of the feature.",
    "schema": {"type": "integer", "minimum": 1},
    "example": 1,
}


_FULL: Schema = {
    "name": "full",
    "in": "query",
    "required": False,
    "description": "Tell also how each source and the queue are doing; takes no value.",
    "schema": {"type": "string", "enum": ["", "1"]},
    "allowEmptyValue": True,
    "example": "1",
}


_PAGING: Schema = {
    "count": {"type": "integer", "description": "How many there are on all pages."},
    "next": {
        "type": ["string", "null"],
        "description": "Address of the next page; null on the last one.",
    },
}


def _get(operation: str, summary: str, params: list[Schema], responses: Schema) -> Schema:
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": params,
            "responses": responses,
        }
    }


def _parameters(declared: Iterable[Parameter[Any]]) -> list[Schema]:
    return [_parameter(each) for each in declared]


def _parameter(parameter: Parameter[Any]) -> Schema:
    told: Schema = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": dict(parameter.schema),
        "example": parameter.example,
    }
    if parameter.name == parameters.LANG.name:
        told["schema"]["enum"] = list(parameters.languages())
    if parameter is parameters.TEXT:
        told["schema"]["enum"] = list(parameters.text_languages())
    kind = parameter.schema["type"]
    if kind == "array":
        told |= {"style": "form", "explode": False}
        read = float if parameter.schema["items"]["type"] == "number" else str
        told["example"] = [read(part) for part in parameter.example.split(",")]
    elif kind in ("integer", "number"):
        told["example"] = int(parameter.example)
    return told


def _answers(schema: str, *problems: str, rows: str = "Rows") -> Schema:
    answer = _geojson(schema)
    answer["content"] |= {
        "application/json": {"schema": _ref(rows)},
        "text/csv": {"schema": {"type": "string"}},
    }
    return {"200": answer} | _problems(*(problems or PROBLEMS))


def _rows(schema: str) -> Schema:
    content = {
        "application/json": {"schema": _ref(f"{schema}Rows")},
        "text/csv": {"schema": {"type": "string"}},
    }
    return {"200": _content("The answer", content)} | _problems("400", "503")


def _geojson(schema: str) -> Schema:
    return _content("The answer", {"application/geo+json": {"schema": _ref(schema)}})


def _problems(*statuses: str) -> Schema:
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    return {status: _content(PROBLEMS[status], problem) for status in statuses}


def _content(description: str, content: Schema) -> Schema:
    return {"description": description, "content": content}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_FACTS = {
    "type": "array",
    "items": _ref("Fact"),
    "description": "Each fact that is not simply what its source has said from the start.",
}


def _schemas() -> Schema:
    told: Schema = schemas.components()
    line, areas = _geometry("LineString"), _geometry("MultiPolygon", "MultiLineString")
    told["RouteFeature"] = _feature(told["Route"], line, carried=True)
    told["LastMileCollection"] = _collection(_feature(told["LastMile"], line))
    told["ServiceAreaCollection"] = _collection(_feature(told["ServiceArea"], areas))
    works = _feature(told["OperatingArea"], _geometry("MultiPolygon"), with_id=True)
    told["OperatingAreaCollection"] = _collection(works)
    told["SearchCollection"] = _search_collection(told)
    layers = {"type": "object", "additionalProperties": told["MapLayer"]}
    told["MapData"] = _object({"layers": layers} | told["Carried"]["properties"])
    told["Suggestions"] = _object({"suggestions": {"type": "array", "items": told["Suggestion"]}})
    along_it = _collection(_thing(told["Along"]), paged=True)
    told["AlongCollection"] = _object(told["AlongTrail"]["properties"] | along_it["properties"])
    around_here = _collection(_thing(told["Near"]))
    told["AroundCollection"] = _object(told["AroundHere"]["properties"] | around_here["properties"])
    for collection in COLLECTIONS.values():
        name = collection.schema
        shape = _geometry("MultiLineString" if name == "Trail" else "Point")
        listed = _feature(told[name], shape, with_id=True)
        told[f"{name}Collection"] = _collection(listed, paged=True)
        whole = _object(told[name]["properties"] | {"provenance": _FACTS})
        told[f"{name}Feature"] = _feature(whole, shape, carried=True, with_id=True)
    for name in ("SourceState", "Refused"):
        listed = {"results": {"type": "array", "items": told[name]}}
        told[f"{name}Rows"] = _object(listed | _PAGING | told["Carried"]["properties"])
    rows = {"results": {"type": "array", "items": {"type": "object"}}}
    told["Rows"] = _object(rows | told["Carried"]["properties"])
    told["PagedRows"] = _object(rows | _PAGING | told["Carried"]["properties"])
    return told


def _feature(
    properties: Schema, geometry: Schema, *, carried: bool = False, with_id: bool = False
) -> Schema:
    if carried:
        properties = _object(properties["properties"] | schemas.schema("Carried")["properties"])
    parts: Schema = {"type": {"const": "Feature"}, "geometry": geometry, "properties": properties}
    return _object(parts | ({"id": {"type": "integer"}} if with_id else {}))


def _collection(feature: Schema, *, paged: bool = False) -> Schema:
    parts: Schema = {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "items": feature},
    }
    if paged:
        parts |= _PAGING
    return _object(parts | schemas.schema("Carried")["properties"])


def _thing(properties: Schema) -> Schema:
    """Describe a feature of any kind, whose id says of which."""
    thing = _feature(properties, _geometry("Point"))
    thing["properties"]["id"] = {"type": "string", "description": "What it is, such as station:1."}
    thing["required"] = [*thing["required"], "id"]
    return thing


def _search_collection(told: Schema) -> Schema:
    hit = _thing(told["Hit"])
    found = _collection(hit, paged=True)
    end = {"anyOf": [_ref("End"), {"type": "null"}]}
    wider: Schema = {
        "without": {"type": "string", "description": "Name of the parameter that was left out."},
        "count": {"type": "integer", "description": "How many would be found without it."},
        "nearest": {"anyOf": [hit, {"type": "null"}], "description": "The nearest of them."},
    }
    more: Schema = {
        "count": {"type": "integer", "description": f"How many there are, up to {MOST_COUNTED}."},
        "count_is_exact": {"type": "boolean", "description": "False when there are more."},
        "meant": {"type": "array", "items": _ref("Meant")},
        "origin": end | {"description": "What `from` means."},
        "serves": end | {"description": "What `serves` means."},
        "complete": {
            "type": "boolean",
            "description": "False when the edge of the data is nearer than the walk may be long.",
        },
        "reason": {"type": ["string", "null"], "description": "Why nothing can be walked to."},
        "wider": {
            "type": "array",
            "items": _object(wider),
            "description": "Where nothing was found: what would be, with one filter less.",
        },
    }
    return _object(found["properties"] | more)


def _geometry(*kinds: str) -> Schema:
    coordinates = {"type": "array", "description": "Longitude and latitude, RFC 7946."}
    shape = _object({"type": {"enum": list(kinds)}, "coordinates": coordinates})
    return {"anyOf": [shape, {"type": "null"}]}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}
