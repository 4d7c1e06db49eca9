"""Invent a source whose records a test chooses, in the area that the tests run in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from shapely import LineString, MultiLineString, MultiPoint, Point

from geodata.area import Area, Extract
from geodata.models import ImportRun
from geodata.network import NetworkReport
from geodata.network.storage import write_network
from importers.records import (
    EntranceRecord,
    HubComponentRecord,
    HubRecord,
    PlaceRecord,
    Problem,
    Record,
    StationRecord,
    TrailRecord,
)
from importers.run import Order, run_import
from importers.sources import Fetched, SourceModule, Wanted

KINDS = ("station", "entrance", "trail", "hub", "hub_component", "place")
HERE = (24.9414, 60.1712)


def station(key: str, name: str = "", **more: object) -> StationRecord:
    fixed = {"mode": "subway", "point": Point(*HERE)}
    return StationRecord(source_id=key, name={"fi": name or key}, **(fixed | more))  # type: ignore[arg-type]


def entrance(key: str, of: str | None) -> EntranceRecord:
    return EntranceRecord(source_id=key, name={}, station=of, point=Point(*HERE))


def hub(key: str) -> HubRecord:
    return HubRecord(source_id=key, name={}, kind="metro", point=Point(*HERE))


def component(key: str, of: str) -> HubComponentRecord:
    return HubComponentRecord(source_id=key, name={}, hub=of, kind="metro", point=Point(*HERE))


def place(key: str, hours: str = "") -> PlaceRecord:
    return PlaceRecord(
        source_id=key, name={"fi": key}, kind="library", point=Point(*HERE), opening_hours=hours
    )


def trail(key: str) -> TrailRecord:
    return TrailRecord(
        source_id=key,
        name={"fi": key},
        kind="foot",
        lines=MultiLineString([LineString([HERE, (24.95, 60.17)])]),
        access_points=MultiPoint([HERE]),
        metres=500.0,
        members=2,
        members_inside=1,
    )


@dataclass
class Invented:
    """A source that yields `records`; its file and its network differ with `edition`."""

    folder: Path
    records: Iterable[Record | Problem] = ()
    edition: str = "1"
    has_network: bool = False
    built: list[str] = field(default_factory=list)

    def module(self) -> SourceModule:
        return SourceModule(
            key="invented",
            name="Invented",
            kinds=KINDS,
            fetch=self.fetch,
            parse=self.parse,
            build_network=self.build_network if self.has_network else None,
        )

    def fetch(self, wanted: Wanted) -> Fetched:
        path = self.folder / "invented.json"
        path.write_text(json.dumps([self.edition, repr(self.records)]), encoding="utf-8")
        return Fetched(path)

    def parse(self, stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        assert json.load(stream)[0] == self.edition
        yield from self.records

    def build_network(
        self, path: Path, area: Area, extract: Extract | None, directory: Path
    ) -> NetworkReport:
        version = f"version-{self.edition}"
        target = directory / f"{version}.net"
        write_network(target, {"version": version}, {})
        self.built.append(version)
        return NetworkReport(version, target, {"edges": 1})

    def run(self, *, dry_run: bool = False, force: bool = False) -> ImportRun:
        return run_import(Order("invented", dry_run=dry_run, force=force), lambda line: None)

    def bring(self, *records: Record | Problem, force: bool = False) -> ImportRun:
        """Import exactly these records."""
        self.records = records
        return self.run(force=force)
