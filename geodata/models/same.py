"""Pairs of entries that may describe, or do describe, the same thing."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models


class SamePair(models.Model):
    """Two entries of one kind, why they look alike, and what was decided.

    `one` and `other` are primary keys, the lower one first; `moved` remembers what merging took
    along, so that it can be undone.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "to be decided"
        MERGED = "merged", "the same"
        APART = "apart", "not the same"

    noun = models.CharField(max_length=20)
    one = models.BigIntegerField()
    other = models.BigIntegerField()
    score = models.FloatField(help_text="From 0 to 1: how alike they are.")
    reasons = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    by_rule = models.BooleanField(default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    moved = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["noun", "one", "other"], name="one_pair_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.one} = {self.other}: {self.status}"
