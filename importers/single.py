"""Find the file of a source that is one file: given, below the data folder, or at an address."""

from __future__ import annotations

from importers.fetch import fetch
from importers.sources import Fetched, Wanted


def find_file(wanted: Wanted) -> Fetched:
    """Return the file that was asked for; raises InputError and FetchError."""
    return Fetched(wanted.given_file() or fetch(wanted.address, wanted.cache))
