"""Mobility hubs: what is close enough together to change from one way of travelling to another."""

from __future__ import annotations

from django.contrib.gis.db import models

from geodata.models import fields
from geodata.models.entry import Entry
from geodata.models.station import Station


class Hub(Entry):
    kind = models.CharField(max_length=40, help_text="Kind of its biggest component.")
    point = fields.point()


class HubComponent(Entry):
    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="components")
    kind = models.CharField(max_length=40)
    point = fields.point()
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="hub_components"
    )
