"""Build the parts of a description that many questions share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from servicemap import parameters, schemas
from servicemap.parameters import Parameter

Schema = dict[str, Any]
PROBLEMS = {
    "400": "A parameter is missing, unknown, malformed or out of range.",
    "404": "Nothing, or more than one thing, has this name or id; candidates are listed.",
    "410": "It was there once: its source no longer has it.",
    "503": "Nothing was imported yet, or the data cannot be read.",
}
PAGING: Schema = {
    "count": {"type": "integer", "description": "How many there are on all pages."},
    "next": {
        "type": ["string", "null"],
        "description": "Address of the next page; null on the last one.",
    },
}


def operation(operation: str, summary: str, params: list[Schema], responses: Schema) -> Schema:
    """Describe a question that is asked by GET."""
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": params,
            "responses": responses,
        }
    }


def parameters_of(declared: Iterable[Parameter[Any]]) -> list[Schema]:
    """Describe parameters as they were declared."""
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


def answers_of(schema: str, *problems: str, rows: str = "Rows") -> Schema:
    """Return the responses of a question that answers in all formats."""
    answer = geojson_of(schema)
    answer["content"] |= {
        "application/json": {"schema": ref(rows)},
        "text/csv": {"schema": {"type": "string"}},
    }
    return {"200": answer} | problems_of(*(problems or PROBLEMS))


def rows_of(schema: str) -> Schema:
    """Return the responses of a question that answers in rows alone."""
    content = {
        "application/json": {"schema": ref(f"{schema}Rows")},
        "text/csv": {"schema": {"type": "string"}},
    }
    return {"200": content_of("The answer", content)} | problems_of("400", "503")


def geojson_of(schema: str) -> Schema:
    """Return a response in GeoJSON."""
    return content_of("The answer", {"application/geo+json": {"schema": ref(schema)}})


def problems_of(*statuses: str) -> Schema:
    """Return the responses that tell of mistakes."""
    problem = {"application/problem+json": {"schema": ref("Problem")}}
    return {status: content_of(PROBLEMS[status], problem) for status in statuses}


def content_of(description: str, content: Schema) -> Schema:
    """Return a response by its kinds of content."""
    return {"description": description, "content": content}


def ref(name: str) -> Schema:
    """Refer to a schema by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def feature_of(
    properties: Schema, geometry: Schema, *, carried: bool = False, with_id: bool = False
) -> Schema:
    """Describe a GeoJSON feature; `carried` adds what every answer carries."""
    if carried:
        properties = object_of(properties["properties"] | schemas.schema("Carried")["properties"])
    parts: Schema = {"type": {"const": "Feature"}, "geometry": geometry, "properties": properties}
    return object_of(parts | ({"id": {"type": "integer"}} if with_id else {}))


def collection_of(feature: Schema, *, paged: bool = False) -> Schema:
    """Describe a GeoJSON feature collection."""
    parts: Schema = {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "items": feature},
    }
    if paged:
        parts |= PAGING
    return object_of(parts | schemas.schema("Carried")["properties"])


def thing_of(properties: Schema) -> Schema:
    """Describe a feature of any kind, whose id says of which."""
    thing = feature_of(properties, geometry_of("Point"))
    thing["properties"]["id"] = {"type": "string", "description": "What it is, such as station:1."}
    thing["required"] = [*thing["required"], "id"]
    return thing


def geometry_of(*kinds: str) -> Schema:
    """Describe a geometry of one of these kinds, or none."""
    coordinates = {"type": "array", "description": "Longitude and latitude, RFC 7946."}
    shape = object_of({"type": {"enum": list(kinds)}, "coordinates": coordinates})
    return {"anyOf": [shape, {"type": "null"}]}


def object_of(properties: Schema) -> Schema:
    """Describe an object that has all of these properties."""
    return {"type": "object", "properties": properties, "required": list(properties)}
