"""Several made-up sources that describe the same organisations, places and stations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from shapely import Point

from geodata.area import Area
from geodata.models import ImportRun
from importers.records import OrganisationRecord, PlaceRecord, Problem, Record
from importers.registry import REGISTRY
from importers.run import Order, run_import
from importers.sources import Fetched, SourceModule, Wanted

NOUNS = ("organisation", "place", "station", "event", "entrance")
HERE = (24.9414, 60.1712)


@dataclass
class Told:
    """A source that yields the records it is given."""

    key: str
    path: Path
    records: list[Record] = field(default_factory=list)

    def fetch(self, wanted: Wanted) -> Fetched:
        return Fetched(self.path)

    def parse(self, stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        yield from self.records

    def brings(self, *records: Record) -> ImportRun:
        self.records = list(records)
        return run_import(Order(self.key, force=True), lambda line: None)


def told(key: str, rank: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Register a source of this rank."""
    path = folder / key
    path.touch()
    source = Told(key, path)
    module = SourceModule(key, key, NOUNS, source.fetch, source.parse, rank=rank)
    monkeypatch.setitem(REGISTRY, key, module)
    return source


def library(key: str, name: str = "Kallion kirjasto", **more: Any) -> OrganisationRecord:
    fixed: dict[str, Any] = {"kind": "library", "point": Point(*HERE)}
    return OrganisationRecord(source_id=key, name={"fi": name}, **(fixed | more))


def place(key: str, of: str) -> PlaceRecord:
    return PlaceRecord(
        source_id=key,
        name={"fi": f"Sali {key}"},
        kind="library",
        point=Point(*HERE),
        organisation=of,
    )
