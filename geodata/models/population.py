"""Where people live: cells of a population grid."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from geodata.coordinates import WGS84
from geodata.models.entry import Entry


class PopulationCell(Entry):
    geometry: ClassVar[str] = "polygon"

    residents = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty where too few live for a number to be published."
    )
    ages = models.JSONField(
        default=dict, blank=True, help_text='Residents by age group, such as "0-9" or "80-".'
    )
    polygon = models.MultiPolygonField(srid=WGS84)
