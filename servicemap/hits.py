"""Tell what was found: one thing, by its name in the asked language."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from geodata.hours import Hours
from geodata.search import documents
from geodata.search.documents import Asked, Page, Row
from geodata.search.terms import corrected, terms_of
from geodata.texts import Texts, fold
from servicemap.wording import chosen


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    noun: str
    id: int
    name: str
    name_language: str
    kind: str
    geometry: str | None
    is_example: bool
    score: float
    sources: tuple[str, ...]
    names: Texts
    metres: float | None = None  # along the network, where the search was measured
    minutes: float | None = None
    starts_at: dt.datetime | None = None  # of an event, when it next begins
    is_open: bool | None = None  # None where its hours are not known
    open_until: dt.datetime | None = None

    def is_called(self, text: str) -> bool:
        """Say whether this is one of its names, letter by letter."""
        return fold(text) in {fold(name) for name in self.names.values()}

    @property
    def position(self) -> tuple[float, float] | None:
        """Return lon, lat of where it lies."""
        if not self.geometry:
            return None
        lon, lat = json.loads(self.geometry)["coordinates"]
        return float(lon), float(lat)

    def as_feature(self) -> dict[str, Any]:
        """Return a GeoJSON Feature."""
        return {
            "type": "Feature",
            "id": f"{self.noun}:{self.id}",
            "geometry": json.loads(self.geometry) if self.geometry else None,
            "properties": {
                "noun": self.noun,
                "name": self.name,
                "name_language": self.name_language,
                "kind": self.kind,
                "is_example": self.is_example,
                "score": round(self.score, 3),
                "metres": self.metres,
                "minutes": self.minutes,
                "starts_at": _local(self.starts_at),
                "is_open": self.is_open,
                "open_until": _local(self.open_until),
            },
        }


def hit_of(row: Row, language: str, moment: dt.datetime | None = None) -> Hit:
    """Return a document as a hit; whether it is open is told for `moment`, else for now."""
    names = row.names
    name, spoken = chosen(names, language)
    state = Hours.of(json.loads(row.rules)).state(moment or timezone.now()) if row.rules else None
    return Hit(
        noun=row.noun,
        id=row.entry,
        name=name,
        name_language=spoken,
        kind=row.kind,
        geometry=row.geometry,
        is_example=row.is_example,
        score=float(row.score),
        sources=tuple(row.sources),
        names=names,
        starts_at=row.starts_at,
        is_open=state.is_open if state else None,
        open_until=state.until if state else None,
    )


def best(text: str, nouns: tuple[str, ...], limit: int, language: str) -> list[Hit]:
    """Return the few that somebody may mean by a text, the likeliest first."""
    facets = documents.nouns_asked(nouns)
    page = Page((), 0)
    for told in (terms_of, corrected):
        terms = told(text)
        if terms.begun and not page.count:
            page = documents.page(Asked(text, terms, facets), limit=limit)
    return [hit_of(row, language) for row in page.rows]


def _local(moment: dt.datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None
