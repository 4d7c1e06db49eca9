"""Keep the pictures that organisations show of themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from geodata.models import Organisation
from geodata.models.fields import TextsField
from servicemap.models.editing import Revision


class Picture(models.Model):
    """One picture, re-encoded by us; it is shown once a revision that names it was published."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="pictures"
    )
    """Whose it is; None while a new organisation has not been published."""
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.SET_NULL, related_name="pictures"
    )
    """The draft that it came with."""
    digest = models.CharField(max_length=64, db_index=True)  # of the bytes, and the file's name
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    alternative = TextsField(default=dict)  # what it shows, by language, as published
    position = models.PositiveIntegerField(null=True, blank=True)  # None: not shown
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"picture {self.pk} of {self.organisation or 'a new organisation'}"
