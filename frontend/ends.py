"""Show where walks begin and end by their names, while links keep their ids."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from servicemap import parameters
from servicemap.endpoints import KINDS, Endpoint
from servicemap.problems import NotFound, ParameterError
from servicemap.stops import find
from servicemap.walks import End

PARAMETERS = {each.name: each for each in (parameters.FROM, parameters.TO)}
SUFFIX = "-id"  # of the hidden field beside each of them


@dataclass(frozen=True)
class Shown:
    """What stands in a field, and the id that it stands for: empty for what was typed."""

    text: str
    id: str = ""


def shown(given: str, end: End | None) -> Shown:
    """Return how a field shows what a link gives: an id by its name, all else as it is."""
    if end is None or end.name == end.id or given.partition(":")[0].casefold() not in KINDS:
        return Shown(given)
    return Shown(end.name, end.id)


def without_ids(params: Mapping[str, str], language: str) -> str | None:
    """Return the query that a form without JavaScript means; None when it says so already.

    The form sends the name that it showed, which may have been changed, and the id it stood for.
    """
    if not any(f"{name}{SUFFIX}" in params for name in PARAMETERS):
        return None
    meant = {name: text for name, text in params.items() if text.strip()}
    for name in PARAMETERS:
        id = meant.pop(f"{name}{SUFFIX}", "")
        if id and _name_of(name, id, language) == meant.get(name, "").strip():
            meant[name] = id
    return urlencode(meant, safe=",:")


def endpoint_of(name: str, text: str) -> Endpoint | None:
    """Read what a field gives; None for what is no end of a walk."""
    with suppress(ParameterError):
        parameter = PARAMETERS[name]
        return parameter.of(parameters.take({name: text}, (parameter,)))
    return None


def _name_of(name: str, id: str, language: str) -> str | None:
    endpoint = endpoint_of(name, id)
    if endpoint is None or endpoint.kind not in KINDS:
        return None
    with suppress(NotFound):
        return find(endpoint, name, language)[0].end.name
    return None
