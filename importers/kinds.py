"""Match each kind of record with its model and the columns that it fills."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.gis.db import models

from geodata.models import (
    Address,
    Amenity,
    District,
    Entrance,
    Entry,
    Event,
    Hub,
    HubComponent,
    Keyword,
    Organisation,
    Pathway,
    Place,
    PlaceName,
    PopulationCell,
    Station,
    Trail,
)
from importers.records import RECORDS, Record

MODELS: dict[str, type[Entry]] = {
    "district": District,
    "population_cell": PopulationCell,
    "keyword": Keyword,
    "station": Station,
    "entrance": Entrance,
    "pathway": Pathway,
    "event": Event,
    "trail": Trail,
    "hub": Hub,
    "hub_component": HubComponent,
    "organisation": Organisation,
    "place": Place,
    "amenity": Amenity,
    "address": Address,
    "place_name": PlaceName,
}
if TYPE_CHECKING:
    Relation = models.ForeignKey[Any, Any]  # has parameters in the stubs only
else:
    Relation = models.ForeignKey

COMMON = ("source_id", "name")
HOURS = "opening_hours"
HOURS_TEXT = "hours_text"
PARTS = ("topics", "operating_areas", "exceptions")  # rows of their own; see `parts.py`


@dataclass(frozen=True)
class Kind:
    """A kind of record: its model's table, plain columns, relations, and what has its own rows."""

    noun: str
    record: type[Record]
    model: type[Entry]
    columns: tuple[models.Field[Any, Any], ...]
    relations: tuple[Relation, ...]
    has_hours: bool  # hours that are rows of their own, not a column of the model
    parts: tuple[str, ...]  # what else are rows of their own

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def staging(self) -> str:
        return f"staging_{self.noun}"


def _kind(record: type[Record]) -> Kind:
    model = MODELS[record.noun]
    plain: list[Any] = []
    relations: list[Any] = []
    hours = False
    names = [each.name for each in dataclasses.fields(record)]
    for name in names:
        if name in (*COMMON, HOURS_TEXT, *PARTS):
            continue
        field = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            relations.append(field)
        elif isinstance(field, models.Field):
            plain.append(field)
        else:
            hours = True  # `opening_hours` is a relation back from the hours' own model
    parts = tuple(name for name in names if name in PARTS)
    return Kind(record.noun, record, model, tuple(plain), tuple(relations), hours, parts)


KINDS: dict[str, Kind] = {record.noun: _kind(record) for record in RECORDS}
"""Every kind by its noun, those that others refer to first."""
