"""Organisations: who does something for residents, and how to reach them."""

from __future__ import annotations

from django.contrib.gis.db import models

from geodata.models import fields
from geodata.models.entry import Entry
from geodata.models.topic import Topic


class Organisation(Entry):
    kind = models.CharField(max_length=40)
    description = fields.TextsField(multiline=True)
    audience = fields.TextsField(help_text="For whom it is, such as families or people over 65.")
    point = fields.point(null=True)
    website = fields.WebAddressField()
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=100, blank=True)
    street_address = fields.TextsField()
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    wheelchair = fields.wheelchair()
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="parts"
    )
    keywords = fields.texts_list()
    languages = fields.texts_list()
    topics = models.ManyToManyField(Topic, blank=True, related_name="organisations")
    unconfirmed_since = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When its people last said that it holds; empty unless they were asked in vain.",
    )
