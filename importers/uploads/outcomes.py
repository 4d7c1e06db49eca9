"""Make a record of a row, or say why it cannot be made and what of it was left out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from shapely import Point

from geodata.area import Area
from geodata.coordinates import LonLat
from geodata.texts import Texts, fold
from importers.records import (
    AmenityRecord,
    EventRecord,
    OrganisationRecord,
    PlaceRecord,
    Record,
)
from importers.soundness import Unsound
from importers.staging import check
from importers.uploads import contacts
from importers.uploads.addresses import AddressBook, is_post_box
from importers.uploads.plan import Plan
from importers.uploads.positions import NEAR, locate, number_of
from importers.uploads.reasons import Reason, Refused
from importers.uploads.shapes import point_of
from importers.uploads.table import Row
from importers.uploads.times import read_time

KINDS = {"organisation": "association", "place": "place", "amenity": "information_board"}


@dataclass(frozen=True)
class Outcome:
    """What became of a row: a record or none, and everything that is to be said of it."""

    number: int
    source_id: str
    name: str
    record: Record | None
    reasons: tuple[Reason, ...] = ()
    invitation: str = ""  # the address of who is to look after it

    @property
    def point(self) -> Point | None:
        return getattr(self.record, "point", None)


class Maker:
    """Makes records of rows, one after the other; it remembers the ids that came."""

    def __init__(self, plan: Plan, area: Area, book: Callable[[], AddressBook], crs: str) -> None:
        self._plan = plan
        self._area = area
        self._read_book = book
        self._crs = crs
        self._seen: set[str] = set()

    @cached_property
    def _book(self) -> AddressBook:
        return self._read_book()  # read only when an address has to be found

    def outcomes(self, rows: Iterator[Row]) -> Iterator[Outcome]:
        for row in rows:
            yield self._outcome(row)

    def _outcome(self, row: Row) -> Outcome:
        names = self._plan.texts(row.cells, "name")
        name = next(iter(names.values()), "")
        key = self._source_id(row, name)
        left_out: list[Reason] = []
        try:
            if row.problem:
                raise Refused(row.problem.key, **row.problem.values)
            if not name:
                raise Refused("no-name")
            record = self._record(row, key, names, left_out)
            invited = contacts.email(self._plan.value(row.cells, "invitation"), left_out)
            check(record, self._area.box.padded(NEAR))
            if key in self._seen:
                raise Refused("twice", id=key)
        except Refused as refused:
            return Outcome(row.number, key, name, None, (refused.reason,))
        except Unsound as error:
            reason = Refused("unsound", reason=str(error)).reason
            return Outcome(row.number, key, name, None, (reason,))
        self._seen.add(key)
        return Outcome(row.number, key, name, record, tuple(left_out), invited)

    def _source_id(self, row: Row, name: str) -> str:
        """Return the row's own id, else a digest of what it is called and where it is."""
        own = self._plan.value(row.cells, "id")
        if own or not name:
            return own.replace("\0", "")[:200] or f"row {row.number}"
        parts = [name, *self._plan.texts(row.cells, "address").values()]
        parts += [self._plan.value(row.cells, "starts_at")]
        if len(list(filter(None, parts))) == 1 and row.shape is not None:
            parts.append(row.shape.wkt)
        return hashlib.sha256("\n".join(map(fold, parts)).encode()).hexdigest()[:20]

    def _record(self, row: Row, key: str, names: Texts, left_out: list[Reason]) -> Record:
        makers = {
            "organisation": self._organisation,
            "place": self._place,
            "amenity": self._amenity,
            "event": self._event,
        }
        return makers[self._plan.noun](row, key, names, left_out)

    def _organisation(self, row: Row, key: str, names: Texts, left_out: list[Reason]) -> Record:
        cells = row.cells
        business = self._plan.value(cells, "business_id")
        at = self._position(row, left_out)
        return OrganisationRecord(
            source_id=key,
            name=names,
            identifiers=(f"business:{business}",) if business else (),
            kind=self._kind(row),
            point=Point(at) if at else None,
            **self._contact(row, left_out),
            **self._street(row),
        )

    def _place(self, row: Row, key: str, names: Texts, left_out: list[Reason]) -> Record:
        return PlaceRecord(
            source_id=key,
            name=names,
            kind=self._kind(row),
            point=self._point(row, left_out),
            **self._contact(row, left_out),
            **self._street(row),
        )

    def _amenity(self, row: Row, key: str, names: Texts, left_out: list[Reason]) -> Record:
        point = self._point(row, left_out)
        return AmenityRecord(source_id=key, name=names, kind=self._kind(row), point=point)

    def _event(self, row: Row, key: str, names: Texts, left_out: list[Reason]) -> Record:
        start = self._plan.value(row.cells, "starts_at")
        if not start:
            raise Refused("no-start")
        starts_at, all_day = read_time(start, self._area.time_zone)
        end = self._plan.value(row.cells, "ends_at")
        ends_at = read_time(end, self._area.time_zone)[0] if end else None
        if ends_at and ends_at < starts_at:
            raise Refused("ends-first")
        at = self._position(row, left_out)
        return EventRecord(
            source_id=key,
            name=names,
            starts_at=starts_at,
            ends_at=ends_at,
            all_day=all_day,
            point=Point(at) if at else None,
            description=self._plan.texts(row.cells, "description"),
            website=contacts.website(self._plan.value(row.cells, "website"), left_out),
        )

    def _kind(self, row: Row) -> str:
        return self._plan.value(row.cells, "kind") or self._plan.kind or KINDS[self._plan.noun]

    def _contact(self, row: Row, left_out: list[Reason]) -> dict[str, Any]:
        cells = row.cells
        return {
            "website": contacts.website(self._plan.value(cells, "website"), left_out),
            "email": contacts.email(self._plan.value(cells, "email"), left_out),
            "telephone": self._plan.value(cells, "telephone"),
            "description": self._plan.texts(cells, "description"),
            "hours_text": self._plan.texts(cells, "hours_text"),
        }

    def _street(self, row: Row) -> dict[str, Any]:
        return {
            "street_address": self._plan.texts(row.cells, "address"),
            "postal_code": self._plan.value(row.cells, "postal_code"),
            "city": self._plan.value(row.cells, "city"),
        }

    def _point(self, row: Row, left_out: list[Reason]) -> Point:
        at = self._position(row, left_out)
        if at is None:
            raise Refused("no-position")
        return Point(at)

    def _position(self, row: Row, left_out: list[Reason]) -> LonLat | None:
        """Return where a row is by its shape, coordinates or address; None if it does not say."""
        if row.shape is not None:
            point = point_of(row.shape)
            return locate(point.x, point.y, self._area, self._crs)
        lon, lat = (self._plan.value(row.cells, axis) for axis in ("lon", "lat"))
        if bool(lon) != bool(lat):
            raise Refused("half-position")
        if lon:
            return locate(number_of(lon), number_of(lat), self._area)
        return self._by_address(row, left_out)

    def _by_address(self, row: Row, left_out: list[Reason]) -> LonLat | None:
        """Look the address up in every language in which it is given."""
        addresses = list(self._plan.texts(row.cells, "address").values())
        addresses = [text for text in addresses if not is_post_box(text)]
        problem: Refused | None = None
        for text in addresses:
            try:
                return self._book.find(text, self._plan.value(row.cells, "postal_code"))
            except Refused as refused:
                problem = problem or refused
        if problem is None:
            return None
        if self._plan.noun == "organisation" and self._plan.keep_unplaced:
            left_out.append(Refused("left-out-address", address=addresses[0]).reason)
            return None
        raise problem
