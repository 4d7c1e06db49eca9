"""Hold what a feed's options say of how a timetable is to be read."""

from __future__ import annotations

from dataclasses import dataclass

from importers.gtfs.modes import Modes


@dataclass(frozen=True)
class Settings:
    """`prefix` is how others write this timetable's ids ("HSL"), `language` that of its names."""

    feed: str
    prefix: str
    language: str
    modes: Modes

    def identifiers(self, stop_ids: list[str]) -> tuple[str, ...]:
        """Return how others may know a station: its own ids and those of its platforms."""
        keys = [f"gtfs:{self.feed}", *([self.prefix] if self.prefix else [])]
        return tuple(f"{key}:{stop}" for stop in stop_ids for key in keys)
