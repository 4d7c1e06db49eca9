"""Show what a search has found: a row for each hit, and its point on the map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from frontend.addresses import entry_address
from frontend.kinds import COLLECTION_OF, KINDS
from frontend.map_drawing import thinned
from frontend.opening import clock
from frontend.templatetags.tell import day_and_time
from frontend.words import NOUNS, kind_of, word
from servicemap import operating_area
from servicemap.search import Hit
from servicemap.walks import End

ZOOM = 16
MOST_AREAS = 2  # that a map shows at once; of more it shows the one that is chosen
ICONS = {"event": "clock", "place_name": "compass", "address": "home", "topic": "topic"}


@dataclass(frozen=True)
class Row:
    """One hit as it is shown: its page, or its place on the map where it has no page."""

    number: int
    hit: Hit
    icon: str
    what: str  # what it is, in the reader's words
    address: str  # of its page; empty when it has none
    on_map: str  # the map of the first page there; empty when nobody knows where
    walk: str  # the walk to it, of what has no page that tells it
    open_words: str  # whether it is open, and until when; empty when that is not known

    @property
    def collection(self) -> str:
        """Return whose symbol stands for it on the map."""
        return COLLECTION_OF.get(self.hit.noun, self.hit.noun)


def row_of(number: int, hit: Hit, moment: dt.datetime) -> Row:
    """Return the row of a hit; what is open is told for the moment that was asked about."""
    collection = COLLECTION_OF.get(hit.noun)
    there = "{:.5f},{:.5f}".format(*hit.position) if hit.position else ""
    home = reverse("pages:home")
    properties = {"mode" if hit.noun == "station" else "kind": hit.kind}
    return Row(
        number=number,
        hit=hit,
        icon=KINDS[collection].icon if collection else ICONS.get(hit.noun, "place"),
        what=kind_of(collection, properties) if collection else word(NOUNS, hit.noun),
        address=entry_address(collection, hit.id, hit.name) if collection else "",
        on_map=f"{home}?{urlencode({'at': there, 'z': str(ZOOM)})}" if there else "",
        walk=f"{home}?{urlencode({'to': there})}" if there and not collection else "",
        open_words=_open_words(hit, moment),
    )


def _open_words(hit: Hit, moment: dt.datetime) -> str:
    if hit.is_open is None:
        return ""
    if not hit.is_open:
        return _("Closed")
    if hit.open_until is None:
        return _("Open")
    is_soon = hit.open_until - moment < dt.timedelta(days=1)
    until = clock(hit.open_until, is_end=True) if is_soon else day_and_time(hit.open_until)
    return _("Open until %(time)s") % {"time": until}


def flag_of(end: End | None) -> dict[str, Any] | None:
    """Return what the map marks as asked about; nothing for what has more points than one."""
    if end is None or end.kind != "point":
        return None
    lon, lat = end.id.split(",")
    return {"name": end.name, "point": [float(lon), float(lat)]}


def areas_of(rows: Sequence[Row]) -> list[dict[str, Any]] | None:
    """Return where the organisations that were found work; None where all would hide the map."""
    found = {row.hit.id: row.hit for row in rows if row.hit.noun == "organisation"}
    if len(found) > MOST_AREAS:
        return None
    return [
        area_drawn(found[id].name, shape, is_example=found[id].is_example)
        for id, shape in operating_area.shapes_of(list(found))
    ]


def area_drawn(name: str, shape: str, *, is_example: bool) -> dict[str, Any]:
    """Return an operating area as the map draws it."""
    return {"name": name, "text": "", "is_example": is_example, "geometry": thinned(shape)}


def points_of(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return what the map draws of the rows that lie somewhere."""
    return [
        {
            "row": row.number,
            "collection": row.collection,
            "name": row.hit.name,
            "kind": row.what,
            "entry": row.hit.id if row.address else None,
            "is_example": row.hit.is_example,
            "point": row.hit.position,
        }
        for row in rows
        if row.hit.position
    ]
