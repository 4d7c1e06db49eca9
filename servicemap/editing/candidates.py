"""Tell which published organisations one that is being written may be the same as, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from geodata.models import Organisation
from geodata.network.earth import GEOD
from geodata.texts import fold
from importers import sameness
from servicemap.editing import fields
from servicemap.editing.fields import Wrong
from servicemap.editing.patches import Patch, Sheet, at
from servicemap.editing.sheets import position, where

NOUN = "organisation"
RULE = sameness.TABLE[NOUN]
COMPARED = {"name", "identifiers", "point", *RULE["hints"]}
MOST_COMPARED = 20  # of each way to find them
MOST_TOLD = 5
# How much of a name's letters must stand in another. A slip leaves some 0.73 of them; with 0.6,
# which is PostgreSQL's own, a name of common words takes 180 ms among 100,000, with 0.7 16 ms.
ALIKE = 0.7
LONGEST_NAME = 100  # letters of a name that are looked for


@dataclass(frozen=True)
class Candidate:
    """A published organisation, how alike it is from 0 to 1, and the reasons."""

    organisation: Organisation
    score: float
    reasons: tuple[dict[str, Any], ...]


def may_tell(patch: Patch) -> bool:
    """Say whether a change is of something that is compared; else what is alike was so before."""
    return any(not place.group and place.name in COMPARED for place in map(where, patch))


def candidates(sheet: Sheet, own: int | None) -> list[Candidate]:
    """Return the likeliest, the most alike first; `own` is the organisation that the sheet is of.

    Those that share an identifier, those nearby, and those of a similar name, each by its index.
    """
    one = _entry(sheet)
    rows: dict[int, Any] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = %s", [ALIKE])
        for search in _searches(one):
            rows |= {row.pk: row for row in search.exclude(pk=own)[:MOST_COMPARED]}
    found = []
    for other in rows.values():
        alike = sameness.compare(NOUN, one, other, _metres(one, other))
        if alike.by_rule or alike.score >= RULE["propose_at"]:
            found.append(Candidate(other, alike.score, tuple(alike.reasons)))
    return sorted(found, key=lambda each: (-each.score, each.organisation.pk))[:MOST_TOLD]


def _entry(sheet: Sheet) -> Organisation:
    """Return what a sheet tells of the organisation, as far as it can be compared."""
    names = {
        path.partition(".")[2]: str(text)[:LONGEST_NAME]
        for path, text in sheet.items()
        if path.startswith("name.")
    }
    told = {name: str(at(sheet, name) or "") for name in RULE["hints"]}
    identifiers = [str(each) for each in at(sheet, "identifiers") or ()]
    return Organisation(name=names, identifiers=identifiers, point=_point(sheet), **told)


def _point(sheet: Sheet) -> Point | None:
    try:
        fields.point(at(sheet, "point"))
    except Wrong:
        return None
    return position(at(sheet, "point"))


def _searches(one: Organisation) -> Iterator[QuerySet[Any]]:
    there = Organisation.objects.open().filter(is_example=False).defer("provenance")
    if one.identifiers:
        yield there.filter(identifiers__overlap=one.identifiers)
    names = {folded for name in one.name.values() if (folded := fold(name))}
    alike = Q()
    for name in sorted(names):
        alike |= Q(search_text__trigram_word_similar=name)
    if names and one.point:
        around = RULE["metres"] * sameness.DEGREES_PER_METRE
        yield there.filter(point__dwithin=(one.point, around)).filter(alike)
    if names:
        first = max(names, key=len)
        yield there.filter(alike).order_by(TrigramWordSimilarity(first, "search_text").desc(), "pk")


def _metres(one: Organisation, other: Organisation) -> float | None:
    if one.point is None or other.point is None:
        return None
    return float(GEOD.inv(*one.point.coords, *other.point.coords)[2])
