"""Measure what was found on the walking network: how far is each from where somebody is?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import numpy.typing as npt

from geodata.network import Network
from geodata.search import documents
from geodata.search.documents import Asked, Placed
from servicemap.reach import Start, box_of, metres_to, start_at
from servicemap.search.query import SearchQuery
from servicemap.stops import Stop

MOST_MEASURED = 5_000
ENOUGH = 500  # as many as are ranked where words are given
FIRST_METRES = 300.0
FARTHER = (1.25, 4.0)  # times as far is looked next, at least and at most


@dataclass(frozen=True)
class Reached:
    """Ids of documents, nearest first, and their metres along the network."""

    ids: npt.NDArray[np.int64]
    metres: npt.NDArray[np.float64]
    is_all: bool = True  # False where there is more, and farther


def start_of(query: SearchQuery, network: Network, stops: list[Stop]) -> Start:
    """Place the origin of a search on the network."""
    return start_at(network, stops, query.profile, query.minutes)


def reached(start: Start, asked: Asked) -> Reached:
    """Return what can be walked to within the limit, nearest first; one search of the network.

    An entry is measured to its own point, entrances of its own or not. Without words only the
    nearest are of interest: where very much lies around, no more than `ENOUGH` is looked for.
    """
    if asked.terms.begun:
        return _measured(start, documents.placed(_around(start, asked)))
    found = documents.placed(_around(start, asked), MOST_MEASURED + 1)
    if len(found.ids) <= MOST_MEASURED:
        return _measured(start, found)
    metres = FIRST_METRES
    while metres < start.limit:
        nearer = replace(start, limit=metres)
        near = _measured(nearer, documents.placed(_around(nearer, asked)))
        if len(near.ids) >= ENOUGH:
            return replace(near, is_all=False)
        # As much lies around as is there for its square; a fifth more, since that is never so.
        least, most = FARTHER
        metres *= min(max(1.2 * sqrt(ENOUGH / max(len(near.ids), 1)), least), most)
    return _measured(start, documents.placed(_around(start, asked)))


def _measured(start: Start, found: Placed) -> Reached:
    metres = metres_to(start, found.lonlat)
    near = np.flatnonzero(np.isfinite(metres))
    near = near[np.lexsort((found.ids[near], metres[near]))]
    return Reached(found.ids[near], metres[near])


def _around(start: Start, asked: Asked) -> Asked:
    """Keep what lies near enough in a straight line to be worth measuring."""
    box = "d.point && ST_MakeEnvelope(%(left)s, %(bottom)s, %(right)s, %(top)s, 4326)"
    sides = dict(zip(("left", "bottom", "right", "top"), box_of(start), strict=True))
    return replace(asked, conditions=(*asked.conditions, (box, sides)))
