"""Places: points with an address where organisations work and events happen."""

from __future__ import annotations

from django.contrib.gis.db import models

from geodata.models import fields
from geodata.models.entry import Entry
from geodata.models.organisation import Organisation


class Place(Entry):
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="places"
    )
    kind = models.CharField(max_length=40)
    point = fields.point()
    street_address = fields.TextsField()
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    wheelchair = fields.wheelchair()
    website = fields.WebAddressField()
    telephone = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    description = fields.TextsField(multiline=True)
    keywords = fields.texts_list()
