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
    hub = models.ForeignKey(
        Hub, null=True, blank=True, on_delete=models.SET_NULL, related_name="components"
    )
    kind = models.CharField(max_length=40)
    point = fields.point()
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="hub_components"
    )
    operator = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    street_address = fields.TextsField()
    website = fields.WebAddressField()


class LiveStatus(models.Model):
    """What a component last said of itself; `reported_at` is how old that is."""

    component = models.OneToOneField(
        HubComponent, on_delete=models.CASCADE, related_name="live_status"
    )
    vehicles = models.PositiveIntegerField()
    docks = models.PositiveIntegerField(null=True, blank=True)
    is_renting = models.BooleanField(default=True)
    is_returning = models.BooleanField(default=True)
    reported_at = models.DateTimeField()
    fetched_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "live statuses"

    def __str__(self) -> str:
        return f"{self.component}: {self.vehicles}"
