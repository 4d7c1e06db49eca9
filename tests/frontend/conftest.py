"""Lend the tests of the pages the small town of the questions."""

from tests.servicemap.conftest import counted, town, town_network

__all__ = ["counted", "town", "town_network"]
