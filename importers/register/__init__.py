"""Read the service register of the capital region (palvelukarttaws v4): who serves where and when.

Persons named as contacts are not imported: neither from connections nor from descriptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from geodata.area import Area, Feed
from importers import parcels
from importers.options import Options
from importers.records import Problem, Record
from importers.register.documents import fetch, recognise
from importers.register.reading import records
from importers.register.units import KINDS
from importers.sources import Parse

__all__ = ["KINDS", "configured", "fetch"]


def configured(feed: Feed) -> Parse:
    """Return what reads the documents; `cities` are further names of the area's cities."""
    options = Options(feed)
    cities = options.texts("cities") if "cities" in options else ()
    options.finish()

    def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        def documents() -> Iterator[tuple[str, object]]:
            stream.seek(0)
            return parcels.read(stream, recognise)

        yield from records(documents, area, cities)

    return parse
