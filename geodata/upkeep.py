"""Bring in step what is worked out from other rows, whenever the tables were made or changed."""

from __future__ import annotations

from typing import Any

from geodata import cells, naming, operating, topics
from geodata.models import MapCell
from geodata.search import indexing


def settle(**_signal: Any) -> None:
    """Keep the topics of the tree, give areas their shape, make documents of an older kind anew.

    Lists get their indexes.
    """
    naming.keep_indexes()
    topics.load()
    operating.reshape()
    if indexing.is_outdated():
        indexing.rebuild()
    elif not MapCell.objects.exists():
        cells.rebuild()
