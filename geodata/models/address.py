"""Addresses and place names: what people type to say where they are."""

from __future__ import annotations

from django.contrib.gis.db import models

from geodata.models import fields
from geodata.models.entry import Entry


class Address(Entry):
    street = fields.TextsField()
    number = models.CharField(max_length=30)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    point = fields.point()

    class Meta(Entry.Meta):
        verbose_name_plural = "addresses"


class PlaceName(Entry):
    kind = models.CharField(max_length=40)
    point = fields.point()
