"""Say what a source of data consists of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from geodata.area import Area, Extract
from geodata.network import NetworkReport
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


BuildBasemap = Callable[[Path, Area, Extract | None, Path], Basemap]


@dataclass(frozen=True)
class SourceModule:
    """One source: who it is, how its file is found, read, and made into a walking network."""

    key: str
    name: str
    kinds: tuple[str, ...]  # nouns of the records that `parse` can yield
    fetch: Callable[[Area, Path | None, Say], Fetched]
    parse: Callable[[BinaryIO, Area], Iterator[Record | Problem]]
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""
    url: str = ""
    build_network: Callable[[Path, Area, Extract | None, Path], NetworkReport] | None = None
    build_basemap: BuildBasemap | None = None
    yields: bool = False  # its stations give way to the same ones of other sources
