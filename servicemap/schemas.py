"""Read what the answers hold from `schemas.toml`, as JSON schemas and as CSV columns."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

Schema = dict[str, Any]
FOLDED = ("extends", "has", "keeps")  # fields that stand for all fields of another schema


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "schemas.toml").read_text("utf-8"))


def fields(name: str) -> dict[str, tuple[str, str]]:
    """Return the fields of a schema in order: name → (type, description)."""
    found: dict[str, tuple[str, str]] = {}
    for field, (kind, description) in _table()[name].items():
        if field in FOLDED:
            found |= fields(kind)
        else:
            found[field] = (kind, description)
    return found


def columns(name: str) -> tuple[str, ...]:
    """Return the CSV columns of an answer: its fields, and what every answer carries."""
    return (*fields(name), *fields("Carried"))


def schema(name: str) -> Schema:
    """Return the JSON schema of an object; fields whose type ends with "?" may be left out."""
    told = fields(name)
    return {
        "type": "object",
        "properties": {
            field: _typed(kind.removesuffix("?")) | {"description": description}
            for field, (kind, description) in told.items()
        },
        "required": [field for field, (kind, _) in told.items() if not kind.endswith("?")],
        "additionalProperties": False,
    }


def components() -> dict[str, Schema]:
    """Return every schema by name."""
    return {name: schema(name) for name in _table()}


def _typed(kind: str) -> Schema:
    choices = [_one(each) for each in kind.split("|")]
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _one(kind: str) -> Schema:
    if kind.startswith("["):
        return {"type": "array", "items": _one(kind[1:-1])}
    if kind in _table():
        return {"allOf": [{"$ref": f"#/components/schemas/{kind}"}]}
    return {"type": kind}
