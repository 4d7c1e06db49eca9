"""Amenities: what helps on the way, from a toilet to a beach."""

from __future__ import annotations

from django.contrib.gis.db import models

from geodata.models import fields
from geodata.models.entry import Entry


class Amenity(Entry):
    class Fee(models.TextChoices):
        YES = "yes", "yes"
        NO = "no", "no"

    kind = models.CharField(max_length=40)
    point = fields.point()
    wheelchair = fields.wheelchair()
    fee = models.CharField(max_length=10, choices=Fee, blank=True)
    opening_hours = models.CharField(
        max_length=500,
        blank=True,
        help_text="A rule as OpenStreetMap writes it, such as Mo-Fr 8-16.",
    )

    class Meta(Entry.Meta):
        verbose_name_plural = "amenities"
