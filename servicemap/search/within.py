"""Measure what was found on the walking network: how far is each from where somebody is?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from geodata.network import Network
from geodata.search import documents
from geodata.search.documents import Asked, Condition
from servicemap.reach import Start, box_of, metres_to, start_at
from servicemap.search.query import SearchQuery
from servicemap.stops import Stop


@dataclass(frozen=True)
class Reached:
    """Ids of documents, nearest first, and their metres along the network."""

    ids: npt.NDArray[np.int64]
    metres: npt.NDArray[np.float64]


def start_of(query: SearchQuery, network: Network, stops: list[Stop]) -> Start:
    """Place the origin of a search on the network."""
    return start_at(network, stops, query.profile, query.minutes)


def reached(start: Start, asked: Asked) -> Reached:
    """Return what can be walked to within the limit; one query and one search of the network.

    An entry is measured to its own point, entrances of its own or not.
    """
    found = documents.placed(replace(asked, conditions=(*asked.conditions, _around(start))))
    metres = metres_to(start, found.lonlat)
    near = np.flatnonzero(np.isfinite(metres))
    near = near[np.lexsort((found.ids[near], metres[near]))]
    return Reached(found.ids[near], metres[near])


def _around(start: Start) -> Condition:
    """Keep what lies near enough in a straight line to be worth measuring."""
    box = "d.point && ST_MakeEnvelope(%(left)s, %(bottom)s, %(right)s, %(top)s, 4326)"
    return box, dict(zip(("left", "bottom", "right", "top"), box_of(start), strict=True))
