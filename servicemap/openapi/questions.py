"""Name every question that can be asked, with its parameters and responses."""

from __future__ import annotations

from servicemap import (
    along,
    around,
    features,
    last_mile,
    map_data,
    operating_area,
    route,
    search,
    service_area,
    sources,
)
from servicemap.catalogue import COLLECTIONS
from servicemap.openapi.parts import (
    PROBLEMS,
    Schema,
    answers_of,
    content_of,
    geojson_of,
    operation,
    parameters_of,
    problems_of,
    ref,
    rows_of,
)
from servicemap.search import suggestions

ID: Schema = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "Id of the feature.",
    "schema": {"type": "integer", "minimum": 1},
    "example": 1,
}


FULL: Schema = {
    "name": "full",
    "in": "query",
    "required": False,
    "description": "Tell also how each source and the queue are doing; takes no value.",
    "schema": {"type": "string", "enum": ["", "1"]},
    "allowEmptyValue": True,
    "example": "1",
}


def paths_of_questions() -> Schema:
    """Return every path with what can be asked there."""
    return {**_walks(), **_lists(), **_things(), **_finding(), **_state()}


def _walks() -> Schema:
    return {
        "/api/v1/route": operation(
            "route",
            "The shortest walk from one place to another",
            parameters_of(route.PARAMETERS),
            answers_of("RouteFeature"),
        ),
        "/api/v1/last-mile": operation(
            "lastMile",
            "The walk from each of many origins to the nearest point of a target",
            parameters_of(last_mile.PARAMETERS),
            answers_of("LastMileCollection"),
        ),
        "/api/v1/service-area": operation(
            "serviceArea",
            "What can be reached on foot within limits",
            parameters_of(service_area.PARAMETERS),
            answers_of("ServiceAreaCollection"),
        ),
    }


def _lists() -> Schema:
    """Of each noun: all of them, and one."""
    paths: Schema = {}
    for name, collection in COLLECTIONS.items():
        paths[f"/api/v1/{name}"] = operation(
            f"list{name.capitalize()}",
            f"The open {name}, by {'time' if collection.is_timed else 'name'}",
            parameters_of(features.parameters_of(name)),
            answers_of(f"{collection.schema}Collection", "400", "503", rows="PagedRows"),
        )
        paths[f"/api/v1/{name}/{{id}}"] = operation(
            f"get{collection.schema}",
            f"One of the {name} by its id, which stays the same over imports",
            [ID, *parameters_of(features.ONE_PARAMETERS)],
            {"200": geojson_of(f"{collection.schema}Feature")} | problems_of(*PROBLEMS),
        )
    return paths


def _things() -> Schema:
    """What belongs to one thing, or lies around it."""
    paths: Schema = {}
    paths["/api/v1/organisations/{id}/operating-area"] = operation(
        "operatingArea",
        "Where one of the organisations works; no features when that is not known",
        [ID, *parameters_of(operating_area.PARAMETERS)],
        {"200": geojson_of("OperatingAreaCollection")} | problems_of(*PROBLEMS),
    )
    paths["/api/v1/trails/{id}/along"] = operation(
        "along",
        "What lies along one of the trails, in the order in which one meets it",
        [ID, *parameters_of(along.PARAMETERS)],
        answers_of("AlongCollection", rows="PagedRows"),
    )
    paths["/api/v1/around"] = operation(
        "around",
        "How much of what can be walked to within so many minutes, and the nearest of it",
        parameters_of(around.PARAMETERS),
        {"200": geojson_of("AroundCollection")} | problems_of(*PROBLEMS),
    )
    return paths


def _finding() -> Schema:
    """Searching."""
    paths: Schema = {}
    paths["/api/v1/search"] = operation(
        "search",
        "What people call so: any kind of thing, the best first",
        parameters_of(search.PARAMETERS),
        answers_of("SearchCollection"),
    )
    suggested = {"application/json": {"schema": ref("Suggestions")}}
    paths["/api/v1/suggest"] = operation(
        "suggest",
        "What somebody may mean who has begun to type",
        parameters_of(suggestions.PARAMETERS),
        {"200": content_of("The answer", suggested)} | problems_of("400", "503"),
    )
    shown = {"application/json": {"schema": ref("MapData")}}
    paths["/api/v1/map"] = operation(
        "map",
        "What the map shows of a view: each place, or where they are many how many there are where",
        parameters_of(map_data.PARAMETERS),
        {"200": content_of("The answer", shown)} | problems_of("400", "503"),
    )
    return paths


def _state() -> Schema:
    """How the service and its data are."""
    paths: Schema = {}
    paths["/api/v1/sources"] = operation(
        "listSources",
        "Where the data comes from, how old it is, and how the last imports went",
        parameters_of(sources.PARAMETERS),
        rows_of("SourceState"),
    )
    paths["/api/v1/sources/problems"] = operation(
        "listProblems",
        "The records that the last imports refused, and why",
        parameters_of(sources.PROBLEM_PARAMETERS),
        rows_of("Refused"),
    )
    paths["/api/v1/openapi.json"] = operation(
        "openapi",
        "This description",
        [],
        {
            "200": content_of(
                "The description", {"application/json": {"schema": {"type": "object"}}}
            )
        },
    )
    healthy = {"application/json": {"schema": ref("Health")}}
    paths["/healthz"] = operation(
        "health",
        "Whether this instance can answer",
        [FULL],
        {"200": content_of("It can", healthy), "503": content_of("It cannot", healthy)},
    )
    return paths
