"""Stations and the entrances through which people come out of them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models

from geodata.coordinates import WGS84
from geodata.models import fields
from geodata.models.entry import Entry
from geodata.models.place import Place


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
    code = models.CharField(max_length=50, blank=True, help_text="What the sign at the stop says.")
    routes = models.JSONField(
        default=list, blank=True, help_text="Lines that stop here: ref, name, mode."
    )
    departures = models.JSONField(
        default=dict, blank=True, help_text="Departures per hour by day type: 24 numbers each."
    )


class Entrance(Entry):
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="entrances"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="entrances"
    )
    ref = models.CharField(max_length=50, blank=True)
    point = fields.point()
    wheelchair = fields.wheelchair()


class Pathway(Entry):
    """A way inside a station, from one of its points (platform, entrance, …) to another."""

    geometry: ClassVar[str] = "line"

    class Mode(models.TextChoices):
        WALKWAY = "walkway", "walkway"
        STAIRS = "stairs", "stairs"
        MOVING_WALKWAY = "moving_walkway", "moving walkway"
        ESCALATOR = "escalator", "escalator"
        LIFT = "lift", "lift"
        FARE_GATE = "fare_gate", "fare gate"
        EXIT_GATE = "exit_gate", "exit gate"

    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="pathways"
    )
    mode = models.CharField(max_length=20, choices=Mode)
    line = models.LineStringField(srid=WGS84)
    from_id = models.CharField(max_length=200, help_text="Its first point, as the source names it.")
    to_id = models.CharField(max_length=200, help_text="Its last point, as the source names it.")
    is_two_way = models.BooleanField(default=False)
    metres = models.FloatField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    steps = models.IntegerField(null=True, blank=True, help_text="Negative when going down.")
