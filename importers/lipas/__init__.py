"""Bring in sports and outdoor places, and the routes among them as trails, from LIPAS."""

from importers.lipas.reading import parse
from importers.lipas.service import fetch

KINDS = ("keyword", "place", "trail")

__all__ = ["KINDS", "fetch", "parse"]
