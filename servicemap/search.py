"""Answer: what is there that people call so?

A word is looked for in its base form, in the beginning or middle of compounds, and in the words of
other languages for the same kind of thing. Where a word occurs nowhere, the words most like it are
taken instead, and the answer says so.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geodata.coordinates import Box
from geodata.models import SearchWord, Source, ZeroSearch
from geodata.search.words import base_forms, compounds, plain, words_of
from geodata.texts import Texts, fold
from servicemap import parameters, values
from servicemap.attributions import together
from servicemap.networks import Provenance, current_instance
from servicemap.parameters import Parameter
from servicemap.wording import chosen

UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
MOST_WORDS = 8
MOST_RANKED = 5_000  # hits of a common word that are put in order; the count stays exact
MOST_MEANT = 3
NOUNS = (
    *("station", "trail", "hub", "organisation", "place", "event", "place_name", "amenity"),
    "address",
)
# What is looked for more often comes first among equals.
PRIOR = {
    "station": 0.5,
    "trail": 0.45,
    "organisation": 0.4,
    "event": 0.35,
    "place_name": 0.35,
    "place": 0.3,
    "hub": 0.25,
    "amenity": 0.1,
    "address": 0.0,
}


@dataclass(frozen=True)
class SearchQuery:
    """Words, which kinds of things, where, and how many."""

    q: str
    nouns: tuple[str, ...]
    bbox: Box | None
    limit: int
    language: str

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> SearchQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        tidy = {name: params[name] for name in params}
        if "q" in tidy:
            # Whatever somebody types or pastes is looked for, not judged.
            tidy["q"] = UNSEEN.sub(" ", str(tidy["q"]))[: values.LONGEST].strip() or "?"
        given = parameters.take(tidy, PARAMETERS)
        return cls(
            q=WORDS.needed(given),
            nouns=NOUNS_ASKED.of(given) or NOUNS,
            bbox=parameters.BBOX.of(given),
            limit=parameters.LIMIT.of(given) or 20,
            language=parameters.language_of(given),
        )


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
            },
        }


@dataclass(frozen=True)
class SearchAnswer:
    """What was found, the best first; `count` is exact."""

    query: SearchQuery
    hits: tuple[Hit, ...]
    count: int
    meant: tuple[tuple[str, str], ...]  # words that occur nowhere, and what was taken instead
    provenance: Provenance

    def as_geojson(self) -> str:
        """Return a GeoJSON FeatureCollection."""
        document = {
            "type": "FeatureCollection",
            "features": [hit.as_feature() for hit in self.hits],
            "count": self.count,
            "meant": [{"word": word, "instead": instead} for word, instead in self.meant],
            **self.provenance.as_json(),
        }
        return json.dumps(document, ensure_ascii=False)


def answer(query: SearchQuery) -> SearchAnswer:
    """Return what is called so. Three queries where all words occur, more where one does not."""
    instance = current_instance()
    hits, count, meant = _search(query)
    provenance = Provenance(
        network_version=instance.network_version,
        data_date=instance.data_date.isoformat() if instance.data_date else None,
        attribution=_credit(hits),
    )
    return SearchAnswer(query, tuple(hits), count, meant, provenance)


def best(text: str, nouns: tuple[str, ...], limit: int, language: str) -> list[Hit]:
    """Return the few that somebody may mean by a text, the likeliest first."""
    return _search(SearchQuery(text, nouns, None, limit, language))[0]


def _search(query: SearchQuery) -> tuple[list[Hit], int, tuple[tuple[str, str], ...]]:
    words = words_of(query.q)[:MOST_WORDS]
    if not words:
        return [], 0, ()
    hits, count = _found([_alternatives(word) for word in words], query)
    if count:
        return hits, count, ()
    alternatives, meant = _corrected(words)
    if meant:
        hits, count = _found(alternatives, query)
    return hits, count, meant if count else ()


def _credit(hits: list[Hit]) -> str:
    keys = {key for hit in hits for key in hit.sources}
    sources = Source.objects.filter(key__in=keys).exclude(attribution="").order_by("rank", "key")
    told = list(sources.values_list("attribution", flat=True)) if keys else []
    return together(told or [each.attribution for each in settings.AREA.extracts])


def count_in_vain(query: SearchQuery) -> None:
    """Count a search that found nothing: the words, the language and the week, nothing else."""
    words = " ".join(words_of(query.q)[:MOST_WORDS])[:100]
    if not words:
        return
    today = timezone.localdate()
    week = today - dt.timedelta(days=today.weekday())
    row, _is_new = ZeroSearch.objects.get_or_create(week=week, language=query.language, words=words)
    ZeroSearch.objects.filter(pk=row.pk).update(count=F("count") + 1)


def _alternatives(word: str) -> str:
    """Return the part of a tsquery that finds a word: its beginning, or a base form of it."""
    language = "fi" if "fi" in settings.AREA.languages else "und"
    forms = {plain(form) for form in base_forms(word, language)} | base_forms(word, language)
    starts = {word, plain(word)}
    terms = [f"{_quoted(each)}:*" for each in sorted(starts)]
    terms += [_quoted(each) for each in sorted(forms - starts)]
    for parts in sorted(compounds(word, language)):
        terms.append(f"({' & '.join(_quoted(part) for part in parts)})")
    return f"({' | '.join(terms)})"


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "").replace("'", "").replace("’", "") + "'"


def _corrected(words: list[str]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Take, for each word that occurs nowhere, the words of names that are most like it."""
    alternatives, meant = [], []
    for word in words:
        found = _alternatives(word)
        if not _occurs(found) and (likely := _likely(word)):
            found = f"({' | '.join(f'{_quoted(each)}' for each in likely)})"
            meant.append((word, likely[0]))
        alternatives.append(found)
    return alternatives, tuple(meant)


def _occurs(alternatives: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM geodata_searchdocument WHERE words @@ %s::tsquery)",
            [alternatives],
        )
        return bool(cursor.fetchone()[0])


def _likely(word: str) -> list[str]:
    """Return words that differ by a slip: one letter in short words, two in longer ones."""
    slips = 1 if len(word) <= 4 else 2
    near = SearchWord.objects.extra(
        select={"alike": "similarity(word, %s)"},
        select_params=[word],
        where=["similarity(word, %s) > 0.15", "abs(length(word) - %s) <= %s"],
        params=[word, len(word), slips],
        order_by=["-alike"],
    )
    candidates = [each.word for each in near[:200]]
    ranked = process.extract(
        word, candidates, scorer=OSA.distance, score_cutoff=slips, limit=MOST_MEANT
    )
    best = min((distance for _w, distance, _i in ranked), default=0)
    return [each for each, distance, _index in ranked if distance == best]


def _found(alternatives: list[str], query: SearchQuery) -> tuple[list[Hit], int]:
    """Return the best hits and the exact count, in one statement."""
    box = "AND point && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
    given: dict[str, Any] = {
        "words": " & ".join(alternatives),
        "name": fold(query.q),
        "whole": f"%\n{_like(fold(query.q))}\n%",
        "start": f"%\n{_like(fold(query.q))}%",
        "word": f"% {_like(fold(query.q))}%",
        "nouns": list(query.nouns),
        "priors": list(PRIOR),
        "prior": list(PRIOR.values()),
        "limit": query.limit,
        "ranked": MOST_RANKED,
    }
    if query.bbox:
        given |= query.bbox._asdict()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH found AS MATERIALIZED (
                SELECT id FROM geodata_searchdocument
                WHERE words @@ %(words)s::tsquery AND noun = ANY(%(nouns)s)
                {box if query.bbox else ""}
            ), scored AS (
                SELECT d.noun, d.entry, d.name, d.kind, d.point, d.is_example, d.sources,
                    2.0 * (d.folded LIKE %(whole)s)::int + 1.0 * (d.folded LIKE %(start)s)::int
                    + 0.3 * (d.folded LIKE %(word)s)::int
                    + ts_rank('{{0.05, 0.1, 0.4, 1.0}}', d.words, %(words)s::tsquery, 1)
                    + similarity(d.folded, %(name)s) + p.prior AS score
                FROM geodata_searchdocument d
                JOIN unnest(%(priors)s::text[], %(prior)s::float[]) p(noun, prior)
                  ON p.noun = d.noun
                WHERE d.id IN (SELECT id FROM found LIMIT %(ranked)s)
            )
            SELECT noun, entry, name::text, kind, ST_AsGeoJSON(point, 6), is_example, score,
                sources, (SELECT count(*) FROM found)
            FROM scored ORDER BY score DESC, name::text, entry LIMIT %(limit)s
            """,  # noqa: S608 - the box is ours
            given,
        )
        rows = cursor.fetchall()
    hits = []
    for noun, entry, name, kind, geometry, is_example, score, sources, _count in rows:
        names = json.loads(name)
        text, spoken = chosen(names, query.language)
        told = (noun, entry, text, spoken, kind, geometry, is_example, float(score))
        hits.append(Hit(*told, tuple(sources), names))
    return hits, int(rows[0][-1]) if rows else 0


def _like(text: str) -> str:
    """Write a text so that LIKE takes it as it is."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _nouns(text: str) -> tuple[str, ...]:
    return tuple(values.choice(each.strip(), NOUNS) for each in text.split(","))


WORDS: Parameter[str] = Parameter(
    "q",
    "What people call it: words in any language, beginnings, parts of compounds, with slips.",
    {"type": "string", "minLength": 1},
    "kirjasto",
    str,
    required=True,
)
NOUNS_ASKED: Parameter[tuple[str, ...]] = Parameter(
    "kinds",
    "Only these kinds of things, separated by commas.",
    {"type": "array", "items": {"type": "string", "enum": list(NOUNS)}},
    "organisation,event",
    _nouns,
)
PARAMETERS = (WORDS, NOUNS_ASKED, parameters.BBOX, parameters.LIMIT, parameters.LANG)
