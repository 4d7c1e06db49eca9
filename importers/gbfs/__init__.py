"""Read shared bikes (and cars, scooters) at stations from GBFS 2 and 3."""

from __future__ import annotations

from importers.gbfs.discovery import fetch
from importers.gbfs.stations import configured
from importers.gbfs.status import fetch_live

KINDS = ("hub_component",)

__all__ = ["KINDS", "configured", "fetch", "fetch_live"]
