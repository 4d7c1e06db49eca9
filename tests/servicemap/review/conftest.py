"""Lend the small town, with people who have something to decide."""

from tests.frontend.review.conftest import (
    aino,
    changes,
    letters_at_once,
    rita,
    rolf,
    town,
    town_network,
)

__all__ = ["aino", "changes", "letters_at_once", "rita", "rolf", "town", "town_network"]
