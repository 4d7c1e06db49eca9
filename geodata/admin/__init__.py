"""Show every noun in the admin, positions on a map, provenance read-only."""

from geodata.admin import entries, places, sources

__all__ = ["entries", "places", "sources"]
