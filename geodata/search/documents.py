"""Ask the documents: what has these words and these properties, the best first.

Words and facets are found by one index. Of what a common word finds, a bounded number is read, so
that a search takes as long in a region as in a town: the count is exact up to `MOST_COUNTED`, and
the best `MOST_RANKED` by their name and what they are get their full rank. What only begins with a
word is looked for where fewer than `ENOUGH` have the word itself.
"""

# ruff: noqa: S608 - only our own fragments are put into statements, values are parameters
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db import connection

from geodata.search.facets import facet
from geodata.search.terms import Terms, any_of, quoted
from geodata.texts import Texts, fold

MOST_COUNTED = 5_000
MOST_RANKED = 500
ENOUGH = 100
# Of what is common PostgreSQL would read the whole table, which begins with one kind of thing.
BY_INDEX = "SET LOCAL enable_seqscan = off;"
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
NOUNS = tuple(PRIOR)
NO_TERMS = Terms()
Params = Mapping[str, Any]
Condition = tuple[str, Params]


@dataclass(frozen=True)
class Asked:
    """What is looked for: words as parts of a tsquery, facets likewise, and further conditions."""

    text: str = ""  # as it was typed
    terms: Terms = NO_TERMS
    facets: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def where(self) -> str:
        """Return the condition on a document `d`; its values are in `params`."""
        return self._where("found") if self.terms.begun or self.facets else self._where()

    @property
    def where_whole(self) -> str:
        """Return the condition on what has the words themselves, not only their beginnings."""
        return self._where("whole_words")

    @property
    def where_exact(self) -> str:
        """Return the condition on what is called just so."""
        return self._where("exact")

    def _where(self, *tsqueries: str) -> str:
        found = [sql for sql, _params in self.conditions]
        found += [f"d.words @@ %({each})s::tsquery" for each in tsqueries]
        return " AND ".join(found) or "true"

    @property
    def params(self) -> dict[str, Any]:
        """Return the values of the statement."""
        name = fold(self.text)
        told: dict[str, Any] = {
            "found": " & ".join((*self.terms.begun, *self.facets)),
            "whole_words": " & ".join((*self.terms.whole, *self.facets)),
            "exact": " & ".join((quoted(facet("name", name)), *self.facets)),
            "words": " & ".join(self.terms.begun),
            "name": name,
            "whole": f"%\n{_like(name)}\n%",
            "start": f"%\n{_like(name)}%",
            "word": f"% {_like(name)}%",
            "nouns": list(PRIOR),
            "priors": list(PRIOR.values()),
            "counted": MOST_COUNTED + 1,
            "ranked": MOST_RANKED,
            "enough": ENOUGH,
        }
        for _sql, params in self.conditions:
            told |= params
        return told


class Row(NamedTuple):
    """One document as a hit shows it."""

    id: int
    noun: str
    entry: int
    name: str  # JSON of its names
    kind: str
    geometry: str | None  # GeoJSON
    is_example: bool
    sources: list[str]
    starts_at: dt.datetime | None
    rules: str | None  # JSON of the rules of its opening hours
    score: float

    @property
    def names(self) -> Texts:
        """Return the names by language."""
        told: Texts = json.loads(self.name)
        return told


@dataclass(frozen=True)
class Page:
    """Some of what was found, the best first, and how much there is."""

    rows: tuple[Row, ...]
    count: int
    is_exact: bool = True


@dataclass(frozen=True)
class Placed:
    """The ids and positions, shape (n, 2), of documents."""

    ids: npt.NDArray[np.int64]
    lonlat: npt.NDArray[np.float64]


COLUMNS = """d.id, d.noun, d.entry, d.name::text, d.kind, ST_AsGeoJSON(d.point, 6),
    d.is_example, d.sources, d.starts_at, h.rules::text"""
HOURS = "LEFT JOIN geodata_openingtimes h ON h.digest = d.hours_id"
# What nobody has confirmed for long comes after what is as good in all else.
BEFORE = """((%(priors)s::float[])[array_position(%(nouns)s::text[], d.noun::text)]
    - d.is_stale::int)"""
LIKELY = f"""2.0 * (d.folded LIKE %(whole)s)::int + 1.0 * (d.folded LIKE %(start)s)::int
    + 0.3 * (d.folded LIKE %(word)s)::int + {BEFORE}"""
RANK = """ts_rank('{0.05, 0.1, 0.4, 1.0}', d.words, %(words)s::tsquery, 1)
    + similarity(d.folded, %(name)s)"""


def nouns_asked(nouns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the facets of these nouns; none where all are asked for."""
    if set(nouns) >= set(NOUNS):
        return ()
    return (any_of([facet("noun", noun) for noun in nouns]),)


def page(asked: Asked, *, limit: int, offset: int = 0) -> Page:
    """Return the best: with words by rank, without by what they are, by time and by name."""
    statement = _by_rank(asked) if asked.terms.begun else _by_name(asked)
    params = asked.params | {"limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    count = int(rows[0][-1])
    found = tuple(Row(*row[:-1]) for row in rows if row[0] is not None)
    return Page(found, min(count, MOST_COUNTED), count <= MOST_COUNTED)


def count(asked: Asked) -> Page:
    """Return how much a page would be of, and nothing of it."""
    statement = f"{BY_INDEX} SELECT {_counted(asked.where)}"
    if asked.terms.begun:
        statement = f"""{BY_INDEX} SELECT CASE WHEN whole < %(enough)s
            THEN {_counted(asked.where)} ELSE whole END
            FROM (SELECT {_counted(asked.where_whole)} AS whole) found"""
    with connection.cursor() as cursor:
        cursor.execute(statement, asked.params)
        found = int(cursor.fetchone()[0])
    return Page((), min(found, MOST_COUNTED), found <= MOST_COUNTED)


def _counted(where: str) -> str:
    some = f"SELECT 1 FROM geodata_searchdocument d WHERE {where} LIMIT %(counted)s"
    return f"(SELECT count(*) FROM ({some}) counted)"


def _by_rank(asked: Asked) -> str:
    """Write the statement; what is called just so is among the ranked however much there is."""
    return f"""
        {BY_INDEX}
        WITH whole AS MATERIALIZED (
            SELECT d.id, {LIKELY} AS likely FROM geodata_searchdocument d
            WHERE {asked.where_whole} LIMIT %(counted)s
        ), found AS MATERIALIZED (
            SELECT * FROM whole
            UNION
            (SELECT d.id, {LIKELY} FROM geodata_searchdocument d
             WHERE {asked.where_exact} LIMIT %(ranked)s)
            UNION
            (SELECT d.id, {LIKELY} FROM geodata_searchdocument d
             WHERE (SELECT count(*) FROM whole) < %(enough)s AND {asked.where} LIMIT %(counted)s)
        ), likely AS (
            SELECT id, likely FROM found ORDER BY likely DESC, id LIMIT %(ranked)s
        ), ranked AS (
            SELECT d.id, l.likely + {RANK} AS score, d.folded
            FROM likely l JOIN geodata_searchdocument d USING (id)
            ORDER BY score DESC, d.folded, d.id LIMIT %(limit)s OFFSET %(offset)s
        )
        SELECT {COLUMNS}, r.score, n.count
        FROM (SELECT count(*) FROM found) n LEFT JOIN (
            ranked r JOIN geodata_searchdocument d USING (id) {HOURS}
        ) ON true
        ORDER BY r.score DESC, r.folded, d.id
        """


def _by_name(asked: Asked) -> str:
    return f"""
        {BY_INDEX}
        WITH found AS MATERIALIZED (
            SELECT d.id, {BEFORE} AS score, d.starts_at, d.folded FROM geodata_searchdocument d
            WHERE {asked.where} LIMIT %(counted)s
        ), listed AS (
            SELECT * FROM found ORDER BY score DESC, starts_at, folded, id
            LIMIT %(limit)s OFFSET %(offset)s
        )
        SELECT {COLUMNS}, l.score, n.count
        FROM (SELECT count(*) FROM found) n LEFT JOIN (
            listed l JOIN geodata_searchdocument d USING (id) {HOURS}
        ) ON true
        ORDER BY l.score DESC, l.starts_at, l.folded, d.id
        """


def nearest(asked: Asked, lon: float, lat: float) -> Row | None:
    """Return what lies nearest in a straight line; among the first `MOST_COUNTED` of very many."""
    statement = f"""
        {BY_INDEX}
        WITH found AS MATERIALIZED (
            SELECT d.id, d.point FROM geodata_searchdocument d
            WHERE d.point IS NOT NULL AND {asked.where} LIMIT %(counted)s
        )
        SELECT {COLUMNS}, {BEFORE}
        FROM found f JOIN geodata_searchdocument d USING (id) {HOURS}
        ORDER BY f.point::geography <-> ST_Point(%(lon)s, %(lat)s, 4326)::geography, d.id LIMIT 1
        """
    with connection.cursor() as cursor:
        cursor.execute(statement, asked.params | {"lon": lon, "lat": lat})
        row = cursor.fetchone()
    return Row(*row) if row else None


def placed(asked: Asked, most: int | None = None) -> Placed:
    """Return where what is asked for lies, as arrays: thousands of rows at once; `most` of them."""
    statement = f"""{BY_INDEX} SELECT string_agg(int8send(id)
            || float8send(ST_X(point)) || float8send(ST_Y(point)), '')
        FROM (SELECT d.id, d.point FROM geodata_searchdocument d
            WHERE d.point IS NOT NULL AND {asked.where} LIMIT %(most)s) found"""
    with connection.cursor() as cursor:
        cursor.execute(statement, asked.params | {"most": most})
        told = bytes(cursor.fetchone()[0] or b"")
    rows = np.frombuffer(told, dtype=[("id", ">i8"), ("lon", ">f8"), ("lat", ">f8")])
    lonlat = np.column_stack((rows["lon"], rows["lat"])).astype(np.float64)
    return Placed(rows["id"].astype(np.int64), lonlat)


def rows_of(ids: list[int]) -> dict[int, Row]:
    """Return some documents by their ids."""
    statement = f"""SELECT {COLUMNS}, {BEFORE} FROM geodata_searchdocument d {HOURS}
        WHERE d.id = ANY(%(ids)s)"""
    with connection.cursor() as cursor:
        cursor.execute(statement, Asked().params | {"ids": ids})
        return {row[0]: Row(*row) for row in cursor.fetchall()}


def among(ids: npt.NDArray[np.int64]) -> Condition:
    """Keep only the documents of these ids."""
    return "d.id = ANY(%(among)s)", {"among": ids.tolist()}


def _like(text: str) -> str:
    """Write a text so that LIKE takes it as it is."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
