"""Find the position that somebody typed: as longitude and latitude, an address, or a name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from geodata.area import current_area
from geodata.coordinates import CoordinateError, parse_lonlat
from servicemap import stops, values
from servicemap.endpoints import looks_like_a_number, parse_endpoint
from servicemap.problems import NotFound


def position_of(text: str, language: str) -> list[float]:
    """Return [lon, lat] of what was typed; raises ValueRefused, and NotFound with candidates."""
    found = stops.find(parse_endpoint(values.clean(text)), "point", language)
    points = found[0].points if len(found) == 1 else ()
    if not points:
        raise NotFound(_("It is not clear where this is."))
    return [round(points[0].lon, 6), round(points[0].lat, 6)]


def corner_of(text: str, language: str) -> list[float]:
    """Return [lon, lat] of the corner of an area, which may lie beyond ours; raises likewise."""
    asked = values.clean(text)
    if "," not in asked or not looks_like_a_number(asked.partition(",")[0]):
        return position_of(asked, language)
    try:
        return list(parse_lonlat(asked, current_area().box))
    except CoordinateError as error:
        raise values.ValueRefused(values.told(error)) from None
