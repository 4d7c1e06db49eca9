"""Districts: administrative and postal areas."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from geodata.coordinates import WGS84
from geodata.models.entry import Entry


class District(Entry):
    geometry: ClassVar[str] = "polygon"

    class Kind(models.TextChoices):
        ADMINISTRATIVE = "administrative", "administrative"
        POSTAL = "postal", "postal"

    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=50, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    polygon = models.MultiPolygonField(srid=WGS84)
