"""Opening hours of an organisation or a place, as OpenStreetMap's rules write them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from geodata.models.fields import TextsField
from geodata.models.organisation import Organisation
from geodata.models.place import Place


class OpeningHours(models.Model):
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="opening_hours"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.CASCADE, related_name="opening_hours"
    )
    rule = models.CharField(
        max_length=500, blank=True, help_text="As OpenStreetMap writes it, such as Mo-Fr 8-16."
    )
    comment = TextsField(help_text="The words of the source, where they are not all in the rule.")

    class Meta:
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None, place__isnull=False)
                | Q(organisation__isnull=False, place=None),
                name="opening_hours_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.rule or next(iter(self.comment.values()), "")
