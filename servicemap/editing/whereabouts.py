"""Find the position that somebody typed: as longitude and latitude, an address, or a name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from servicemap import stops, values
from servicemap.endpoints import parse_endpoint
from servicemap.problems import NotFound


def position_of(text: str, language: str) -> list[float]:
    """Return [lon, lat] of what was typed; raises ValueRefused, and NotFound with candidates."""
    found = stops.find(parse_endpoint(values.clean(text)), "point", language)
    points = found[0].points if len(found) == 1 else ()
    if not points:
        raise NotFound(_("It is not clear where this is."))
    return [round(points[0].lon, 6), round(points[0].lat, 6)]
