"""Read events, their places and keywords from a LinkedEvents v1 service."""

from __future__ import annotations

from importers.linkedevents.fetching import fetch
from importers.linkedevents.parsing import configured

KINDS = ("keyword", "place", "event")

__all__ = ["KINDS", "configured", "fetch"]
