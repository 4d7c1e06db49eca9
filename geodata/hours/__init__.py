"""Tell when something is open, from rules of opening hours as OpenStreetMap writes them."""

from geodata.hours.hours import Day, Hours, State

__all__ = ["Day", "Hours", "State"]
