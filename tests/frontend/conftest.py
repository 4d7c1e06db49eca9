"""Lend the tests of the pages the small town of the questions."""

from tests.servicemap.conftest import town, town_network

__all__ = ["town", "town_network"]
