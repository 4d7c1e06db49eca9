"""Say what a source of data consists of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from geodata.area import Area, Extract, Feed
from geodata.network import NetworkReport
from importers.errors import InputError
from importers.records import Problem, Record

Say = Callable[[str], None]
"""Takes one line about what is being done."""


@dataclass(frozen=True)
class Basemap:
    """A finished basemap: its version, which names its file."""

    version: str
    path: Path


@dataclass(frozen=True)
class Fetched:
    """The file to import and what is known of it."""

    path: Path
    data_date: dt.date | None = None
    extract: Extract | None = None
    credit: Mapping[str, str] = field(default_factory=dict)  # licence, attribution … of this file


@dataclass(frozen=True)
class Wanted:
    """What a fetch is asked for: the feed of an area, or a file or an address instead of its own.

    `cache` is a folder that outlives the import, for what was fetched and its ETags.
    """

    area: Area
    feed: Feed
    cache: Path
    say: Say = print
    file: Path | None = None
    url: str = ""

    @property
    def address(self) -> str:
        """Return the address to ask; raises InputError when nobody named one."""
        address = self.url or self.feed.url
        if not address:
            raise InputError(
                f"The area {self.area.key} names no address for {self.feed.key}; give one with "
                "--url, or a file with --file."
            )
        return address

    def given_file(self) -> Path | None:
        """Return --file, or the feed's own below the data folder; raises InputError."""
        if self.file is not None:
            if not self.file.exists():
                raise InputError(f"There is no file {self.file}.")
            return self.file
        if self.url or not self.feed.file or settings.DATA_DIR is None:
            return None
        path = Path(settings.DATA_DIR) / self.feed.file
        return path if path.exists() else None


@dataclass(frozen=True)
class Live:
    """What a hub component, by its source id, says of itself at a moment."""

    source_id: str
    vehicles: int
    reported_at: dt.datetime
    docks: int | None = None
    is_renting: bool = True
    is_returning: bool = True


BuildBasemap = Callable[[Path, Area, Extract | None, Path], Basemap]
Parse = Callable[[BinaryIO, Area], Iterator[Record | Problem]]


@dataclass(frozen=True)
class SourceModule:
    """One source: who it is, how its file is found, read, and made into a walking network.

    A module whose reading depends on the feed's options has `configured` instead of `parse`.
    """

    key: str
    name: str
    kinds: tuple[str, ...]  # nouns of the records that `parse` can yield
    fetch: Callable[[Wanted], Fetched]
    parse: Parse | None = None
    configured: Callable[[Feed], Parse] | None = None  # raises InputError for wrong options
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""
    url: str = ""
    rank: int = 50  # whom to believe first where several sources describe the same thing
    build_network: Callable[[Path, Area, Extract | None, Path], NetworkReport] | None = None
    build_basemap: BuildBasemap | None = None
    fetch_live: Callable[[Wanted], Iterator[Live]] | None = None
    yields: bool = False  # its stations give way to the same ones of other sources
    is_example: bool = False  # what it brings is not real
    rests_on_others: bool = False  # on what other sources have brought meanwhile: always read
    at_hand: Callable[[Wanted], bool] | None = None  # where its file is not the feed's own

    def is_at_hand(self, wanted: Wanted) -> bool:
        """Say whether its file lies on this machine, so that no network is needed."""
        if wanted.given_file() is not None:
            return True
        return self.at_hand is not None and self.at_hand(wanted)

    def parser(self, feed: Feed) -> Parse:
        """Return what reads a file of this feed; raises InputError when its options are wrong."""
        parse = self.configured(feed) if self.configured else self.parse
        if parse is None:
            raise TypeError(f"The source {self.key} cannot be read.")
        return parse
