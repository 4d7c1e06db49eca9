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

    class State(models.TextChoices):
        WAITING = "waiting", "being prepared"
        READY = "ready", "ready"
        BROKEN = "broken", "cannot be read"

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="pictures"
    )
    """Whose it is; None while a new organisation has not been published."""
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.SET_NULL, related_name="pictures"
    )
    """The draft that it came with."""
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    original = models.CharField(max_length=64)  # digest of what was uploaded, which is not kept
    digest = models.CharField(max_length=64, blank=True, db_index=True)  # of the file we made of it
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)  # bytes
    alternative = TextsField(default=dict)  # what it shows, by language, as published
    position = models.PositiveIntegerField(null=True, blank=True)  # None: not shown
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "original"], name="one_picture_however_often_sent"
            )
        ]

    def __str__(self) -> str:
        return f"picture {self.pk} of {self.organisation or 'a new organisation'}"
