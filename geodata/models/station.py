"""Stations and the entrances through which people come out of them."""

from __future__ import annotations

from django.contrib.gis.db import models

from geodata.models import fields
from geodata.models.entry import Entry


class Station(Entry):
    class Mode(models.TextChoices):
        SUBWAY = "subway", "metro"
        TRAIN = "train", "train"
        LIGHT_RAIL = "light_rail", "light rail"
        TRAM = "tram", "tram"
        BUS = "bus", "bus"
        FERRY = "ferry", "ferry"

    mode = models.CharField(max_length=20, choices=Mode)
    point = fields.point()
    operator = models.CharField(max_length=200, blank=True)
    wheelchair = fields.wheelchair()
    accuracy_metres = models.FloatField(
        null=True, blank=True, help_text="How far the position may be off; empty when not known."
    )
    website = fields.WebAddressField()


class Entrance(Entry):
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="entrances"
    )
    ref = models.CharField(max_length=50, blank=True)
    point = fields.point()
    wheelchair = fields.wheelchair()
