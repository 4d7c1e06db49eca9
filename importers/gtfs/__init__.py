"""Read stations, entrances, ways inside stations and departures from a GTFS timetable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from geodata.area import Area, Feed
from importers.errors import InputError
from importers.fetch import Limits
from importers.fetch import fetch as fetch_file
from importers.gtfs.archive import Archive
from importers.gtfs.features import features
from importers.gtfs.information import credit, read_information
from importers.gtfs.modes import Modes
from importers.gtfs.notes import Notes
from importers.gtfs.settings import Settings
from importers.options import Options
from importers.records import Problem, Record
from importers.sources import Fetched, Parse, Wanted

KINDS = ("station", "entrance", "pathway")
LIMITS = Limits(timeout=60, largest=2_000_000_000)


def fetch(wanted: Wanted) -> Fetched:
    """Return the zip archive, with the day and the publisher that it names itself."""
    path = wanted.given_file() or fetch_file(wanted.address, wanted.cache, LIMITS)
    try:
        with path.open("rb") as stream:
            found = read_information(Archive(stream), Notes())
    except InputError:
        return Fetched(path)  # what is wrong with it is told when it is read
    told = {name: text for name, text in credit(found).items() if name not in wanted.feed.credit}
    if "homepage" in wanted.feed.credit:
        told.pop("url", None)
    return Fetched(path, data_date=found.start, credit=told)


def configured(feed: Feed) -> Parse:
    """Return what reads this feed; raises InputError when its options are wrong."""
    options = Options(feed)
    modes = Modes.of(options)
    settings = Settings(feed.key, options.text("prefix", ""), options.text("language", ""), modes)
    options.finish()

    def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        yield from features(Archive(stream), area, settings)

    return parse
