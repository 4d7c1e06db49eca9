"""Bring in a layer of a city's own map service (WFS 1.0.0 or 2.0.0), as its feed says."""

from importers.wfs.layer import NOUNS
from importers.wfs.reading import configured
from importers.wfs.service import fetch

KINDS = tuple(NOUNS)

__all__ = ["KINDS", "configured", "fetch"]
