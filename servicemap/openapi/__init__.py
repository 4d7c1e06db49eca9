"""Describe the interface as OpenAPI 3.1, from the same declarations that read the parameters."""

from __future__ import annotations

import json
from functools import lru_cache

from geodata.area import current_area
from servicemap.openapi.parts import Schema
from servicemap.openapi.questions import paths_of_questions
from servicemap.openapi.shapes import schemas_of_answers
from servicemap.release import release


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
        "paths": paths_of_questions(),
        "components": {"schemas": schemas_of_answers()},
    }
