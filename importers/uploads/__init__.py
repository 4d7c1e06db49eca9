"""Take in the files that a city has on its own desks: tables, maps and waypoints."""

from importers.uploads.reading import KINDS, configured, find_upload

__all__ = ["KINDS", "configured", "find_upload"]
