"""Answer: what does the map show of a view? Every single thing, or how many there are where."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, log, log2
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import F, Func, Prefetch, QuerySet, Subquery, Value

from geodata import cells
from geodata.area import current_area
from geodata.coordinates import WGS84, Box
from geodata.models import Entrance, Source, Trail
from servicemap import parameters, values
from servicemap.attributions import together
from servicemap.catalogue import COLLECTIONS
from servicemap.networks import Provenance, current_instance
from servicemap.parameters import Parameter
from servicemap.wording import chosen

MOST_BYTES = 280_000  # of all layers together: below 300 kB with what stands around them
BYTES_OF_ONE = 150  # about, of one place
BYTES_OF_CELL = 110  # at most, of one square
MOST_GROUPED = 1_000  # of what lies in view, into squares for which there is no table
MOST_TRAILS = 300
LINES = 2  # of a collection of geometries, as PostGIS counts their kinds
ENTRANCES_FROM = 16  # the zoom from which stations tell theirs
DEEPEST_ZOOM = 22
ACROSS = 64  # squares beside each other, at most
FINER = 2  # levels that squares are deeper than the tiles of their zoom: so 64 pixels wide
DECIMALS = 6  # of a degree: 10 cm
Told = dict[str, Any]


@dataclass(frozen=True)
class MapDataQuery:
    """Which view at which zoom, and which layers."""

    bbox: Box
    zoom: int
    layers: tuple[str, ...]  # keys of COLLECTIONS
    language: str

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> MapDataQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        given = parameters.take(params, PARAMETERS)
        return cls(
            bbox=VIEW.needed(given),
            zoom=ZOOM.needed(given),
            layers=LAYERS.of(given) or tuple(COLLECTIONS),
            language=parameters.language_of(given),
        )

    @property
    def level(self) -> int:
        """Return how deep the squares are: as the zoom asks, but never very many in one view."""
        widest = max(self.bbox.east - self.bbox.west, 1e-6)
        return max(min(self.zoom + FINER, int(log2(ACROSS * 360 / widest))), 0)

    @property
    def pixel(self) -> float:
        """Return how many degrees of longitude one pixel is wide."""
        return 360 / 256 / 2.0**self.zoom


@dataclass(frozen=True)
class MapDataAnswer:
    """Each layer as JSON text: its `places`, or its `cells` where those are too many."""

    layers: Mapping[str, str]
    provenance: Provenance

    def as_json(self) -> str:
        """Return one JSON object."""
        layers = ", ".join(f'"{name}": {text}' for name, text in self.layers.items())
        rest = json.dumps(self.provenance.as_json(), ensure_ascii=False)[1:]
        return f'{{"layers": {{{layers}}}, {rest}'


def answer(query: MapDataQuery) -> MapDataAnswer:
    """Return what is in view: at most 300 kB, in a constant number of queries for each layer."""
    instance = current_instance()
    most = MOST_BYTES // len(query.layers)
    layers = {
        name: _trails(query, most) if name == "trails" else _layer(name, query, most)
        for name in query.layers
    }
    sources = Source.objects.exclude(attribution="").order_by("rank", "key")
    return MapDataAnswer(
        layers,
        Provenance(
            network_version=instance.network_version,
            data_date=instance.data_date.isoformat() if instance.data_date else None,
            attribution=together(list(sources.values_list("attribution", flat=True))),
        ),
    )


def last_day() -> dt.date:
    """Return until when, this day included, events are shown."""
    return cells.last_day()


def _layer(name: str, query: MapDataQuery, most: int) -> str:
    """Return places where they are few enough; the squares tell whether it is worth asking."""
    noun, rows = COLLECTIONS[name].kind, most // BYTES_OF_ONE
    _squares, entries = cells.total(noun, query.bbox, min(query.level, cells.DEEPEST))
    if entries <= 2 * rows:  # squares reach beyond the view
        places = _places(name, query, rows + 1)
        text = _text(places=places, count=len(places))
        if len(places) <= rows and len(text.encode()) <= most:
            return text
    level = query.level if entries <= MOST_GROUPED else min(query.level, cells.DEEPEST)
    return _cells(noun, query, most, level)


def _text(*, count: int, places: list[Told] | None = None, found: list[Told] | None = None) -> str:
    told = {"count": count, "places": places or [], "cells": found or []}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _places(name: str, query: MapDataQuery, rows: int) -> list[Told]:
    """Return what the map draws of each, in no order."""
    found: QuerySet[Any] = cells.listed_within(COLLECTIONS[name].kind, query.bbox)
    kind = "mode" if name == "stations" else "kind"
    own = ["all_day"] if name == "events" else []
    found = found.only("name", kind, "is_example", "point", *own)
    if name == "stations" and query.zoom >= ENTRANCES_FROM:
        entrances = Entrance.objects.open().order_by("pk")
        found = found.prefetch_related(Prefetch("entrances", queryset=entrances))
    if name == "events":
        next_time = cells.coming_times().order_by("starts_at")
        found = found.annotate(next_status=Subquery(next_time.values("status")[:1]))
    return [
        _place(entry, getattr(entry, kind), query) | _own(name, entry, query)
        for entry in found[:rows]
    ]


def _place(entry: Any, kind: str, query: MapDataQuery) -> Told:
    name, language = chosen(entry.name, query.language)
    return {
        "id": entry.pk,
        "name": name,
        "name_language": language,
        "kind": kind,
        "lon": round(entry.point.x, DECIMALS),
        "lat": round(entry.point.y, DECIMALS),
        "is_example": entry.is_example,
    }


def _own(name: str, entry: Any, query: MapDataQuery) -> Told:
    """Return what only stations tell, their entrances, and only events: their next time."""
    if name == "events":
        zone = ZoneInfo(current_area().time_zone)
        starts_at = entry.next_starts_at.astimezone(zone).isoformat(timespec="seconds")
        return {"starts_at": starts_at, "all_day": entry.all_day, "status": entry.next_status}
    if name != "stations" or query.zoom < ENTRANCES_FROM:
        return {}
    return {
        "entrances": [
            {
                "ref": entrance.ref or chosen(entrance.name, query.language)[0],
                "lon": round(entrance.point.x, DECIMALS),
                "lat": round(entrance.point.y, DECIMALS),
            }
            for entrance in entry.entrances.all()
        ]
    }


def _cells(noun: str, query: MapDataQuery, most: int, level: int) -> str:
    """Return the squares of this level, or of the deepest above it that has few enough of them."""
    squares = most // BYTES_OF_CELL
    while level > 0:
        there, _entries = cells.total(noun, query.bbox, min(level, cells.DEEPEST))
        if there <= squares:
            break
        level = max(level - max(ceil(log(there / squares, 4)), 1), 0)  # each holds four below it
    found = cells.within(noun, query.bbox, level)
    while len(found) > squares:  # of those that are grouped now
        found = cells.coarser(found)
    told = [
        {
            "lon": round(cell.lon, DECIMALS),
            "lat": round(cell.lat, DECIMALS),
            "count": cell.entries,
            "box": [round(side, DECIMALS) for side in cell.square.box],
        }
        for cell in found
    ]
    return _text(found=told, count=sum(cell.entries for cell in found))


def _trails(query: MapDataQuery, most: int) -> str:
    """Return the lines in view, as fine as the zoom shows them; the longest where they are many."""
    found: Any = Trail.objects.open().inside(query.bbox)
    count = found.count()
    lines = _thinned(query.bbox, query.pixel)
    drawn = AsGeoJSON(lines, precision=DECIMALS)
    middle = Func(lines, function="ST_PointOnSurface", output_field=GeometryField(srid=WGS84))
    rows = found.annotate(drawn=drawn, point=middle).only("name", "kind", "is_example")
    told, size = [], 0
    for trail in rows.order_by("-metres", "pk")[:MOST_TRAILS]:
        if trail.point is None or trail.point.empty:
            continue
        place = _place(trail, trail.kind, query)
        place["lines"] = json.loads(trail.drawn)["coordinates"]
        size += len(json.dumps(place, ensure_ascii=False).encode())
        if size > most:
            break
        told.append(place)
    return _text(places=told, count=count)


def _thinned(box: Box, degrees: float) -> Func:
    """Return the lines within a box without the vertices that nobody sees."""
    shape = GeometryField(srid=WGS84)
    frame = Func(*map(Value, box), Value(WGS84), function="ST_MakeEnvelope", output_field=shape)
    clipped = Func(F("lines"), frame, function="ST_ClipByBox2D", output_field=shape)
    thin = Func(clipped, Value(degrees), Value(True), function="ST_Simplify", output_field=shape)
    lines = Func(thin, Value(LINES), function="ST_CollectionExtract", output_field=shape)
    return Func(lines, function="ST_Multi", output_field=shape)


def _layers(text: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(values.choice(each.strip(), list(COLLECTIONS)) for each in text.split(","))
    )


VIEW: Parameter[Box] = Parameter(
    "bbox",
    "What is in view: west,south,east,north in degrees.",
    parameters.BBOX.schema,
    parameters.BBOX.example,
    values.box,
    required=True,
)
ZOOM: Parameter[int] = Parameter(
    "zoom",
    "The zoom of the map, as web maps count it: each level shows half as much.",
    {"type": "integer", "minimum": 0, "maximum": DEEPEST_ZOOM},
    "14",
    lambda text: values.whole(text, 0, DEEPEST_ZOOM),
    required=True,
)
LAYERS: Parameter[tuple[str, ...]] = Parameter(
    "layers",
    "Which collections, separated by commas; all when left out.",
    {"type": "array", "items": {"type": "string", "enum": list(COLLECTIONS)}},
    "stations,trails",
    _layers,
)
PARAMETERS = (VIEW, ZOOM, LAYERS, parameters.LANG)
