"""Trails: marked routes and named ways, with the points where one can step onto them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from geodata.coordinates import WGS84
from geodata.models import fields
from geodata.models.entry import Entry


class Trail(Entry):
    geometry: ClassVar[str] = "lines"

    class Kind(models.TextChoices):
        HIKING = "hiking", "hiking"
        FOOT = "foot", "walking"
        BICYCLE = "bicycle", "cycling"
        RUNNING = "running", "running"
        PATH = "path", "path"

    kind = models.CharField(max_length=20, choices=Kind)
    ref = models.CharField(max_length=50, blank=True)
    network = models.CharField(max_length=50, blank=True)
    operator = models.CharField(max_length=200, blank=True)
    website = fields.WebAddressField()
    lines = models.MultiLineStringField(srid=WGS84)
    access_points = models.MultiPointField(srid=WGS84)
    metres = models.FloatField(help_text="Length of the part that is inside the data.")
    members = models.PositiveIntegerField(help_text="Ways that belong to the trail.")
    members_inside = models.PositiveIntegerField(help_text="Those of them inside the data.")

    @property
    def is_complete(self) -> bool:
        """Say whether all of the trail is inside the data."""
        return self.members == self.members_inside
