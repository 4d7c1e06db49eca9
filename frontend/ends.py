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

ENDS = ("from", "to")
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
    """Return the query that a form without JavaScript means; None when it says so already."""
    if not any(f"{name}{SUFFIX}" in params for name in ENDS):
        return None
    given = {name: text for name, text in params.items() if text.strip()}
    ids = {name: given.pop(f"{name}{SUFFIX}", "") for name in ENDS}
    for name, id in ids.items():
        if id and name in given:
            given[name] = meant(given[name], id, language)
    return urlencode(given, safe=",:")


def meant(text: str, id: str, language: str) -> str:
    """Return the id beside a field, or its text when somebody has changed the name shown for it."""
    end = end_of(id, language)
    return id if end and end.name == text.strip() else text


def end_of(text: str, language: str) -> End | None:
    """Return the one entry that an id names; None for what is no id, and for what is not there."""
    endpoint = _endpoint(text)
    if endpoint is None or endpoint.kind not in KINDS:
        return None
    with suppress(NotFound):
        return find(endpoint, parameters.FROM.name, language)[0].end
    return None


def _endpoint(text: str) -> Endpoint | None:
    """Read what a field gives; None for what is no end of a walk."""
    known = (parameters.FROM,)
    with suppress(ParameterError):
        return parameters.FROM.of(parameters.take({parameters.FROM.name: text}, known))
    return None
