"""Count what lies in each square of the map, at every depth, and keep the counts in step.

A square of level n is one of 2^n by 2^n of Web Mercator's world, as the tiles of web maps are; x
counts from the west, y from the north. What is counted is what lists tell: open, each thing once.
"""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from math import log2
from operator import or_
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce
from django.utils import timezone

from geodata.area import current_area
from geodata.coordinates import Box
from geodata.models import (
    Amenity,
    Entry,
    Event,
    Hub,
    MapCell,
    Occurrence,
    Organisation,
    Place,
    SearchDocument,
    Station,
)
from geodata.models.entry import polygon_of
from geodata.squares import Square, xy

NOUNS: dict[str, type[Entry]] = {
    "station": Station,
    "hub": Hub,
    "organisation": Organisation,
    "place": Place,
    "amenity": Amenity,
    "event": Event,
}
EVENTS_AHEAD = dt.timedelta(days=13)  # that the map shows events, beside today
DEEPEST = 18  # squares of 76 m at 60 degrees north: what is smaller is grouped when it is asked for
MANY = 500  # in a box: fewer are counted one by one
ACROSS = 128  # squares beside each other in such a box, about: the rim is a thirtieth of it
NEAR = 1e-9  # degrees by which the arithmetic may differ
MOST_SINGLE = 50  # squares that are counted one by one: for more, all are
TABLE = MapCell._meta.db_table
COLUMNS = "(noun, level, x, y, count, point)"
MIDDLE = "ST_SetSRID(ST_MakePoint(avg(ST_X(point)), avg(ST_Y(point))), 4326)"
ROLLED = (
    "sum(count), ST_SetSRID(ST_MakePoint("
    "sum(ST_X(point) * count) / sum(count), sum(ST_Y(point) * count) / sum(count)), 4326)"
)


class Cell(NamedTuple):
    """How many lie in a square, and the middle of where they are."""

    square: Square
    entries: int
    lon: float
    lat: float


def rebuild(nouns: Collection[str] = tuple(NOUNS)) -> None:
    """Count everything anew: the deepest squares from the entries, each other level from below."""
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor)
        cursor.execute(f"DELETE FROM {TABLE} WHERE noun = ANY(%s)", [list(nouns)])
        for noun in nouns:
            _count(cursor, noun, "", [])
        for level in range(DEEPEST, 0, -1):
            cursor.execute(
                f"INSERT INTO {TABLE} {COLUMNS} SELECT noun, %s, x >> 1, y >> 1, {ROLLED} "
                f"FROM {TABLE} WHERE level = %s AND noun = ANY(%s) GROUP BY noun, x >> 1, y >> 1",
                [level - 1, level, list(nouns)],
            )


@contextmanager
def following(model: type[Entry], ids: Collection[int]) -> Iterator[None]:
    """Keep the counts in step with what is done to the documents of these entries.

    Their documents tell where they were. What had none, being new or without a name, may have been
    anywhere: then all of its noun are counted anew.
    """
    noun = next((noun for noun, each in NOUNS.items() if each is model), None)
    if noun is None:
        yield
        return
    documents = SearchDocument.objects.filter(noun=noun, entry__in=ids)
    before = dict(documents.values_list("entry", "point"))
    yield
    now = dict(listed(noun).filter(pk__in=ids).values_list("pk", "point"))
    unknown = set(ids) - before.keys()
    never_listed = (
        model._default_manager.open().filter(pk__in=unknown - now.keys()).exclude(search_text="")
    )
    if len(unknown) > never_listed.count():
        rebuild([noun])
        return
    points = (*before.values(), *now.values())
    recount(noun, {point.hexewkb.decode() for point in points if point})


def recount(noun: str, points: Iterable[str]) -> None:
    """Count the squares of these points anew, and those above them; points are EWKB in hex."""
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor)
        cursor.execute(
            f"SELECT DISTINCT {xy('point', DEEPEST)} FROM unnest(%s::text[]::geometry[]) point",
            [list(points)],
        )
        squares = {Square(DEEPEST, x, y) for x, y in cursor.fetchall()}
        if len(squares) > MOST_SINGLE:
            rebuild([noun])
            return
        for square in squares:
            _forget(cursor, noun, square)
            inside = "WHERE point && ST_MakeEnvelope(%s, %s, %s, %s, 4326) AND (x, y) = (%s, %s)"
            _count(cursor, noun, inside, [*_reach(square), square.x, square.y])
        while squares := {
            Square(each.level - 1, each.x >> 1, each.y >> 1) for each in squares if each.level
        }:
            for square in squares:
                _forget(cursor, noun, square)
                _roll_up(cursor, noun, square)


def within(noun: str, box: Box, level: int) -> list[Cell]:
    """Return the squares of a level that touch a box and are not empty."""
    if level > DEEPEST:
        return _grouped(noun, box, level)
    first, last = Square.of(box.west, box.north, level), Square.of(box.east, box.south, level)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT x, y, count, ST_X(point), ST_Y(point) FROM {TABLE} WHERE noun = %s "
            "AND level = %s AND x BETWEEN %s AND %s AND y BETWEEN %s AND %s",
            [noun, level, first.x, last.x, first.y, last.y],
        )
        return [Cell(Square(level, x, y), *told) for x, y, *told in cursor.fetchall()]


def total(noun: str, box: Box, level: int) -> tuple[int, int]:
    """Return how many squares of a level touch a box, and how many lie in them."""
    first, last = Square.of(box.west, box.north, level), Square.of(box.east, box.south, level)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), coalesce(sum(count), 0) FROM {TABLE} WHERE noun = %s "
            "AND level = %s AND x BETWEEN %s AND %s AND y BETWEEN %s AND %s",
            [noun, level, first.x, last.x, first.y, last.y],
        )
        squares, entries = cursor.fetchone()
    return int(squares), int(entries)


def inside(noun: str, box: Box) -> int:
    """Return exactly how many lie in a box.

    Where they are many, whole squares tell theirs; only in the rim around them entries are looked
    at one by one.
    """
    level = min(int(log2(ACROSS * 360 / max(box.east - box.west, 1e-6))), DEEPEST)
    first, last = Square.of(box.west, box.north, level), Square.of(box.east, box.south, level)
    has_inner = last.x - first.x >= 2 and last.y - first.y >= 2
    if not has_inner or total(noun, box, level)[1] < MANY:
        return int(listed_within(noun, box).count())
    inner = (first.x + 1, last.x - 1, first.y + 1, last.y - 1)
    west, _south, _east, north = Square(level, inner[0], inner[2]).box
    _west, south, east, _north = Square(level, inner[1], inner[3]).box
    rim = (
        Box(box.west, box.south, west + NEAR, box.north),
        Box(east - NEAR, box.south, box.east, box.north),
        Box(west, box.south, east, south + NEAR),
        Box(west, north - NEAR, east, box.north),
    )
    touching = reduce(or_, (Q(point__intersects=polygon_of(side)) for side in rim))
    placed, params = _placed(listed_within(noun, box).filter(touching), level)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT coalesce(sum(count), 0) FROM {TABLE} WHERE noun = %s AND level = %s "
            "AND x BETWEEN %s AND %s AND y BETWEEN %s AND %s) + (SELECT count(*) "
            f"FROM ({placed}) placed WHERE NOT (x BETWEEN %s AND %s AND y BETWEEN %s AND %s))",
            [noun, level, *inner, *params, *inner],
        )
        return int(cursor.fetchone()[0])


def coarser(found: Iterable[Cell]) -> list[Cell]:
    """Return the squares above these, with what lies in them."""
    above: dict[Square, list[Cell]] = {}
    for cell in found:
        above.setdefault(cell.square.above, []).append(cell)
    made = []
    for square, parts in above.items():
        entries = sum(part.entries for part in parts)
        lon = sum(part.lon * part.entries for part in parts) / entries
        lat = sum(part.lat * part.entries for part in parts) / entries
        made.append(Cell(square, entries, lon, lat))
    return made


def _grouped(noun: str, box: Box, level: int) -> list[Cell]:
    """Count the entries within a box, which is a small one, by squares of a level."""
    placed, params = _placed(listed_within(noun, box), level)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT x, y, count(*), avg(ST_X(point)), avg(ST_Y(point)) FROM ({placed}) placed "
            "GROUP BY x, y",
            params,
        )
        return [Cell(Square(level, x, y), *told) for x, y, *told in cursor.fetchall()]


def listed(noun: str) -> Any:
    """Return what is counted: of places what is more than an address, of events the next ones."""
    manager: Any = NOUNS[noun]._default_manager
    rows = manager.open().exclude(point=None)
    if noun == "place":
        rows = rows.of_its_own()
    if noun == "event":
        rows = rows.filter(Exists(coming_times()))
    return rows


def listed_within(noun: str, box: Box) -> Any:
    """Return what is counted of a noun within a box, which holds a small part of all."""
    manager: Any = NOUNS[noun]._default_manager
    if noun == "place":
        return manager.open().inside(box).few_of_its_own()
    if noun != "event":
        return listed(noun).inside(box)
    # The times of each that lies there are looked up; joined, those of all would be read.
    first = coming_times().order_by("starts_at").values("starts_at")[:1]
    rows = manager.open().inside(box).annotate(next_starts_at=Subquery(first))
    return rows.filter(next_starts_at__isnull=False)


def coming_times() -> QuerySet[Occurrence]:
    """Return the times of an event, the outer one, that the map shows."""
    zone = ZoneInfo(current_area().time_zone)
    midnight = dt.datetime.combine(last_day() + dt.timedelta(days=1), dt.time(), zone)
    times = Occurrence.objects.annotate(over=Coalesce("ends_at", "starts_at"))
    return times.filter(event=OuterRef("pk"), over__gt=timezone.now(), starts_at__lt=midnight)


def last_day() -> dt.date:
    """Return until when, this day included, the map shows events."""
    return timezone.localdate(timezone=ZoneInfo(current_area().time_zone)) + EVENTS_AHEAD


def _count(cursor: Any, noun: str, where: str, given: list[Any]) -> None:
    """Write the deepest squares of a noun, or of those of its entries that a condition keeps."""
    placed, params = _placed(listed(noun), DEEPEST)
    cursor.execute(
        f"INSERT INTO {TABLE} {COLUMNS} SELECT %s, {DEEPEST}, x, y, count(*), {MIDDLE} "
        f"FROM ({placed}) placed {where} GROUP BY x, y",
        [noun, *params, *given],
    )


def _placed(rows: QuerySet[Any], level: int) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that tells the points of entries and the squares they lie in."""
    bare = Func(F("point"), template="%(expressions)s", output_field=TextField())  # no bytea
    sql, params = rows.order_by().values_list(bare).query.sql_with_params()
    return f"SELECT point, {xy('point', level)} FROM ({sql}) listed (point)", params


def _forget(cursor: Any, noun: str, square: Square) -> None:
    cursor.execute(
        f"DELETE FROM {TABLE} WHERE noun = %s AND level = %s AND x = %s AND y = %s",
        [noun, *square],
    )


def _roll_up(cursor: Any, noun: str, square: Square) -> None:
    """Write one square from the four below it."""
    x, y = 2 * square.x, 2 * square.y
    cursor.execute(
        f"INSERT INTO {TABLE} {COLUMNS} SELECT %s, %s, %s, %s, {ROLLED} FROM {TABLE} "
        "WHERE noun = %s AND level = %s AND x IN (%s, %s) AND y IN (%s, %s) HAVING count(*) > 0",
        [noun, *square, noun, square.level + 1, x, x + 1, y, y + 1],
    )


def _lock(cursor: Any) -> None:
    """Let others who count wait until this transaction is over."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [TABLE])


def _reach(square: Square) -> tuple[float, float, float, float]:
    """Return a box that surely holds what is counted in a square: the outermost reach the poles."""
    west, south, east, north = square.box
    if square.y == 0:
        north = 90
    if square.y == 2**square.level - 1:
        south = -90
    return west - NEAR, south - NEAR, east + NEAR, north + NEAR
