"""Make a record of every polygon of a GeoJSON that touches the area."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from shapely import MultiPolygon

from geodata.area import Area
from importers.geojson import (
    Feature,
    Unusable,
    as_multipolygon,
    placed,
    read_collection,
)
from importers.records import Problem, Record
from importers.whereabouts import lies_elsewhere

Make = Callable[[Feature, MultiPolygon], Record]


def read_polygons(
    stream: BinaryIO, area: Area, noun: str, make: Make, id_property: str
) -> Iterator[Record | Problem]:
    """Yield what `make` makes, or a problem in its place where it raises Unusable.

    Features of other cities are passed over. Raises InputError when the file is no GeoJSON.
    """
    collection = read_collection(stream, area)
    for feature in collection.features:
        if isinstance(feature, Unusable):
            yield Problem(noun, feature.whose, str(feature))
            continue
        try:
            geometry = placed(feature, collection.system, area)
            if lies_elsewhere(geometry, area):
                continue
            record = make(feature, as_multipolygon(geometry))
            if not record.source_id:
                raise Unusable(f"it has neither {id_property} nor an id")
        except Unusable as error:
            yield Problem(noun, feature.text(id_property) or feature.name, str(error))
        else:
            yield record
