"""Tell of each fact of an entry which source it is from, since when, and what others say."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from geodata.models import Source
from geodata.provenance import HAND
from geodata.statements import HOURS

Told = dict[str, Any]


@dataclass(frozen=True)
class Origin:
    """Who says something, and since when; `value` only of those whose word is not what is shown."""

    source: str
    name: str
    licence: str
    licence_url: str
    attribution: str
    at: str
    value: str | None = None


@dataclass(frozen=True)
class Fact:
    """One fact: the field as answers name it, its language, and who says what."""

    field: str
    language: str
    shown: Origin
    others: tuple[Origin, ...]

    def as_json(self) -> Told:
        """Return it as the API tells it."""
        rest = {"value"} if self.shown.value is None else set()
        shown = {key: value for key, value in asdict(self.shown).items() if key not in rest}
        return {
            "field": self.field,
            "language": self.language or None,
            **shown,
            "others": [asdict(each) for each in self.others],
        }


def facts_of(entry: Any) -> tuple[Fact, ...]:
    """Return who says each fact that is not simply what the entry's own source has always said.

    One query, and none where there is nothing to tell.
    """
    if not entry.provenance:
        return ()
    names = set()
    for kept in entry.provenance.values():
        names |= {kept["source"], *(other["source"] for other in kept.get("others", ()))}
    sources = {source.key: source for source in Source.objects.filter(key__in=names)}
    return tuple(_fact(field, kept, sources) for field, kept in sorted(entry.provenance.items()))


def sources_of(facts: tuple[Fact, ...]) -> dict[str, Origin]:
    """Return the sources of what is shown, by key; hands are no source to be credited."""
    return {fact.shown.source: fact.shown for fact in facts if fact.shown.source != HAND}


def _fact(field: str, kept: Told, sources: dict[str, Source]) -> Fact:
    name, _, language = field.partition(".")
    shown = _origin(kept, sources)
    others = (
        _origin(other, sources, plain(name, other["value"])) for other in kept.get("others", ())
    )
    return Fact(name, language, shown, tuple(others))


def _origin(said: Told, sources: dict[str, Source], value: str | None = None) -> Origin:
    source = sources.get(said["source"])
    return Origin(
        source=said["source"],
        name=source.name if source else said["source"],
        licence=source.licence if source else "",
        licence_url=source.licence_url if source else "",
        attribution=source.attribution if source else "",
        at=said["at"],
        value=value,
    )


def plain(field: str, value: str | None) -> str:
    """Put a kept value, which is as PostgreSQL writes it, into words that people read."""
    if not value:
        return ""
    if field == HOURS:
        rules = (rule or " / ".join(words.values()) for rule, words in json.loads(value))
        return "; ".join(rules)
    if field in ("point", "polygon", "line", "lines", "access_points"):
        shape = GEOSGeometry(value)
        x, y = shape.centroid.coords
        return f"{x:.5f}, {y:.5f}"
    return value[1:-1].replace('"', "") if value.startswith("{") else value
