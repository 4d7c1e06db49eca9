"""Topics: a small tree of what organisations do."""

from __future__ import annotations

from django.db import models

from geodata.models.fields import TextsField


class Topic(models.Model):
    key = models.SlugField(max_length=50, unique=True)
    name = TextsField()
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    def __str__(self) -> str:
        return next(iter(self.name.values()), self.key)
