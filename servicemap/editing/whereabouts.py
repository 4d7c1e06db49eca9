"""Find the position that somebody typed: as longitude and latitude, an address, or a name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from servicemap import stops, values
from servicemap.endpoints import parse_endpoint
from servicemap.problems import NotFound
from servicemap.values import ValueRefused

MOST_NAMED = 5  # of those that may be meant


def position_of(text: str, language: str) -> list[float]:
    """Return [lon, lat] of what was typed; raises ValueRefused with what would be right."""
    asked = values.clean(text)
    endpoint = parse_endpoint(asked)
    try:
        found = stops.find(endpoint, "", language)
    except NotFound as error:
        raise ValueRefused(_told(error)) from None
    if len(found) != 1 or not found[0].points:
        told = _("%(text)s has no one position; write an address, or longitude and latitude.")
        raise ValueRefused(told % {"text": values.quoted(asked)})
    point = found[0].points[0]
    return [round(point.lon, 6), round(point.lat, 6)]


def _told(error: NotFound) -> str:
    """Return what was not found, and who else may be meant."""
    problem = error.message.removeprefix(": ")  # of no parameter
    if not error.candidates:
        return problem
    named = "; ".join(each.name for each in error.candidates[:MOST_NAMED])
    return _("%(problem)s Known: %(names)s.") % {"problem": problem, "names": named}
